"""Who the applications are: what an identity in the logs is called, and whose it is.

An identity is what `classify` puts into the column `application`: the pseudonym of a secret
credential, or the text of one that is no secret.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.safety.secrets import pseudonym

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


class Application(NamedTuple):
    """A consumer of the API, as `applications.csv` has it; a tuple, since there may be 100,000.

    Args:
        id: Unique; the pseudonym of its key where it has no other.
        name: For people; several applications may share one.
        account: The organisation that owns it.
        plan: The name of a plan.
        state: Such as `live` or `suspended`.
        created_at: A date, or a time with or without an offset.
        email: Of the owner.
    """

    id: str
    name: str
    account: str | None = None
    plan: str | None = None
    state: str | None = None
    created_at: datetime | date | None = None
    email: str | None = None


_STRANGER = " (not registered)"


@dataclass(frozen=True)
class Registry:
    """The applications, found by their identities; an application may have several.

    Args:
        identities: The pseudonym of each key, and each id.
    """

    identities: Mapping[str, Application] = field(default_factory=dict)

    @cached_property
    def applications(self) -> tuple[Application, ...]:
        """Every application once, in the order of the file."""
        return tuple(
            {application.id: application for application in self.identities.values()}.values()
        )

    def label(self, identity: str) -> str:
        """Return what reports show: the name, with the id where several have that name.

        An identity that is not known is shown as it is, unless it would pass for one that is.
        """
        application = self.identities.get(identity)
        if application:
            return self._labels[application.id]
        return f"{identity}{_STRANGER}" if identity in self._identities_by_word else identity

    def account(self, identity: str) -> str | None:
        """Return the account that owns an application; `None` where that is unknown."""
        application = self.identities.get(identity)
        return application.account if application else None

    def plan(self, identity: str) -> str | None:
        """Return the plan that an application has; `None` where that is unknown."""
        application = self.identities.get(identity)
        return application.plan if application else None

    def identities_of(self, text: str) -> set[str]:
        """Return every identity that a user may mean by an id, a name, a label or a credential.

        Where applications are called so, a stranger that only says so is not meant.
        """
        known = self._identities_by_word.get(text)
        if known:
            return {pseudonym(text), *known}
        stranger = text.removesuffix(_STRANGER)
        return {stranger, pseudonym(stranger)}

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Return the label of each id; no two are equal."""
        uses = Counter(application.name for application in self.applications)
        labels: dict[str, str] = {}
        taken: set[str] = set()
        for one in self.applications:
            is_other = uses[one.name] > 1 or (one.name in self.identities and one.name != one.id)
            label = f"{one.name} ({one.id})" if is_other else one.name
            while label in taken or (is_other and label in uses):
                label += f" ({one.id})"
            taken.add(label)
            labels[one.id] = label
        return labels

    @cached_property
    def _identities_by_word(self) -> dict[str, set[str]]:
        found = defaultdict(set)
        for identity, application in self.identities.items():
            for word in (application.id, application.name, self._labels[application.id]):
                found[word].add(identity)
        return dict(found)


NO_APPLICATIONS: Final = Registry()
"""What is known of applications where there is no `applications.csv`."""
