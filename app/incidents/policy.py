"""Who sees the cases of a workspace, who registers and triages, and who moves a term.

A case is loaded by `incidents.queries` with its workspace, whose standing says what the actor is
there. Cases are for the lead and the partners: for observers and guests they do not exist
(Jeugdwet, confidentiality: only inspectors of the services that handle a report open it).
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, false
from sqlalchemy.orm import InstrumentedAttribute

from app.incidents.models import Case, CaseStatus, JointLetter, Meeting, StanceKind
from app.kernel import sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces import policy as places
from app.workspaces.models import Foothold, Workspace


class IncidentPermission(Permission):
    """What one may do with cases."""

    LIST = "incident:list:view"
    REGISTER = "incident:case:add"
    VIEW = "incident:page:view"
    DESCRIBE = "incident:case:describe"
    HAND_OVER = "incident:case:hand"
    TRIAGE = "incident:triage:decide"
    CHANGE_TERM = "incident:term:change"
    NOTE_ANSWER = "incident:answer:note"
    PUT_ON_AGENDA = "incident:agenda:put"
    DECIDE = "incident:decision:take"
    PLAN = "incident:meeting:plan"
    ATTEND = "incident:meeting:view"
    MOVE = "incident:meeting:move"
    CLOSE = "incident:meeting:close"
    WRITE_LETTER = "incident:letter:add"
    READ_LETTER = "incident:letter:view"
    CHANGE_LETTER = "incident:letter:change"
    JUDGE_LETTER = "incident:letter:agree"
    FINISH_LETTER = "incident:letter:finish"
    WITHDRAW_LETTER = "incident:letter:withdraw"
    DOWNLOAD_LETTER = "incident:letter:download"


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a case of any workspace exists for this actor."""
    return places.is_place_of(actor, Case.workspace_id, roles=places.SHARING_ROLES)


def visible_in(actor: Actor, workspace: Workspace | Foothold) -> ColumnElement[bool]:
    """Return the condition under which a case of this workspace exists for this actor."""
    return _in_sight(actor, workspace, Case.workspace_id)


def meetings_visible_in(actor: Actor, workspace: Workspace | Foothold) -> ColumnElement[bool]:
    """Return the condition under which a meeting of this workspace exists for this actor."""
    return _in_sight(actor, workspace, Meeting.workspace_id)


def _in_sight(
    actor: Actor, workspace: Workspace | Foothold, place: InstrumentedAttribute[UUID]
) -> ColumnElement[bool]:
    is_sharing = workspace.standing.participant_role in places.SHARING_ROLES
    if not is_sharing or not places.is_member.holds(actor, workspace):
        return false()
    return place == sql.parameter(workspace.id)


@rule(lazy("In this workspace no cases are kept."), is_sight=True)
def holds_cases(_actor: Actor, workspace: Workspace) -> bool:
    """Hold for a workspace whose template says that it holds many cases."""
    return workspace.holds_cases


@rule(lazy("Cases are for the lead and the partners."), is_sight=True)
def shares_cases(actor: Actor, workspace: Workspace) -> bool:
    """Hold for the people of the lead and the partners."""
    is_sharing = workspace.standing.participant_role in places.SHARING_ROLES
    return is_sharing and places.is_member.holds(actor, workspace)


@rule(lazy("This case is not meant for you."), is_sight=True)
def is_visible(actor: Actor, case: Case) -> bool:
    """Hold for the people of the lead and the partners of its workspace."""
    return shares_cases.holds(actor, case.workspace)


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(actor: Actor, case: Case) -> bool:
    """Hold while work may be done in its workspace."""
    return places.is_open.holds(actor, case.workspace)


@rule(lazy("You may read here. Ask a coordinator of your organisation to let you contribute."))
def works_on_it(actor: Actor, case: Case) -> bool:
    """Hold for a coordinator or contributor of the lead or a partner: they take turns on duty."""
    return places.contributes.holds(actor, case.workspace)


@rule(lazy("Only the inspectorate that handles this case changes its term."))
def handles_it(actor: Actor, case: Case) -> bool:
    """Hold for the people of the inspectorate that answers for its handling."""
    return case.organisation_id == actor.organisation_id


