"""One rule: what an owner may lay down, and what is wrong with it when it may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.documents.legal_bases import LegalBases
from app.documents.models import AccessRule, Document, Level
from app.documents.service.places import copy_of
from app.kernel import clock, ids
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web.filters import day_in_words
from app.workspaces.models import Membership, Participation

LONGEST_PURPOSE = 300
LEVELS = {level.code: level for level in Level}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRule:
    """A rule as somebody wants it."""

    organisation: str
    """Code."""
    level: str
    until: date | None = None
    legal_basis: str = ""
    purpose: str = ""
    people: tuple[str, ...] = ()
    """Logins; empty for everybody of that organisation in the workspace."""
    acknowledges: bool = False
    """True when the owner says that sensitive data is meant to be shared."""


@dataclass(frozen=True, slots=True)
class RuleContext:
    """What a rule is held against."""

    workspace_id: UUID
    owner_id: UUID
    members: Sequence[Membership]
    participants: Sequence[Participation]
    bases: LegalBases
    document: Document | None
    """The document it is about; None for a folder."""

    @property
    def is_sensitive(self) -> bool:
        """True when the document holds data of AVG art. 9 or 10 or under the Wpg."""
        return self.document is not None and self.document.is_sensitive


def checked(
    rules: Sequence[NewRule],
    *,
    context: RuleContext,
    old: Sequence[AccessRule],
    only: str | None = None,
) -> list[AccessRule]:
    """Return the rules as rows, without their policy; what stood there is not asked again.

    Args:
        only: code of the one organisation they are about; the others keep theirs.

    Raises:
        Refused: what is wrong with the first wrong rule, and what to do.
    """
    rows: list[AccessRule] = []
    if only is not None:
        about = _organisation(only, context)
        kept = [rule for rule in old if rule.organisation_id != about]
        rows += [copy_of(rule, policy_id=rule.policy_id) for rule in kept]
    for rule in rules:
        row = _row(rule, context)
        if not any(same(row, each) for each in old):
            _check(rule, row, context=context)
        rows.append(row)
    return rows


def same(one: AccessRule, other: AccessRule) -> bool:
    """Tell whether two rules say the same."""
    return _said(one) == _said(other)


def _said(rule: AccessRule) -> tuple[object, ...]:
    return (
        rule.organisation_id,
        rule.level,
        rule.until,
        rule.legal_basis,
        rule.purpose,
        sorted(rule.people),
    )


def _row(rule: NewRule, context: RuleContext) -> AccessRule:
    """Resolve the words of a rule through who takes part in this very workspace."""
    level = LEVELS.get(rule.level)
    if level is None:
        raise Refused(_("Choose what this organisation may do."), field="level")
    organisation_id = _organisation(rule.organisation, context)
    return AccessRule(
        id=ids.new_id(),
        workspace_id=context.workspace_id,
        owner_id=context.owner_id,
        organisation_id=organisation_id,
        level=int(level),
        until=rule.until,
        legal_basis=rule.legal_basis.strip(),
        purpose=" ".join(rule.purpose.split()),
        people=[_person(login, organisation_id, context=context) for login in rule.people],
    )


def _organisation(code: str, context: RuleContext) -> UUID:
    for each in context.participants:
        if each.organisation.code == code:
            if each.organisation_id == context.owner_id:
                raise Refused(
                    _("Your own organisation needs no rule: it brought this."), field="organisation"
                )
            return each.organisation_id
    raise Refused(
        _("%(code)s does not take part in this workspace.", code=code), field="organisation"
    )


def _person(login: str, organisation_id: UUID, *, context: RuleContext) -> UUID:
    for each in context.members:
        if each.person.login == login and each.organisation_id == organisation_id:
            return each.person_id
    raise Refused(
        _("%(login)s does not work in this workspace for that organisation.", login=login),
        field="people",
    )


def _check(rule: NewRule, row: AccessRule, *, context: RuleContext) -> None:
    """Check what every grant must name: an end, a basis that holds, and what it is for."""
    if row.level == Level.NONE:
        return
    _check_until(row.until)
    basis = context.bases.get(row.legal_basis)
    if basis is None or not basis.is_valid_on(clock.today()):
        raise Refused(_("Choose a legal basis that holds today."), field="legal_basis")
    if not row.purpose:
        raise Refused(_("Say what it is for."), field="purpose")
    if len(row.purpose) > LONGEST_PURPOSE:
        raise Refused(
            _("This is too long. At most %(n)s signs fit.", n=LONGEST_PURPOSE), field="purpose"
        )
    if context.is_sensitive and row.level >= Level.VIEW and not rule.acknowledges:
        raise Refused(
            _("This document holds sensitive data. Tick that you mean to share it."),
            field="acknowledges",
        )


def _check_until(until: date | None) -> None:
    today = clock.today()
    if until is None:
        raise Refused(_("Choose the last day on which it holds."), field="until")
    if until < today:
        raise Refused(
            _(
                "This date has passed. Choose a day from %(day)s on.",
                day=day_in_words(today),
            ),
            field="until",
        )
