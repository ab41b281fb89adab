"""Putting the product's own statements to very many viewers at once.

A query function is called for a stand-in; what it would send is taken before it leaves, and the
stand-in's names in it are replaced by columns of a table of viewers. So one statement asks for
everybody what the product asks for one person, and not a word of the rule is written here. Behind
row security each viewer is told to PostgreSQL in turn, by a function of the session.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import psycopg

from app.documents import queries
from app.documents.policy import DocumentPermission
from app.kernel import db
from app.kernel.access import Actor
from app.search import queries as search
from app.workspaces.models import Foothold, ParticipantRole, Standing

PERSON, ORGANISATION, PLACE, DOCUMENT = (UUID(int=0xA11CE << 96 | each) for each in range(1, 5))
"""Who stands in, and for what."""
WORD = "standinwoord"
STAND_INS = {
    str(PERSON): "v.person_id",
    str(ORGANISATION): "v.organisation_id",
    str(PLACE): "v.place_id",
    str(DOCUMENT): "v.document_id",
    WORD: "v.word",
}
SOMEBODY = Actor("somebody", person_id=PERSON, organisation_id=ORGANISATION)
A_JOB = Actor("system:a-job", organisation_id=ORGANISATION, place_id=PLACE)


DIALECT = psycopg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types


class Taken(Exception):
    """A statement, taken on its way to the database."""


class Taker:
    """Stands where the session would; nobody in particular acts in it."""

    def __init__(self) -> None:
        self.info: dict[str, Any] = {}

    def execute(self, statement: Any, values: dict[str, Any] | None = None) -> Any:
        raise Taken(statement, values or {})

    def connection(self) -> Taker:
        """Plain rows are asked of the connection itself."""
        return self


def statement_of(ask: Callable[[], Any]) -> str:
    """Return what a query function sends, as text, with columns of `v` for the stand-ins."""
    token = db._current.set(Taker())  # type: ignore[arg-type]  # only to be executed on
    try:
        ask()
    except Taken as taken:
        statement, values = taken.args
    finally:
        db._current.reset(token)
    return told_for_viewers(statement, values)


def told_for_viewers(statement: Any, values: dict[str, Any] | None = None) -> str:
    """Write a statement out, with columns of `v` for the stand-ins."""
    made = statement.compile(dialect=DIALECT)
    whole = made.construct_expanded_state(values or {})
    told = {name: _told(value) for name, value in whole.parameters.items()}
    return str(whole.statement % told)


def _told(value: Any) -> str:
    """Write a value as it stands in a statement."""
    if isinstance(value, list | tuple):
        return f"array[{', '.join(_told(each) for each in value)}]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(int(value))
    return STAND_INS.get(str(value)) or "'{}'".format(str(value).replace("'", "''"))


def place_of(actor: Actor) -> Any:
    """Return the workspace that stands in, as far as a list looks at it."""
    standing = Standing(actor.person_id, actor.organisation_id, ParticipantRole.PARTNER)
    return SimpleNamespace(id=PLACE, standing=standing, foothold=Foothold(PLACE, standing))


def listing(actor: Actor) -> str:
    """What `list_visible` sends."""
    return statement_of(lambda: queries.list_visible(actor, place_of(actor)))


def lines(actor: Actor) -> str:
    """What `list_lines` sends: the same page as plain rows, without a level."""
    return statement_of(lambda: queries.list_lines(actor, place_of(actor)))


def loading(actor: Actor) -> str:
    """What `get_for` sends; only the key and the level are needed."""
    permission = DocumentPermission.VIEW
    return statement_of(lambda: queries.get_for(actor, permission, DOCUMENT))


def counting(actor: Actor) -> str:
    """What a count holds."""
    return told_for_viewers(queries.count_visible(actor, place_of(actor)).element)


def finding(actor: Actor) -> str:
    """What a search sends, for one word."""
    wanted = search.Wanted(meaning=search.Meaning(WORD, (WORD,)))
    return statement_of(lambda: search.find(actor, [place_of(actor)], wanted))


def everybody() -> str:
    """What every member may with a document, as explanations ask it."""
    return statement_of(lambda: queries.list_audience_of(DOCUMENT))