@rule(
    lazy("Only the inspectorate that handles this case or a coordinator of the lead hands it over.")
)
def hands_it_over(actor: Actor, case: Case) -> bool:
    """Hold for who handles it, and for the coordinators of the lead."""
    return handles_it.holds(actor, case) or places.is_coordinator_of_lead.holds(
        actor, case.workspace
    )


@rule(lazy("This case is not in triage. The committee decides about it."))
def is_in_triage(_actor: Actor, case: Case) -> bool:
    """Hold while the duty inspectors have the word."""
    return case.status in (CaseStatus.REGISTERED, CaseStatus.FINDING_OUT)


@rule(lazy("No term runs for this case."))
def has_a_term(_actor: Actor, case: Case) -> bool:
    """Hold while a term runs."""
    return case.due_on is not None


@rule(lazy("Nobody was asked anything about this case yet."))
def was_asked_about(_actor: Actor, case: Case) -> bool:
    """Hold once its triage was begun: from then on somebody may have been asked."""
    return case.status != CaseStatus.REGISTERED


@rule(lazy("This case is in triage. After that the committee decides about it."))
def is_for_the_committee(_actor: Actor, case: Case) -> bool:
    """Hold once the duty inspectors decided."""
    return case.status not in (CaseStatus.REGISTERED, CaseStatus.FINDING_OUT)


@rule(lazy("Only a coordinator writes down what the committee decided."))
def writes_decisions(actor: Actor, case: Case) -> bool:
    """Hold for a coordinator of the lead or a partner."""
    return places.is_coordinator.holds(actor, case.workspace)


@rule(lazy("This meeting is not meant for you."), is_sight=True)
def attends(actor: Actor, meeting: Meeting) -> bool:
    """Hold for the people of the lead and the partners."""
    return shares_cases.holds(actor, meeting.workspace)


@rule(lazy("Only a coordinator closes a decision list, while the workspace is open."))
def keeps_the_list(actor: Actor, meeting: Meeting) -> bool:
    """Hold for a coordinator of the lead or a partner."""
    return places.is_open.holds(actor, meeting.workspace) and places.is_coordinator.holds(
        actor, meeting.workspace
    )


@rule(lazy("Only a coordinator moves or cancels a meeting, while the workspace is open."))
def plans_it(actor: Actor, meeting: Meeting) -> bool:
    """Hold for a coordinator of the lead or a partner."""
    return keeps_the_list.holds(actor, meeting)


@rule(lazy("This meeting is cancelled. Plan it again first."))
def takes_place(_actor: Actor, meeting: Meeting) -> bool:
    """Hold until it is cancelled."""
    return meeting.cancelled_at is None


@rule(lazy("The decision list of this meeting is closed."))
def is_not_closed(_actor: Actor, meeting: Meeting) -> bool:
    """Hold until its decision list is closed."""
    return meeting.closed_at is None


def says_now(letter: JointLetter, organisation_id: UUID) -> StanceKind | None:
    """Return what an organisation last said of the text that counts; None when it said nothing.

    What it said of an earlier text is about that text, and does not count here.
    """
    said: StanceKind | None = None
    for each in letter.stances:
        if each.organisation_id == organisation_id and each.number == letter.current_number:
            said = each.kind
    return said


@rule(
    lazy("Only a coordinator or the inspectorate that handles this case writes the joint letter.")
)
def writes_letters(actor: Actor, case: Case) -> bool:
    """Hold for the coordinators of the lead and the partners, and for who handles the case."""
    return places.is_coordinator.holds(actor, case.workspace) or handles_it.holds(actor, case)


@rule(lazy("This letter is not meant for you."), is_sight=True)
def reads_letter(actor: Actor, letter: JointLetter) -> bool:
    """Hold for who sees the case."""
    return is_visible.holds(actor, letter.case)


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def letter_in_open_workspace(actor: Actor, letter: JointLetter) -> bool:
    """Hold while work may be done in its workspace."""
    return workspace_is_open.holds(actor, letter.case)


@rule(lazy("You may read here. Ask a coordinator of your organisation to let you contribute."))
def works_on_letter(actor: Actor, letter: JointLetter) -> bool:
    """Hold for a coordinator or contributor of the lead or a partner."""
    return works_on_it.holds(actor, letter.case)


