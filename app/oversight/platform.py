"""The log of the installation: by whom people come in, as every partner may read and check it.

Of it administrators and privacy officers of every organisation see the lines that concern trust,
and of every other line its hash. People of other organisations are not named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.desk.queries import Phrasebook
from app.identity import queries as identity
from app.identity.actions import IdentityAction
from app.identity.models import Organisation, Person
from app.identity.policy import COMMANDS, INSTALLATION, IdentityPermission
from app.kernel import db
from app.kernel.access import Actor, require, system_actor
from app.kernel.audit import reading
from app.kernel.audit.models import PLATFORM, PLATFORM_TREE
from app.kernel.audit.reading import Choice, Happening
from app.kernel.text import _
from app.oversight.facts import in_words
from app.provisioning.actions import ProvisioningAction
from app.successions.actions import SuccessionAction
from app.witnesses.actions import WitnessAction

PAGE = 50
TRUST = (
    IdentityAction.PUT_BACK,
    WitnessAction.SPLIT,
    IdentityAction.ORGANISATION_ADDED,
    IdentityAction.ORGANISATION_CORRECTED,
    ProvisioningAction.KEYS_ENDED,
    ProvisioningAction.KEY_MADE,
    IdentityAction.PROVIDER_ASKED,
    IdentityAction.PROVIDER_CLOSED,
    IdentityAction.PROVIDER_OPENED,
    IdentityAction.PROVIDER_PAUSED,
    IdentityAction.PROVIDER_RESUMED,
    IdentityAction.PROVIDER_TRIED,
    IdentityAction.PROVIDER_TRYING,
    IdentityAction.OPENING_ASKED,
    IdentityAction.OPENING_REFUSED,
    IdentityAction.PROVIDER_PINNED,
    IdentityAction.PROVIDER_REFUSED,
    IdentityAction.SUCCEEDED,
    WitnessAction.APPROVED,
    WitnessAction.ASKED,
    WitnessAction.ENDED,
    WitnessAction.REFUSED,
    IdentityAction.PERSON_ADDED,
    IdentityAction.BLOCKED,
    IdentityAction.UNBLOCKED,
    IdentityAction.INVITED,
    IdentityAction.BOUND,
    IdentityAction.TOKEN_MADE,
    ProvisioningAction.ENTERED,
    ProvisioningAction.CHANGED,
    ProvisioningAction.BLOCKED,
    ProvisioningAction.LET_IN,
    ProvisioningAction.REMOVED,
    IdentityAction.DUTY_ASKED,
    IdentityAction.DUTY_REFUSED,
    IdentityAction.DUTY_GIVEN,
    IdentityAction.DUTY_TAKEN,
    IdentityAction.INVITED_AGAIN,
    SuccessionAction.PERSON_CAME,
    SuccessionAction.PERSON_WENT,
)
"""What a partner who distrusts another must be able to see; row security knows the same words."""


@dataclass(frozen=True, slots=True)
class PlatformLog:
    """The log of the installation, as files and proofs name it."""

    id: UUID = PLATFORM_TREE
    ref: str = PLATFORM


@dataclass(frozen=True, slots=True)
class TrustLine:
    """A line on screen."""

    number: int
    at: datetime
    by: Organisation | None
    """Of whose administrator it is; none for a command or a job."""
    who: str
    """A name only within the reader's own organisation."""
    verb: str
    about: str
    facts: str


@dataclass(frozen=True, slots=True)
class TrustPage:
    """Some lines, newest first."""

    lines: list[TrustLine]
    size: int
    """How many lines the whole log has."""
    older: int | None


def get_platform_log(actor: Actor) -> PlatformLog:
    """Return the log of the installation, for who watches over trust.

    Raises:
        NotAllowed: the actor does not.
    """
    require(actor, IdentityPermission.READ_TRUST, INSTALLATION)
    return PlatformLog()


def read_trust(actor: Actor, *, past: int | None, phrasebook: Phrasebook) -> TrustPage:
    """Return a page of the lines that concern trust, newest first.

    Args:
        past: index after the newest line wanted; None for the newest of all.
    """
    log = get_platform_log(actor)
    size = reading.size_of(db.session(), log.id)
    choice = Choice(actions=tuple(map(str, TRUST)))
    lines = reading.list_chosen(
        db.session(),
        log.id,
        choice=choice,
        past=size if past is None else max(0, min(past, size)),
        limit=PAGE,
    )
    happened = [each.happening for each in lines if each.happening is not None]
    names = _Names.of(actor, happened)
    return TrustPage(
        lines=[names.line(each, phrasebook) for each in happened],
        size=size,
        older=lines[-1].index if len(lines) == PAGE else None,
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """What the things and people of some lines are called, for one reader."""

    reader: Actor
    organisations: Mapping[UUID, Organisation]
    people: Mapping[UUID, Person]
    providers: Mapping[UUID, str]

    @classmethod
    def of(cls, reader: Actor, happened: Iterable[Happening]) -> _Names:
        ids = {each for one in happened for each in (one.actor_id, one.object_id) if each}
        return cls(
            reader,
            identity.organisations_by_id(),
            identity.list_people(ids),
            {each.id: each.slug for each in identity.list_providers()},
        )

    def line(self, each: Happening, phrasebook: Phrasebook) -> TrustLine:
        by = self.organisations.get(each.organisation_id) if each.organisation_id else None
        return TrustLine(
            number=each.index + 1,
            at=each.at,
            by=by,
            who=self._who(each),
            verb=phrasebook.verb(each.action),
            about=self._about(each),
            facts=self._facts(each),
        )

    def _who(self, each: Happening) -> str:
        if each.actor_id is None:
            is_command = each.actor_name == system_actor(COMMANDS[0]).name
            return _("A command on the machine") if is_command else _("Samenzicht")
        return self._named(each.actor_id) or _("An administrator")

    def _about(self, each: Happening) -> str:
        if each.object_id is None:
            return ""
        named = self.providers.get(each.object_id) or self._named(each.object_id)
        if named:
            return named
        person = self.people.get(each.object_id)
        if person is not None:
            return _("somebody of %(name)s", name=person.organisation.short_name)
        organisation = self.organisations.get(each.object_id)
        return organisation.name if organisation else str(each.facts.get("slug", ""))

    def _named(self, person_id: UUID) -> str:
        person = self.people.get(person_id)
        is_own = person is not None and person.organisation_id == self.reader.organisation_id
        return person.name if person is not None and is_own else ""

    def _facts(self, each: Happening) -> str:
        told = [in_words(each.facts, self.organisations)]
        told += [
            f"{word()}: {_shown(each.facts[name])}"
            for name, word in FACTS.items()
            if each.facts.get(name)
        ]
        return ", ".join(each for each in told if each)


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


FACTS: dict[str, Callable[[], str]] = {
    "issuer": lambda: _("issuer"),
    "issuer_before": lambda: _("issuer before"),
    "extra_origins": lambda: _("other addresses"),
    "unbound": lambda: _("people to be bound anew"),
    "duty": lambda: _("duty"),
    "made_at": lambda: _("as it was on"),
}
