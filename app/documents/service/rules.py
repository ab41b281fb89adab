"""One rule: what an owner may lay down, and what is wrong with it when it may not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.documents.actions import DocumentAction
from app.documents.legal_bases import LegalBases, LegalBasis
from app.documents.models import (
    AccessPolicy,
    AccessRule,
    Document,
    Level,
    OwnBasis,
    SpecialData,
)
from app.documents.queries.bases import party_of
from app.documents.service.places import copy_of
from app.identity.models import Organisation, Person
from app.kernel import clock, ids
from app.kernel.day_words import day_in_words
from app.kernel.errors import Refused
from app.kernel.text import _, join_words, lazy
from app.kernel.words import several_lines
from app.kernel.work import Work
from app.workspaces.models import Membership, Participation

LONGEST_PURPOSE = 300
SPECIAL_DATA_WORDS = {
    SpecialData.SPECIAL_CATEGORY: lazy("special categories of personal data (GDPR 9)"),
    SpecialData.CRIMINAL: lazy("data about criminal offences (GDPR 10)"),
    SpecialData.POLICE: lazy("police data (Wpg)"),
}
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
    everybody: bool = False
    """Said in so many words: everybody, also where a rule names people until now."""
    special_data: tuple[str, ...] = ()
    """Codes of `SpecialData` that it is meant to give too."""


@dataclass(frozen=True, slots=True)
class Beside:
    """That the other rules about an organisation stay."""

    instead_of: UUID | None
    """The rule that changes; None for one more."""


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
    own_bases: Sequence[OwnBasis] = ()
    """Bases in free text that were approved for this document and hold today."""
    former: Sequence[Person] = ()
    """Who is named until now and does not work here any more."""
    left: Sequence[Organisation] = ()
    """Organisations that do not take part any more, of which a rule stands until now."""

    def own_basis(self, row: AccessRule) -> OwnBasis | None:
        """Find the approved basis that a rule names, for the very partner the rule is about."""
        for each in self.own_bases:
            if each.code == row.legal_basis and each.receiver_id == row.organisation_id:
                return each
        return None


def checked(
    rules: Sequence[NewRule],
    *,
    context: RuleContext,
    old: Sequence[AccessRule],
    only: str | None = None,
    beside: Beside | None = None,
) -> list[AccessRule]:
    """Return the rules as rows, without their policy; what stood there is not asked again.

    Args:
        only: code of the one organisation they are about; the others keep theirs. What closes to
            some of its people leaves the rest of them theirs too.
        beside: that one rule about it changes or is added; the others about it stay.

    Raises:
        Refused: what is wrong with the first wrong rule, and what to do.
    """
    rows: list[AccessRule] = []
    if only is not None:
        about = _organisation(only, context)
        kept = [
            rule
            for rule in old
            if rule.organisation_id != about or (beside and rule.id != beside.instead_of)
        ]
        rows += [copy_of(rule, policy_id=rule.policy_id) for rule in kept]
    rules = list(rules)
    if only is not None and [each.level for each in rules if each.people] == [Level.NONE.code]:
        closing = _row(rules[0], context, old=old)
        others = [each for each in rows if each.organisation_id != closing.organisation_id]
        return others + _closed_to_some(closing, old=old)
    for rule in rules:
        row = _row(rule, context, old=old)
        if not any(same(row, each) for each in old):
            _check_still_here(row, rule, context=context)
            _check_everybody(row, rule, old=old)
            _check(row, context=context)
        _check_special_data(row, document=context.document)
        rows.append(row)
    return rows


def _closed_to_some(closing: AccessRule, *, old: Sequence[AccessRule]) -> list[AccessRule]:
    """Return the rules about one organisation after some of its people get nothing.

    They are taken from the lists of names; where everybody has a right, a rule closes it to them.
    """
    rows = []
    for rule in old:
        if rule.organisation_id == closing.organisation_id:
            row = copy_of(rule, policy_id=rule.policy_id)
            row.people = [each for each in rule.people if each not in closing.people]
            if row.people or not rule.people:
                rows.append(row)
    is_for_all = any(row.level > Level.NONE and not row.people for row in rows)
    return [*rows, closing] if is_for_all else rows


def same(one: AccessRule, other: AccessRule) -> bool:
    """Tell whether two rules say the same."""
    return _said(one) == _said(other)


def say_the_same(new: Sequence[AccessRule], old: Sequence[AccessRule]) -> bool:
    """Tell whether two sets of rules say the same."""
    return len(new) == len(old) and all(any(same(a, b) for b in old) for a in new)


def _said(rule: AccessRule) -> tuple[object, ...]:
    return (
        rule.organisation_id,
        rule.level,
        rule.until,
        rule.legal_basis,
        rule.purpose,
        sorted(rule.people),
        sorted(rule.special_data),
    )


def _row(rule: NewRule, context: RuleContext, *, old: Sequence[AccessRule]) -> AccessRule:
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
        people=[_person(login, organisation_id, context=context, old=old) for login in rule.people],
        special_data=_named(rule.special_data, document=context.document),
    )


def _organisation(code: str, context: RuleContext) -> UUID:
    for each in context.participants:
        if each.organisation.code == code:
            if each.organisation_id == context.owner_id:
                raise Refused(
                    _("Your own organisation needs no rule: it brought this."), field="organisation"
                )
            return each.organisation_id
    for left in context.left:
        if left.code == code:
            return left.id
    raise _takes_no_part(code)


def _takes_no_part(code: str) -> Refused:
    return Refused(
        _("%(code)s does not take part in this workspace.", code=code), field="organisation"
    )


def _check_still_here(row: AccessRule, rule: NewRule, *, context: RuleContext) -> None:
    """Check that what is new is about who takes part; what stood there about others may stay."""
    if any(each.id == row.organisation_id for each in context.left):
        raise _takes_no_part(rule.organisation)


def _check_everybody(row: AccessRule, rule: NewRule, *, old: Sequence[AccessRule]) -> None:
    """Check that a rule that named people becomes one for everybody only when that is said.

    A list runs empty by itself, when who it names leaves; that must not open it to the others.
    """
    if rule.everybody and row.people:
        raise Refused(_("Choose these people or everybody, not both."), field="people")
    if row.level == Level.NONE or row.people or rule.everybody:
        return
    today = clock.today()
    about = [
        each
        for each in old
        if each.organisation_id == row.organisation_id
        and each.level > Level.NONE
        and (each.until is None or each.until >= today)
    ]
    for_all = max((each.level for each in about if not each.people), default=Level.NONE)
    if for_all < row.level and any(each.people for each in about):
        raise Refused(
            _(
                "Until now this rule names people. Choose who of them stays, or say that it is"
                " for everybody of this organisation."
            ),
            field="people",
        )


def _person(
    login: str, organisation_id: UUID, *, context: RuleContext, old: Sequence[AccessRule]
) -> UUID:
    """Return who is named: somebody who works here, or who was named for it until now."""
    for each in context.members:
        if each.person.login == login and each.organisation_id == organisation_id:
            return each.person_id
    named = {one for rule in old if rule.organisation_id == organisation_id for one in rule.people}
    for person in context.former:
        if person.login == login and person.id in named:
            return person.id
    raise Refused(
        _("%(login)s does not work in this workspace for that organisation.", login=login),
        field="people",
    )


def _check(row: AccessRule, *, context: RuleContext) -> None:
    """Check what every grant must name: an end, a basis that holds, and what it is for."""
    if row.level == Level.NONE:
        return
    _check_until(row.until)
    _check_basis(row, context=context)
    missing = _("Say what it is for.")
    several_lines(row.purpose, field="purpose", longest=LONGEST_PURPOSE, missing=missing)


def _check_basis(row: AccessRule, *, context: RuleContext) -> None:
    """Check that the basis is in the file and holds, or was approved for just this.

    A finding in which nobody can be recognised needs none: the document itself goes to nobody.
    """
    if row.level == Level.FINDING and not row.legal_basis:
        return
    own = context.own_basis(row)
    if own is None:
        basis = context.bases.get(row.legal_basis)
        if basis is None or not basis.is_valid_on(clock.today()):
            raise Refused(_("Choose a legal basis that holds today."), field="legal_basis")
        if row.level >= Level.VIEW:
            _check_parties(basis, row, context=context)
        return
    if row.until is not None and row.until > own.valid_until:
        raise Refused(
            _("This basis holds until %(day)s.", day=day_in_words(own.valid_until)), field="until"
        )
    if set(row.special_data) - set(own.special_data):
        raise Refused(
            _("The privacy officer did not approve this basis for the special data you ticked."),
            field="special_data",
        )


def _check_parties(basis: LegalBasis, row: AccessRule, *, context: RuleContext) -> None:
    """Check that the law lets the owner give to this very partner on this basis (AVG 5 and 6)."""
    known = {each.organisation_id: each.organisation for each in context.participants}
    giver, receiver = known.get(row.owner_id), known[row.organisation_id]
    if giver is None or not basis.holds_between(party_of(giver), party_of(receiver)):
        raise Refused(
            _(
                "This basis does not let your organisation give to %(name)s. Choose another basis,"
                " or choose “Only as a finding”: that needs none.",
                name=receiver.short_name,
            ),
            field="legal_basis",
        )


def record_grant(work: Work, rule: AccessRule, *, thing: Document | AccessPolicy) -> None:
    """Write down what a rule gives to whom."""
    work.record(
        DocumentAction.GRANTED,
        thing,
        organisation=rule.organisation_id,
        level=Level(rule.level).code,
        until=rule.until,
        legal_basis=rule.legal_basis or None,
        people=sorted(rule.people),
        special_data=sorted(rule.special_data),
    )


def record_change(
    work: Work,
    thing: Document | AccessPolicy,
    *,
    old: Sequence[AccessRule],
    new: Sequence[AccessRule],
) -> None:
    """Write down what new rules give, and what they take away."""
    changed = [rule for rule in new if not any(same(rule, each) for each in old)]
    kept = {rule.organisation_id for rule in new if rule.level > Level.NONE}
    gone = {rule.organisation_id for rule in old if not any(same(rule, each) for each in new)}
    # Where a rule went and others stay as they were, what stays is told.
    only_gone = (gone & kept) - {rule.organisation_id for rule in changed}
    for rule in new:
        if rule in changed or rule.organisation_id in only_gone:
            record_grant(work, rule, thing=thing)
    for organisation_id in sorted(gone - kept):
        work.record(DocumentAction.REVOKED, thing, organisation=organisation_id)


def special_data_in_words(found: Iterable[SpecialData]) -> str:
    """Name special data: ``politiegegevens (Wpg) en strafrechtelijke gegevens (AVG 10)``."""
    return join_words([str(SPECIAL_DATA_WORDS[each]) for each in found])


def _named(codes: Sequence[str], *, document: Document | None) -> list[str]:
    """Return the special data a rule names, of what the document holds.

    Rules of a folder give none: what holds special data has rules of its own.
    """
    unknown = set(codes) - set(SpecialData)
    if unknown:
        raise Refused(
            _("%(code)s is no kind of special data.", code=min(unknown)), field="special_data"
        )
    held = () if document is None else document.special_data
    return [each.value for each in held if each in codes]


def _check_special_data(row: AccessRule, *, document: Document | None) -> None:
    """Check that a rule names the special data it gives, also when it stood there before."""
    lacking = [] if document is None else row.lacks(document)
    if lacking:
        raise Refused(
            _(
                "This document holds %(data)s. Tick that this rule also gives that,"
                " or give no sight of it.",
                data=special_data_in_words(lacking),
            ),
            field="special_data",
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
