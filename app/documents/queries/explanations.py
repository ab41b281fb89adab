"""Why can, or can't, somebody see a document: the level that is enforced, then its reason.

The level is never computed here. `policy.audience` gives it; this module only names the place and
the rule that led to it, and puts the reason in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.documents.models import AccessPolicy, AccessRule, Document, DocumentStatus, Level
from app.documents.queries.access import Rulebook, Seer, get_rulebook, list_audience
from app.identity.models import Organisation
from app.kernel import clock
from app.kernel.text import _, lazy
from app.workspaces import queries as workspaces
from app.workspaces.models import AfterLeaving, Classification, Participation


@dataclass(frozen=True, slots=True)
class OrganisationSight:
    """What one organisation may with a document, and who of it."""

    participation: Participation
    level: Level
    """The highest among its people."""
    people: tuple[Seer, ...]
    rules: tuple[AccessRule, ...]
    is_owner: bool

    @property
    def organisation(self) -> Organisation:
        """The organisation."""
        return self.participation.organisation

    @property
    def seeing(self) -> list[str]:
        """Names of the people who see the document."""
        return [each.person.name for each in self.people if each.level >= Level.VIEW]

    @property
    def until(self) -> object:
        """Last day of the rule that gives the most; None when there is none."""
        return self.rules[0].until if self.rules else None


class Decider(StrEnum):
    """What the answer hangs on."""

    PRESENCE = "presence"
    """Whether anybody of theirs works in the workspace."""
    OWNER = "owner"
    CLEARANCE = "clearance"
    WITHDRAWAL = "withdrawal"
    PRIVATE = "private"
    CHECKING = "checking"
    LEFT = "left"
    """What the organisation that brought it chose for after it left."""
    RULE = "rule"
    NO_RULE = "no_rule"
    ROLE = "role"
    EMERGENCY = "emergency"
    """Emergency sight, of who does not work here."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to "why can, or can't, they see this?"."""

    organisation: Organisation
    level: Level
    place: str
    """What decides: ``document``, ``folder``, ``workspace``, or empty when no rule came into it."""
    place_id: UUID | None
    rule: AccessRule | None
    reason: str
    decider: Decider = Decider.PRESENCE

    @property
    def decision(self) -> str:
        """``yes``, ``finding`` or ``no``."""
        if self.level >= Level.VIEW:
            return "yes"
        return "finding" if self.level == Level.FINDING else "no"


def list_sight(
    document: Document, rulebook: Rulebook, *, participants: list[Participation]
) -> list[OrganisationSight]:
    """Return what every participant may with a document, in the fixed order; one statement."""
    return sights_of(
        list_audience(document),
        rulebook,
        participants=participants,
        owner_id=document.organisation_id,
    )


def sights_of(
    seers: list[Seer],
    rulebook: Rulebook | None,
    *,
    participants: list[Participation],
    owner_id: UUID,
) -> list[OrganisationSight]:
    """Put what every member may under the organisation they work for, with the rules about it."""
    found = []
    for each in participants:
        people = tuple(one for one in seers if one.participation.id == each.id)
        found.append(
            OrganisationSight(
                participation=each,
                level=max((one.level for one in people), default=Level.NONE),
                people=people,
                rules=() if rulebook is None else tuple(rulebook.about(each.organisation_id)),
                is_owner=each.organisation_id == owner_id,
            )
        )
    return found


def explain(
    document: Document,
    *,
    organisation: Organisation,
    participants: list[Participation],
    login: str | None = None,
) -> Explanation:
    """Say why an organisation, or one of its people, can or can't see a document.

    Args:
        login: of the person asked about; the person of the organisation with the most when left
            out.
    """
    return explain_sight(
        document,
        get_rulebook(document.policy_id),
        list_audience(document),
        organisation=organisation,
        participants=participants,
        login=login,
    )


def explain_sight(
    document: Document,
    rulebook: Rulebook,
    seers: list[Seer],
    *,
    organisation: Organisation,
    participants: list[Participation],
    login: str | None = None,
) -> Explanation:
    """Say the same from what was read already: the rules, and what every member may."""
    asked = [
        each
        for each in seers
        if each.organisation.id == organisation.id and login in (None, each.person.login)
    ]
    level = max((each.level for each in asked), default=Level.NONE)
    takes_part = any(each.organisation_id == organisation.id for each in participants)
    if not takes_part or not asked:
        reason = _why_nobody(organisation, takes_part=takes_part, login=login)
        return Explanation(organisation, Level.NONE, "", None, None, reason)
    left = _left_by_owner(document, participants)
    closed = _why_closed(document, organisation, left=left)
    if document.organisation_id == organisation.id:
        decider = Decider.CLEARANCE if level == Level.NONE else Decider.OWNER
        reason = _why_own(organisation, level)
        return Explanation(organisation, level, "", None, None, reason, decider)
    place, place_id = place_of(rulebook.governing)
    if closed:
        decider, reason = closed
        return Explanation(organisation, level, place, place_id, None, reason, decider)
    rule = _deciding(rulebook, organisation, asked, level=level)
    if rule is None:
        reason = _why_no_rule(document, rulebook, organisation, is_person=login is not None)
        return Explanation(organisation, level, place, place_id, None, reason, Decider.NO_RULE)
    decider, reason = _why_ruled(document, organisation, rule=rule, level=level, left=left)
    return Explanation(organisation, level, place, place_id, rule, reason, decider)


