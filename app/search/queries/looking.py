"""What is found: documents, tasks, observations, findings and reports, in one statement.

The tables belong to the features below; what of them exists for a reader is decided by the
condition of each feature's policy, and once more by row security. `samenzicht_found` looks in the
indexes, because those cannot be used behind row security, and returns no more than the newest of
each kind that the reader sees; only those are ranked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    SmallInteger,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    column,
    false,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from app.documents import policy as documents
from app.documents.models import Document
from app.findings import policy as findings
from app.findings.models import Finding, Observation
from app.kernel import sql
from app.kernel.access import Actor
from app.kernel.db import UtcMoment
from app.reports import policy as reports
from app.reports.models import Report
from app.search.models import DocumentText
from app.search.queries.asking import DUTCH, QUERY
from app.search.queries.counting import counts_of
from app.tasks import policy as tasks
from app.tasks.models import Task
from app.workspaces.models import Foothold

FINEST = 1_000_000
"""Ranks are counted in millionths, so that a cursor holds a whole number."""
BEFORE, AROUND = 300, 1500
"""Characters before the first found word, and in all, that a snippet is chosen from."""
OPENS, CLOSES = "\x02", "\x03"
"""Around a found word, on the way from the database to us: signs that no text of ours holds."""
_SIGNS = f'StartSel="{OPENS}", StopSel="{CLOSES}"'
WHOLE = f"{_SIGNS}, HighlightAll=true"
SOME = f'{_SIGNS}, MaxFragments=2, MaxWords=18, MinWords=8, FragmentDelimiter=" … "'


@sql.kept
def statement_for(actor: Actor, places: tuple[Foothold, ...], *, is_counted: bool) -> Select[Any]:
    """Build the statement that finds for one reader; what is asked is in its parameters.

    Args:
        is_counted: the first row tells how many there are, by each way to narrow it (``counts``).
    """
    hits = select_hits(actor, places).cte("hits")
    after_rank = bindparam("after_rank", type_=Integer())
    following = tuple_(hits.c.rank, hits.c.id) < tuple_(
        after_rank, bindparam("after_id", type_=Uuid())
    )
    page = (
        select(hits)
        .where(or_(after_rank.is_(None), following))
        .order_by(hits.c.rank.desc(), hits.c.id.desc())
        .limit(bindparam("limit", type_=Integer()))
        .cte("page")
    )
    best_first = (page.c.rank.desc(), page.c.id.desc())
    is_first = func.row_number().over(order_by=best_first) == 1
    counts = case((is_first, counts_of(hits))) if is_counted else null()
    return select(
        *(each for each in page.c if each.key not in {"title", "body"}),
        func.ts_headline(DUTCH, page.c.title, QUERY, literal(WHOLE)).label("title"),
        func.ts_headline(DUTCH, _around(page.c.body), QUERY, literal(SOME)).label("snippet"),
        counts.label("counts"),
    ).order_by(*best_first)


def select_hits(actor: Actor, places: tuple[Foothold, ...]) -> CompoundSelect[Any]:
    """Select all that is found of what the reader may see, in no order."""
    looked = _look()
    found = select(looked.c.kind, looked.c.id).cte("found")
    return union_all(
        _documents(actor, found),
        _others(Task, found, body=Task.details, condition=tasks.visible_to(actor)),
        _others(
            Observation,
            found,
            body=Observation.text,
            condition=_in_any(actor, places, findings.observations_visible_in),
        ),
        _others(
            Finding, found, body=Finding.text, condition=_in_any(actor, places, findings.visible_in)
        ),
        _others(
            Report,
            found,
            body=Report.introduction,
            condition=_in_any(actor, places, reports.visible_in),
        ),
    )


def _look() -> Any:
    """Look in the indexes, as the database does it for this reader."""
    return (
        func.samenzicht_found(
            QUERY,
            bindparam("kinds", type_=ARRAY(Text())),
            bindparam("place", type_=Uuid()),
            bindparam("owner", type_=Uuid()),
            bindparam("classified", type_=SmallInteger()),
            bindparam("since", type_=UtcMoment()),
            bindparam("past", type_=UtcMoment()),
            bindparam("most", type_=Integer()),
        )
        .table_valued(column("kind", Text()), column("id", Uuid()))
        .alias("looked")
    )


def _documents(actor: Actor, found: Any) -> Select[Any]:
    """Select the documents, each with the text of its current version beside it.

    Never a sensitive text, and none for who may only look on screen.
    """
    is_sensitive = or_(
        Document.is_special_category, Document.is_criminal_data, Document.is_police_data
    )
    words = func.coalesce(
        DocumentText.words, func.samenzicht_words(cast(Document.title, Text()), literal(""))
    )
    return (
        select(
            *_columns(Document, ref=literal(""), body=func.coalesce(DocumentText.body, "")),
            Document.classification.label("classification"),
            cast(Document.marking, Text()).label("marking"),
            Document.is_special_category.label("is_special_category"),
            Document.is_criminal_data.label("is_criminal_data"),
            Document.is_police_data.label("is_police_data"),
            _rank(words),
        )
        .outerjoin(
            DocumentText,
            and_(
                DocumentText.document_id == Document.id,
                DocumentText.number == Document.current_number,
                ~is_sensitive,
                documents.may_take_text(actor),
            ),
        )
        .where(_is_found(Document, found), documents.visible_to(actor))
    )


def _others(model: Any, found: Any, *, body: Any, condition: ColumnElement[bool]) -> Select[Any]:
    """Select tasks, observations, findings or reports; their text stands in the row itself."""
    no = literal(value=False, type_=Boolean())
    return select(
        *_columns(model, ref=model.ref, body=body),
        cast(null(), SmallInteger()).label("classification"),
        cast(null(), Text()).label("marking"),
        no.label("is_special_category"),
        no.label("is_criminal_data"),
        no.label("is_police_data"),
        _rank(func.samenzicht_words(cast(model.title, Text()), body)),
    ).where(_is_found(model, found), condition)


def _columns(model: Any, *, ref: Any, body: Any) -> tuple[Any, ...]:
    return (
        literal(str(model.__tablename__)).label("kind"),
        model.id.label("id"),
        ref.label("ref"),
        model.workspace_id.label("workspace_id"),
        model.organisation_id.label("organisation_id"),
        model.title.label("title"),
        body.label("body"),
        model.changed_at.label("changed_at"),
    )


def _is_found(model: Any, found: Any) -> ColumnElement[bool]:
    """Hold for what was found; as one array, so that only those rows are looked at."""
    matching = select(found.c.id).where(found.c.kind == str(model.__tablename__))
    here: ColumnElement[bool] = model.id == any_(func.array(matching.scalar_subquery()))
    return here


def _rank(words: Any) -> Any:
    return cast(func.ts_rank(words, QUERY) * FINEST, Integer()).label("rank")


def _around(body: Any) -> ColumnElement[str]:
    """Cut a text around the first found word: choosing a snippet reads all it is given."""
    stem = func.unnest(bindparam("stems", type_=ARRAY(Text()))).column_valued("stem")
    at = select(func.min(func.nullif(func.strpos(func.lower(body), stem), 0))).scalar_subquery()
    start = func.greatest(1, func.coalesce(at, 1) - BEFORE)
    return case((func.length(body) <= AROUND, body), else_=func.substr(body, start, AROUND))


def _in_any(actor: Actor, places: Sequence[Foothold], visible_in: Any) -> ColumnElement[bool]:
    return or_(false(), *(visible_in(actor, place) for place in places))
