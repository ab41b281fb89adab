"""Registering a case, and saying who handles it and what marks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError

from app.findings.models import Aspect
from app.identity.models import Organisation
from app.incidents import queries
from app.incidents.actions import IncidentAction
from app.incidents.models import Case, CaseKind, CaseStatus, Institution, Sender, Theme
from app.incidents.policy import IncidentPermission
from app.incidents.service.naming import draw_pseudonym, draw_ref, match_key, refuse_identity
from app.incidents.service.steps import note_change, one_text, take_case
from app.incidents.service.terms import TERM_OF, begin
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused, known
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import SHARING_ROLES
from app.workspaces.templates import Term

LONGEST_FACTS, LONGEST_NAME = 2000, 200
OLDEST = timedelta(days=2 * 366)
"""A report that was received before this is a typing mistake."""
DRAWS = 5
"""How often is drawn anew when somebody else just took a number, or wrote the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Who handles a case, and by what it is found again over many."""

    handled_by: str
    """Code of the lead or a partner."""
    aspect: Aspect | None = None
    theme: Theme | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A report as it comes in."""

    kind: CaseKind
    sender: Sender
    received_on: date | None
    institution: str
    municipality: str = ""
    facts: str
    marks: Marks


def register_case(
    actor: Actor, workspace: Workspace, *, wish: NewCase, usual: Sequence[Term]
) -> Case:
    """Register a report as a case; its number and pseudonym are drawn.

    Args:
        usual: the terms of the workspace's template.

    Raises:
        NotAllowed: the actor does not work here for the lead or a partner.
        Refused: something is missing, cannot be, or says who it is about.
    """
    for _draw in range(DRAWS):
        try:
            with begin_work(actor) as work:
                require(actor, IncidentPermission.REGISTER, workspace)
                return _register(work, workspace, wish=wish, usual=usual)
        except IntegrityError as error:
            if "uq_incident_" not in str(error.orig):
                raise
    raise Refused(_("There is no free number at this moment. Try again."))


def describe_case(actor: Actor, case: Case, *, marks: Marks, seen_version: int) -> None:
    """Say which inspectorate handles a case, and its aspect and theme.

    Whoever works here may mark it. It is handed over by who handles it or a coordinator of the
    lead; by anybody who works here once that inspectorate takes no part any more. Once the numbers
    of its quarter are settled, the red thread goes on counting it as it was marked then.

    Raises:
        NotAllowed: the actor does not work here for the lead or a partner, or hands over what
            another inspectorate handles.
        OutOfDate: somebody changed it meanwhile.
        Refused: nothing is different, or that organisation does not take part.
    """
    with begin_work(actor) as work:
        take_case(work, case, IncidentPermission.DESCRIBE, seen_version=seen_version)
        before = (case.organisation_id, case.aspect, case.theme)
        sharing = _sharing(case.workspace)
        handler = _handler(sharing, marks)
        takes_part = case.organisation_id in {each.id for each in sharing}
        if handler.id != case.organisation_id and takes_part:
            require(actor, IncidentPermission.HAND_OVER, case)
        _mark(case, marks, handler=handler)
        if before == (case.organisation_id, case.aspect, case.theme):
            raise Refused(_("Nothing is different from what it was."))
        note_change(
            work,
            case,
            IncidentAction.DESCRIBED,
            handled_by=case.organisation_id,
            aspect=case.aspect,
            theme=case.theme,
        )


def _register(work: Work, workspace: Workspace, *, wish: NewCase, usual: Sequence[Term]) -> Case:
    received_on, facts = _checked_day(wish.received_on), _facts(wish.facts)
    taken = queries.list_taken(workspace)
    today = clock.today()
    case = Case(
        id=ids.new_id(),
        workspace_id=workspace.id,
        ref=draw_ref(workspace.ref.split("-")[0], today.year, taken=[each[0] for each in taken]),
        pseudonym=draw_pseudonym(each[1] for each in taken),
        kind=wish.kind,
        sender=wish.sender,
        institution_id=_institution(work, workspace, wish.institution, field="institution").id,
        facts=facts,
        received_on=received_on,
        registered_on=today,
        registered_by_id=known(work.actor.person_id),
        registered_at=clock.now(),
        status=CaseStatus.REGISTERED,
        changed_at=clock.now(),
        version=1,
    )
    case.workspace = workspace
    if wish.municipality.strip():
        case.municipality_id = _institution(
            work, workspace, wish.municipality, field="municipality"
        ).id
    _mark(case, wish.marks, handler=_handler(_sharing(workspace), wish.marks))
    work.add(case)
    work.settle()
    term = next((each for each in usual if each.code == TERM_OF[case.status]), None)
    if term is not None:
        begin(work, case, term=term, starts_on=received_on)
    work.record(
        IncidentAction.REGISTERED,
        case,
        kind=case.kind,
        sender=case.sender,
        received_on=received_on,
        handled_by=case.organisation_id,
    )
    return case


def _checked_day(day: date | None) -> date:
    if day is None or day > clock.today():
        raise Refused(
            _("Choose the day on which the report came in: today or before."), field="received_on"
        )
    if day < clock.today() - OLDEST:
        raise Refused(_("This is too long ago. Choose the day it came in."), field="received_on")
    return day


def _facts(text: str) -> str:
    return one_text(
        text, longest=LONGEST_FACTS, missing=_("Say shortly what happened."), field="facts"
    )


def _institution(work: Work, workspace: Workspace, text: str, *, field: str) -> Institution:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Write the name of the institution."), field=field)
    refuse_identity(name, field=field)
    key, is_municipality = match_key(name), field == "municipality"
    found = queries.find_institution(workspace, match_key=key, is_municipality=is_municipality)
    if found is not None:
        return found
    made = Institution(
        id=ids.new_id(),
        workspace_id=workspace.id,
        is_municipality=is_municipality,
        name=name,
        match_key=key,
    )
    work.add(made)
    work.settle()
    return made


def _handler(sharing: Sequence[Organisation], marks: Marks) -> Organisation:
    found = next((each for each in sharing if each.code == marks.handled_by), None)
    if found is None:
        raise Refused(_("Choose the lead or a partner of this workspace."), field="handled_by")
    return found


def _mark(case: Case, marks: Marks, *, handler: Organisation) -> None:
    case.organisation_id = handler.id
    case.aspect, case.theme = marks.aspect, marks.theme
    if clock.today() < queries.Quarter.of(case.registered_on).settled_on:
        case.counted_aspect, case.counted_theme = marks.aspect, marks.theme


def _sharing(workspace: Workspace) -> list[Organisation]:
    here = workspaces.list_participants(workspace)
    return [each.organisation for each in here if each.role in SHARING_ROLES]
