"""The survey for `check`: the rules and the credentials of a catalog, in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.catalog.model import DEFAULT_IDENTIFY
from usagestats.survey.credentials import CredentialSurvey
from usagestats.survey.rule_matches import RuleSurvey
from usagestats.tables.declared import FULL_DETAIL

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog
    from usagestats.classify.requests import Mapped
    from usagestats.survey.credentials import CredentialsSeen
    from usagestats.survey.rule_matches import RuleMatches
    from usagestats.tables.declared import Detail


@dataclass(slots=True)
class CheckFindings:
    """The findings about rules, and those about credentials; `None` without the subject."""

    rules: RuleMatches | None
    credentials: CredentialsSeen | None

    def merge(self, other: CheckFindings) -> None:
        """Add the findings in another part."""
        if self.rules and other.rules:
            self.rules.merge(other.rules)
        if self.credentials and other.credentials:
            self.credentials.merge(other.credentials)


@dataclass(frozen=True, slots=True)
class CheckSurvey:
    """The survey of what a catalog declares; credentials only if it names them."""

    catalog: Catalog

    @property
    def has_subject(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.catalog.products) or self._credentials is not None

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it needs."""
        of_rules = self._rules.columns if self._rules else frozenset[str]()
        of_credentials = self._credentials.columns if self._credentials else frozenset[str]()
        return of_rules | of_credentials

    @property
    def detail(self) -> Detail:
        """The detail that it needs: every request."""
        return FULL_DETAIL

    def look(self, mapped: Mapped) -> CheckFindings:
        """Count the requests of one chunk."""
        return CheckFindings(
            self._rules.look(mapped) if self._rules else None,
            self._credentials.look(mapped) if self._credentials else None,
        )

    @property
    def _rules(self) -> RuleSurvey | None:
        return RuleSurvey(self.catalog) if self.catalog.products else None

    @property
    def _credentials(self) -> CredentialSurvey | None:
        named = self.catalog.identify
        return CredentialSurvey(named) if named is not DEFAULT_IDENTIFY else None
