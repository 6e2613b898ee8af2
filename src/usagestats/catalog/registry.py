"""The applications, found by the identities that logs hold.

An identity is a value of the column `application` that `classify` makes: the pseudonym of a secret
credential, or the text of a credential that is no secret. Reports give identities their names, so
an application that registers later is recognised in usage that was counted before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.light_dataclass import dataclass
from usagestats.safety.pseudonyms import pseudonym

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


class Application(NamedTuple):
    """A consumer of the API, as `applications.csv` has it; a tuple, since there may be 100,000.

    Args:
        id: A unique id; the pseudonym of its key where it has no other id.
        name: A name for people, which several applications may share.
        account: The name of the organisation that owns it.
        plan: The name of its plan.
        state: Its state, such as `live` or `suspended`.
        created_at: A date, or a time with or without an offset.
        email: The address of its owner.
        account_id: The id of its account.
        plan_id: The id of its plan.
    """

    id: str
    name: str
    account: str | None = None
    plan: str | None = None
    state: str | None = None
    created_at: datetime | date | None = None
    email: str | None = None
    account_id: str | None = None
    plan_id: str | None = None


_STRANGER = " (not registered)"


@dataclass(frozen=True)
class Registry:
    """The applications, found by their identities; an application may have several.

    Args:
        identities: The application of each identity: the pseudonym of each key, and each id.
    """

    identities: Mapping[str, Application] = field(default_factory=dict)

    @cached_property
    def applications(self) -> tuple[Application, ...]:
        """Every application once, in the order of the file."""
        return tuple(
            {application.id: application for application in self.identities.values()}.values()
        )

    def id(self, identity: str) -> str:
        """Return the id of an application; an unknown identity is its own id."""
        application = self.identities.get(identity)
        return application.id if application else identity

    def name(self, identity: str) -> str:
        """Return the name of an application; an unknown identity is its own name."""
        application = self.identities.get(identity)
        return application.name if application else identity

    def label(self, identity: str) -> str:
        """Return the label in messages: the name, with the id where several share the name.

        An unknown identity is its own label. Where it equals the name of an application, `(not
        registered)` follows.
        """
        application = self.identities.get(identity)
        if application:
            return self._labels[application.id]
        return f"{identity}{_STRANGER}" if identity in self._identities_by_word else identity

    def account(self, identity: str) -> str | None:
        """Return the account that owns an application; `None` where it is unknown."""
        application = self.identities.get(identity)
        return application.account if application else None

    def account_id(self, identity: str) -> str | None:
        """Return the id of the account that owns an application; `None` where it is unknown."""
        application = self.identities.get(identity)
        return application.account_id if application else None

    def account_label(self, identity: str) -> str | None:
        """Return the label of an account: the name, with the id where several share the name."""
        application = self.identities.get(identity)
        if not application or not application.account:
            return None
        name, own_id = application.account, application.account_id
        is_shared = len(self._account_ids[name]) > 1
        return f"{name} ({own_id})" if is_shared and own_id else name

    def plan(self, identity: str) -> str | None:
        """Return the plan of an application; `None` where it is unknown."""
        application = self.identities.get(identity)
        return application.plan if application else None

    def plan_id(self, identity: str) -> str | None:
        """Return the id of the plan of an application; `None` where it is unknown."""
        application = self.identities.get(identity)
        return application.plan_id if application else None

    def account_words(self, identity: str) -> set[str]:
        """Return the words for the account of an application: its name and id; or none."""
        return {word for word in (self.account(identity), self.account_id(identity)) if word}

    def plan_words(self, identity: str) -> set[str]:
        """Return the words for the plan of an application: its name and id; or none."""
        return {word for word in (self.plan(identity), self.plan_id(identity)) if word}

    def identities_of(self, text: str) -> set[str]:
        """Return every identity that an id, a name, a label or a credential may mean.

        Where an application has this name, an unknown identity with the same text is not meant.
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
    def _account_ids(self) -> dict[str, set[str | None]]:
        """Return the ids of each name of an account; `None` for one without an id."""
        found: dict[str, set[str | None]] = defaultdict(set)
        for one in self.applications:
            if one.account:
                found[one.account].add(one.account_id)
        return found

    @cached_property
    def _identities_by_word(self) -> dict[str, set[str]]:
        found = defaultdict(set)
        for identity, application in self.identities.items():
            for word in (application.id, application.name, self._labels[application.id]):
                found[word].add(identity)
        return dict(found)


NO_APPLICATIONS: Final = Registry()
"""The registry where there is no `applications.csv`."""