def place_of(policy: AccessPolicy) -> tuple[str, UUID]:
    """Return where a policy is laid down, and the id of that thing."""
    if policy.document_id is not None:
        return "document", policy.document_id
    if policy.folder_id is not None:
        return "folder", policy.folder_id
    return "workspace", policy.workspace_id


def _deciding(
    rulebook: Rulebook, organisation: Organisation, asked: list[Seer], *, level: Level
) -> AccessRule | None:
    """Name the rule that decides: a *none* when these people see nothing, else the highest.

    Of an organisation the rule is named that holds for who of it may the most.
    """
    most = {each.person.id for each in asked if each.level == level}
    matching = [
        rule
        for rule in rulebook.about(organisation.id)
        if not rule.people or most & set(rule.people)
    ]
    matching.sort(
        key=lambda rule: ((rule.level != Level.NONE) == (level == Level.NONE), -rule.level)
    )
    return matching[0] if matching else None


def _why_nobody(organisation: Organisation, *, takes_part: bool, login: str | None) -> str:
    if not takes_part:
        return _(
            "%(organisation)s does not take part in this workspace.",
            organisation=organisation.short_name,
        )
    if login is not None:
        return _(
            "%(login)s does not work in this workspace for %(organisation)s.",
            login=login,
            organisation=organisation.short_name,
        )
    return _(
        "Nobody of %(organisation)s works in this workspace.", organisation=organisation.short_name
    )


def _why_own(organisation: Organisation, level: Level) -> str:
    if level == Level.NONE:
        return _(
            "%(organisation)s brought this document, but is not cleared for its classification.",
            organisation=organisation.short_name,
        )
    return _("%(organisation)s brought this document.", organisation=organisation.short_name)


def _left_by_owner(document: Document, participants: list[Participation]) -> AfterLeaving | None:
    """Return what others keep of its owner; everything its rules give while it takes part."""
    if any(each.organisation_id == document.organisation_id for each in participants):
        return AfterLeaving.RULES
    return workspaces.find_after_leaving(document.workspace_id, document.organisation_id)


WHY_UNRELEASED = {
    DocumentStatus.REFUSED: lazy(
        "There is a virus in this document, so it is closed. Only who brought it sees it in a list."
    ),
    DocumentStatus.TOO_LARGE: lazy(
        "This document is too large for the virus scanner, so it is closed. Only who brought it"
        " sees it in a list."
    ),
    **dict.fromkeys(
        (DocumentStatus.RECEIVED, DocumentStatus.SCANNED),
        lazy("This document is still being checked. Until then only who brought it sees it."),
    ),
}


def _why_closed(
    document: Document, organisation: Organisation, *, left: AfterLeaving | None
) -> tuple[Decider, str] | None:
    """Say what closes a document to others whatever the rules are; None when nothing does."""
    clearance = Classification(organisation.highest_classification)
    if document.class_of_secrecy.rank > clearance.rank:
        return Decider.CLEARANCE, _(
            "%(organisation)s is not cleared for the classification of this document.",
            organisation=organisation.short_name,
        )
    if document.is_private:
        return Decider.PRIVATE, _("This document is only for the organisation that brought it.")
    if document.withdrawn_at is not None:
        return Decider.WITHDRAWAL, _(
            "This document was withdrawn by the organisation that brought it."
        )
    if document.status != DocumentStatus.RELEASED:
        return Decider.CHECKING, str(WHY_UNRELEASED[document.status])
    if left in (AfterLeaving.CLOSED, None):
        return Decider.LEFT, _(
            "%(owner)s left this workspace. What it brought is closed for others.",
            owner=document.organisation.short_name,
        )
    return None


def _why_no_rule(
    document: Document, rulebook: Rulebook, organisation: Organisation, *, is_person: bool
) -> str:
    """Say that no rule matches: because it ended, names other people, or is not there."""
    names = {"owner": document.organisation.short_name, "organisation": organisation.short_name}
    ended = [
        rule.until
        for rule in rulebook.rules
        if rule.organisation_id == organisation.id and rule.until and rule.until < clock.today()
    ]
    if rulebook.about(organisation.id) and is_person:
        return _(
            "The rule of %(owner)s names other people of %(organisation)s, not this one.", **names
        )
    if rulebook.about(organisation.id):
        return _(
            "The rule of %(owner)s names only people of %(organisation)s who do not work here"
            " any more.",
            **names,
        )
    if ended:
        return _("The rule of %(owner)s for %(organisation)s has ended.", **names)
    return _("No rule of %(owner)s names %(organisation)s. No rule means no access.", **names)


def _why_ruled(
    document: Document,
    organisation: Organisation,
    *,
    rule: AccessRule,
    level: Level,
    left: AfterLeaving | None,
) -> tuple[Decider, str]:
    names = {"owner": document.organisation.short_name, "organisation": organisation.short_name}
    if left == AfterLeaving.EVIDENCE and Level.FINDING == level < rule.level:
        return Decider.LEFT, _(
            "%(owner)s left this workspace. Of what it brought only evidence stays.",
            owner=names["owner"],
        )
    if level == Level.NONE:
        return Decider.RULE, _(
            "A rule of %(owner)s closes this document to %(organisation)s.", **names
        )
    if level < rule.level:
        return Decider.ROLE, _(
            "A rule of %(owner)s gives %(organisation)s sight; the role here limits it.",
            **names,
        )
    if level == Level.FINDING:
        return Decider.RULE, _(
            "A rule of %(owner)s lets %(organisation)s know of this only as evidence in a finding.",
            **names,
        )
    return Decider.RULE, _("A rule of %(owner)s gives %(organisation)s sight.", **names)
