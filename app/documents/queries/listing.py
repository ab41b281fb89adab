"""The list of documents in a workspace: page by page, counted, and drawn from few looks.

A page of the list is read as plain rows of no more than is drawn; who needs the documents
themselves (the API, an archive) reads the same page as `DocumentRow`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlalchemy.types import Uuid

from app.documents.models import AccessPolicy, Document, DocumentVersion, Folder, Level
from app.documents.policy import matrix, policies_granting, sighted_among, visible_to
from app.documents.queries.documents import rows_of, with_facts
from app.documents.queries.narrowing import Narrowing, Wanted, narrowing
from app.documents.queries.rows import (
    FACTS,
    DocumentRow,
    Listed,
    SightOfOrganisation,
    columns_of_line,
    listed,
)
from app.kernel import db, sql
from app.kernel.access import Actor
from app.kernel.db import UtcMoment
from app.workspaces import queries as workspaces
from app.workspaces.models import Foothold, Workspace
from app.workspaces.queries import Along

PAGE = 50
LONG_PAGE = 500
"""For who wants to see, find or tick more at once."""
MOST: ColumnElement[int] = literal_column(str(workspaces.MOST_COUNTED))
"""Where counting stops; written out, as a plan that knows the limit reads along an index."""
PLACE_IN_LIST = (Document.changed_at, Document.id)
"""What a list is sorted by, the newest first, within own documents and within those of others."""
WORKSPACE_ID: ColumnElement[UUID] = bindparam("workspace_id", type_=Uuid())
IS_HERE = Document.workspace_id == WORKSPACE_ID
IS_BEHIND = tuple_(*PLACE_IN_LIST) < tuple_(
    bindparam("after_at", type_=UtcMoment()), bindparam("after_id", type_=Uuid())
)
"""The place is behind the last one of the page before."""
PARTS = 3
"""Parts of a cursor in an address."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of the page before: own documents first, then the newest."""

    is_own: bool
    changed_at: datetime
    document_id: UUID

    def __str__(self) -> str:
        return f"{int(self.is_own)}~{self.changed_at.isoformat()}~{self.document_id.hex}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """Read a cursor from an address; None when it is none."""
        parts = text.split("~")
        if len(parts) != PARTS:
            return None
        try:
            at, document_id = datetime.fromisoformat(parts[1]), UUID(parts[2])
        except ValueError:
            return None
        return cls(parts[0] == "1", at, document_id) if at.tzinfo else None


def list_visible(
    actor: Actor,
    workspace: Workspace,
    *,
    wanted: Wanted | None = None,
    after: Cursor | None = None,
    limit: int = PAGE,
) -> list[DocumentRow]:
    """Return what the actor sees in a workspace: own documents first, then the newest."""
    ask = _Asked(_rows_of_page, limit, wanted or Wanted(), after)
    statement = _statement(actor, workspace, ask)
    if statement is None:
        return []
    found = db.session().execute(statement, ask.values(workspace))
    return rows_of(actor, found, workspace=workspace)


def list_lines(
    actor: Actor,
    workspace: Workspace,
    *,
    wanted: Wanted | None = None,
    after: Cursor | None = None,
    limit: int = PAGE,
) -> Listed:
    """Return what `list_visible` returns, as no more than the lines of a list draw."""
    ask = _Asked(_lines_of_page, limit, wanted or Wanted(), after)
    statement = _statement(actor, workspace, ask)
    if statement is None:
        return Listed([], [])
    return listed(db.rows(statement, ask.values(workspace)))


def count_visible(
    actor: Actor, place: Foothold, *others: tuple[Actor, Foothold]
) -> ScalarSelect[int]:
    """Return the scalar subquery that counts what the actor sees in a workspace.

    It stops at `MOST`: a page does not cost more because more exists.

    Args:
        others: who must see it as well.
    """
    here = Document.workspace_id == sql.parameter(place.id)
    also = [visible_to(each) for each, _place in others]
    own = _own(actor, here, *also).with_only_columns(Document.id).limit(MOST)
    brought = _brought_by_others(actor, here, *also).with_only_columns(Document.id).limit(MOST)
    both = union_all(own, brought).limit(MOST).subquery()
    return select(func.count()).select_from(both).scalar_subquery()


Sights = list[dict[UUID, SightOfOrganisation]]
"""What each organisation may with documents, look by look."""


def matrix_along(them: Listed) -> Along:
    """Return what asks, look by look, what each organisation may with documents of it.

    It is asked about one document of those that are alike: where nothing differs that the rule
    looks at, the answer cannot. What it reads are `Sights`.
    """
    alike = [look.alike for look in them.looks]
    one_of_each = {alike[line.look]: line.id for line in them.lines}

    def read(told: list[tuple[str, str, int, int]] | None) -> Sights:
        levels: dict[UUID, dict[UUID, SightOfOrganisation]] = {}
        for document_id, organisation_id, level, people in told or []:
            seen = SightOfOrganisation(Level(level), people)
            levels.setdefault(UUID(document_id), {})[UUID(organisation_id)] = seen
        return [levels.get(one_of_each[each], {}) for each in alike]

    return Along(_matrix(), {"document_ids": list(one_of_each.values())}, read=read)


@lru_cache
def _matrix() -> ScalarSelect[Any]:
    found = matrix().subquery()
    return select(func.jsonb_agg(func.jsonb_build_array(*found.c))).scalar_subquery()


class _Asked(NamedTuple):
    """What is asked of a list."""

    tell: Callable[[Actor, Subquery], Select[Any]]
    """Selects what is told of the documents on a page."""
    limit: int
    wanted: Wanted
    after: Cursor | None

    def values(self, workspace: Workspace) -> dict[str, Any]:
        """Return the values of the statement's parameters."""
        here = {"workspace_id": workspace.id}
        if self.after is None:
            return here
        return {**here, "after_at": self.after.changed_at, "after_id": self.after.document_id}


