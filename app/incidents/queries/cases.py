"""Reading cases: one, and those of a workspace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, literal_column, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.incidents.models import Case, CaseKind, CaseStatus, Institution
from app.incidents.policy import IncidentPermission, visible_in
from app.kernel import clock, db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.tasks.models import TaskStatus
from app.tasks.queries.deadlines import Deadline, Urgency, read_day
from app.workspaces.models import Foothold, Workspace
from app.workspaces.queries.sections import MOST_COUNTED

PAGE = 50
OPEN, LATE = "open", "late"
"""What a list can be narrowed to beside one status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedCases:
    """Which cases to show."""

    show: str = OPEN
    """A status, `OPEN`, `LATE`, or empty for all."""
    kind: str = ""
    handled_by: str = ""
    """Code of an organisation."""
    words: str = ""
    page: int = 0

    @property
    def is_narrowed(self) -> bool:
        """True when somebody chose something."""
        return replace(self, page=0) != WantedCases()


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case, with how its term reads today."""

    case: Case

    @property
    def deadline(self) -> Deadline | None:
        """How long still; None while no term runs, or when what it waits for is in."""
        if self.case.due_on is None or self.case.came_in_on is not None:
            return None
        return read_day(TaskStatus.ACCEPTED, self.case.due_on, today=clock.today())

    @property
    def is_overdue(self) -> bool:
        """True once the last day has passed."""
        deadline = self.deadline
        return deadline is not None and deadline.urgency == Urgency.LATE

    @property
    def url(self) -> str:
        """Address of its page."""
        return f"/workspaces/{self.case.workspace.ref}/cases/{self.case.id}"


def get_for(
    actor: Actor, permission: IncidentPermission, *, case_id: UUID, workspace: Workspace
) -> Case:
    """Return a case of a workspace that the actor has loaded, and decide the permission.

    Raises:
        NotFound: there is none, or it is not for this actor.
    """
    statement = (
        _cases(actor, workspace)
        .options(joinedload(Case.registered_by, innerjoin=True))
        .where(Case.id == case_id)
        .execution_options(populate_existing=True)
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    found.workspace = workspace
    require(actor, permission, found)
    return found


def list_visible(
    actor: Actor, workspace: Workspace, wanted: WantedCases, *, limit: int
) -> list[CaseRow]:
    """Return cases by the day their term ends, so what is overdue first, then what is urgent."""
    statement = (
        _cases(actor, workspace)
        .where(*_narrowed(wanted))
        .order_by(
            Case.closed_at.desc().nulls_first(),
            Case.due_on.nulls_last(),
            Case.status != CaseStatus.URGENT,
            Case.received_on,
            Case.id,
        )
        .offset(wanted.page * PAGE)
        .limit(limit)
    )
    rows = []
    for found in db.session().execute(statement).scalars():
        found.workspace = workspace
        rows.append(CaseRow(found))
    return rows


def list_after(
    actor: Actor,
    workspace: Workspace,
    *,
    limit: int,
    status: CaseStatus | None = None,
    after: UUID | None = None,
) -> list[Case]:
    """Return cases in the order in which they were registered; one statement.

    Args:
        after: id of the last row of the page before.
    """
    statement = _cases(actor, workspace).order_by(Case.id).limit(limit)
    if status is not None:
        statement = statement.where(Case.status == status)
    if after is not None:
        statement = statement.where(Case.id > after)
    found = list(db.session().execute(statement).scalars())
    for each in found:
        each.workspace = workspace
    return found


def count_open(actor: Actor, place: Foothold, *others: tuple[Actor, Foothold]) -> ScalarSelect[int]:
    """Return how many cases of a workspace are not closed, as a part of another statement.

    Args:
        others: who must see them as well.
    """
    also = [visible_in(each, there) for each, there in others]
    found = (
        select(literal_column("1"))
        .select_from(Case)
        .where(visible_in(actor, place), Case.closed_at.is_(None), *also)
        .limit(MOST_COUNTED)
        .subquery()
    )
    return select(func.count()).select_from(found).scalar_subquery()


def list_taken(workspace: Workspace) -> set[tuple[str, str]]:
    """Return the references and pseudonyms that are in use in a workspace."""
    statement = select(Case.ref, Case.pseudonym).where(Case.workspace_id == workspace.id)
    return {(row[0], row[1]) for row in db.session().execute(statement)}


def list_institutions(workspace: Workspace) -> list[Institution]:
    """Return the institutions and municipalities that are known in a workspace, by name."""
    statement = (
        select(Institution)
        .where(Institution.workspace_id == workspace.id)
        .order_by(func.lower(Institution.name), Institution.id)
    )
    return list(db.session().execute(statement).scalars())


def find_institution(
    workspace: Workspace, *, match_key: str, is_municipality: bool
) -> Institution | None:
    """Return the institution that is written this way, when it is known."""
    statement = select(Institution).where(
        Institution.workspace_id == workspace.id,
        Institution.is_municipality == is_municipality,
        Institution.match_key == match_key,
    )
    return db.session().execute(statement).scalar_one_or_none()


def _cases(actor: Actor, workspace: Workspace) -> Select[Case]:
    about = aliased(Institution)
    return (
        select(Case)
        .join(about, about.id == Case.institution_id)
        .options(
            contains_eager(Case.institution.of_type(about)),
            joinedload(Case.municipality),
            joinedload(Case.organisation, innerjoin=True),
        )
        .where(visible_in(actor, workspace))
    )


def _narrowed(wanted: WantedCases) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.show == OPEN:
        conditions.append(Case.closed_at.is_(None))
    elif wanted.show == LATE:
        conditions += [Case.due_on < clock.today(), Case.came_in_on.is_(None)]
    elif wanted.show in set(CaseStatus):
        conditions.append(Case.status == wanted.show)
    if wanted.kind in set(CaseKind):
        conditions.append(Case.kind == wanted.kind)
    if wanted.handled_by:
        conditions.append(Case.organisation.has(code=wanted.handled_by))
    for word in wanted.words.split():
        told = (
            Case.ref.icontains(word, autoescape=True),
            Case.pseudonym.icontains(word, autoescape=True),
            Case.institution.has(Institution.name.icontains(word, autoescape=True)),
        )
        conditions.append(or_(*told))
    return conditions