@rule(lazy("This draft is withdrawn. Draft a new letter at the case."))
def still_stands(_actor: Actor, letter: JointLetter) -> bool:
    """Hold until it is withdrawn."""
    return letter.withdrawn_at is None


@rule(
    lazy(
        "Only who drafted this letter, or a coordinator of that organisation, withdraws it. When"
        " the drafter left, a coordinator of the lead does."
    )
)
def withdraws_this_letter(actor: Actor, letter: JointLetter) -> bool:
    """Hold for the drafter, coordinators of that organisation, and the lead's once one left."""
    if actor.person_id == letter.drafted_by_id:
        return True
    if not places.is_coordinator.holds(actor, letter.case.workspace):
        return False
    if actor.organisation_id == letter.organisation_id:
        return True
    return letter.drafter_left and places.is_coordinator_of_lead.holds(actor, letter.case.workspace)


@rule(lazy("This letter is final. What was sent stands."))
def is_draft(_actor: Actor, letter: JointLetter) -> bool:
    """Hold until it is made final."""
    return letter.made_final_at is None


@rule(
    lazy("Only a coordinator or the inspectorate that handles this case writes the joint letter.")
)
def writes_this_letter(actor: Actor, letter: JointLetter) -> bool:
    """Hold for who may write a letter of its case."""
    return writes_letters.holds(actor, letter.case)


@rule(lazy("Your organisation does not take part in this letter."))
def takes_part_in_letter(actor: Actor, letter: JointLetter) -> bool:
    """Hold for the people of an inspectorate whose letter the current text is."""
    return actor.organisation_id in letter.current.parties


@rule(lazy("Not every inspectorate agrees with this text yet."))
def all_agree(_actor: Actor, letter: JointLetter) -> bool:
    """Hold once each party agreed with the text that counts, and took that back nowhere."""
    return all(says_now(letter, each) is StanceKind.AGREED for each in letter.current.parties)


@rule(lazy("This letter is not final yet."))
def is_final(_actor: Actor, letter: JointLetter) -> bool:
    """Hold once it is made final."""
    return letter.made_final_at is not None


grant(IncidentPermission.LIST, places.is_member, holds_cases, shares_cases)
grant(
    IncidentPermission.REGISTER,
    places.is_member,
    holds_cases,
    shares_cases,
    places.is_open,
    places.contributes,
)
_WORK = (is_visible, workspace_is_open, works_on_it)

grant(IncidentPermission.VIEW, is_visible)
grant(IncidentPermission.DESCRIBE, *_WORK)
grant(IncidentPermission.HAND_OVER, *_WORK, hands_it_over)
grant(IncidentPermission.TRIAGE, *_WORK, is_in_triage)
grant(IncidentPermission.CHANGE_TERM, *_WORK, handles_it, has_a_term)
grant(IncidentPermission.NOTE_ANSWER, *_WORK, was_asked_about)
grant(IncidentPermission.PUT_ON_AGENDA, *_WORK, is_for_the_committee)
grant(IncidentPermission.DECIDE, *_WORK, is_for_the_committee, writes_decisions)
grant(
    IncidentPermission.PLAN,
    places.is_member,
    holds_cases,
    shares_cases,
    places.is_open,
    places.is_coordinator,
)
grant(IncidentPermission.ATTEND, attends)
grant(IncidentPermission.MOVE, attends, plans_it, takes_place, is_not_closed)
grant(IncidentPermission.CLOSE, attends, keeps_the_list, takes_place, is_not_closed)
grant(IncidentPermission.WRITE_LETTER, *_WORK, writes_letters)
_LETTER_WORK = (
    reads_letter,
    letter_in_open_workspace,
    works_on_letter,
    is_draft,
    still_stands,
)

grant(IncidentPermission.READ_LETTER, reads_letter)
grant(IncidentPermission.CHANGE_LETTER, *_LETTER_WORK, writes_this_letter)
grant(IncidentPermission.JUDGE_LETTER, *_LETTER_WORK, takes_part_in_letter)
grant(IncidentPermission.FINISH_LETTER, *_LETTER_WORK, writes_this_letter, all_agree)
grant(IncidentPermission.WITHDRAW_LETTER, *_LETTER_WORK, withdraws_this_letter)
grant(IncidentPermission.DOWNLOAD_LETTER, reads_letter, is_final)