def _statement(actor: Actor, workspace: Workspace, ask: _Asked) -> Select[Any] | None:
    """Select a page of the list in a workspace; None when nothing can be on it.

    That of a list in which nothing is looked for is built once for each of many readers.
    """
    behind = None if ask.after is None else ask.after.is_own
    if ask.wanted == Wanted():
        return _kept(actor, ask.limit, ask.tell, behind=behind)
    narrow = narrowing(workspace, ask.wanted)
    if narrow is None:
        return None
    return ask.tell(actor, _page(actor, ask.limit, narrow, behind_own=behind))


@sql.kept
def _kept(
    actor: Actor,
    limit: int,
    tell: Callable[[Actor, Subquery], Select[Any]],
    *,
    behind: bool | None,
) -> Select[Any]:
    return tell(actor, _page(actor, limit, Narrowing(), behind_own=behind))


def _page(actor: Actor, limit: int, narrow: Narrowing, *, behind_own: bool | None) -> Subquery:
    """Select a page of the list; it is cut before what stands beside a document is joined.

    Own documents are read along one index. Only when they do not fill the page, what others brought
    is read along another, per policy that grants something, each no further than a page: the cost
    is that of the page.

    Args:
        behind_own: it begins behind an own document (True), or behind one of others (False).
    """
    most: ColumnElement[int] = literal_column(str(int(limit)))
    behind = () if behind_own is None else (IS_BEHIND,)
    is_past_own = behind_own is False
    if narrow.owner_id not in (None, actor.organisation_id) or is_past_own:
        behind = behind if is_past_own else ()
        return _newest_of_others(actor, most, narrow, *behind).subquery("page")
    own = _newest(_own(actor, IS_HERE, *narrow.conditions, *behind), most).cte("own")
    has_room = select(func.count()).select_from(own).scalar_subquery() < most
    rest = _newest_of_others(actor, most, narrow).where(has_room)
    both = union_all(own.select(), rest)
    order = [both.selected_columns[name].desc() for name in ("is_own", "changed_at", "id")]
    return both.order_by(*order).limit(most).subquery("page")


def _rows_of_page(actor: Actor, page: Subquery) -> Select[Any]:
    document = aliased(Document, page)
    columns = (document, Folder.name, *FACTS)
    return with_facts(sighted_among(actor, document, *columns), document).order_by(*_cut(page))


def _lines_of_page(_actor: Actor, page: Subquery) -> Select[Any]:
    """Select what lines draw of the documents on a page, in the order of `Line` and `Look`."""
    document, version = page.c, DocumentVersion
    is_current = and_(version.document_id == document.id, version.number == document.current_number)
    return (
        select(*columns_of_line(document))
        .join_from(page, version, is_current)
        .order_by(*_cut(page))
    )


def _cut(page: Subquery) -> tuple[ColumnElement[Any], ...]:
    return (page.c.is_own.desc(), page.c.changed_at.desc(), page.c.id.desc())


def _newest_of_others(
    actor: Actor, most: ColumnElement[int], narrow: Narrowing, *conditions: Any
) -> Select[Any]:
    """Select the newest that others brought: of each policy, and then of all of them."""
    granting = policies_granting(actor).where(AccessPolicy.workspace_id == WORKSPACE_ID)
    if narrow.owner_id is not None:
        granting = granting.where(AccessPolicy.organisation_id == narrow.owner_id)
    policy = granting.subquery()
    of_policy = _brought_by_others(actor, IS_HERE, *narrow.conditions, *conditions).where(
        Document.policy_id == policy.c.id
    )
    newest = _newest(of_policy, most).lateral()
    return _newest(select(*newest.c).join_from(policy, newest, true()), most, newest.c)


def _own(actor: Actor, *conditions: Any) -> Select[Any]:
    """Select the places in the order of the list of what the own organisation brought."""
    is_own = Document.organisation_id == sql.parameter(actor.organisation_id)
    return _placed(is_own=True).where(is_own, visible_to(actor), *conditions)


def _brought_by_others(actor: Actor, *conditions: Any) -> Select[Any]:
    is_own = Document.organisation_id == sql.parameter(actor.organisation_id)
    return _placed(is_own=False).where(~is_own, visible_to(actor), *conditions)


def _placed(*, is_own: bool) -> Select[Any]:
    own: ColumnElement[bool] = literal_column(str(is_own).lower())
    return select(own.label("is_own"), *Document.__table__.columns)


def _newest(
    statement: Select[Any], most: ColumnElement[int], columns: Any = Document
) -> Select[Any]:
    return statement.order_by(columns.changed_at.desc(), columns.id.desc()).limit(most)
