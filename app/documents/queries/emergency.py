"""What the own organisation brought to a workspace, for who looks there under emergency sight."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.documents.models import Document, Folder, Level
from app.documents.policy import sighted_by, visible_to
from app.documents.queries.documents import rows_of, with_facts
from app.documents.queries.explanations import Decider, Explanation
from app.documents.queries.rows import FACTS, DocumentRow
from app.emergencies import queries as emergencies
from app.emergencies.models import EmergencySight
from app.kernel import db, sql
from app.kernel.access import Actor
from app.kernel.day_words import moment_in_words
from app.kernel.text import _

MOST = 500
"""Shown at once; who needs more than these looks for a title."""


def list_under(eyes: Actor, *, looked_for: str = "") -> list[DocumentRow]:
    """Return what somebody sees under emergency sight, by folder and title.

    Args:
        eyes: of who came under it (`emergencies.queries.look_under`).
        looked_for: part of a title; everything when empty.
    """
    statement = _rows(eyes)
    if looked_for:
        statement = statement.where(Document.title.icontains(looked_for, autoescape=True))
    rows = db.session().execute(statement).all()
    return rows_of(eyes, rows, workspace=rows[0][0].workspace) if rows else []


def explain_under(document: Document, sight: EmergencySight) -> Explanation:
    """Say why somebody can, or can't, see a document of the own organisation in an emergency.

    It is `visible_to`, the condition that decides, asked for their eyes.
    """
    eyes = emergencies.eyes_of_another(sight)
    seen = select(Document.id).where(Document.id == document.id, visible_to(eyes))
    level = Level.NONE if db.session().execute(seen).first() is None else Level.VIEW
    return Explanation(
        organisation=document.organisation,
        level=level,
        place="",
        place_id=None,
        rule=None,
        reason=_why(document, sight, level=level),
        decider=Decider.EMERGENCY,
    )


def _why(document: Document, sight: EmergencySight, *, level: Level) -> str:
    name = sight.person.name
    if level == Level.VIEW:
        return _(
            "%(name)s sees this by emergency sight, until %(moment)s.",
            name=name,
            moment=moment_in_words(sight.ends_at),
        )
    is_special = document.is_special_category or document.is_criminal_data
    if (is_special or document.is_police_data) and not sight.covers_special:
        return _(
            "%(name)s has emergency sight here. Special and police data stay closed in it, as no"
            " second person agreed.",
            name=name,
        )
    return _("%(name)s has emergency sight here, but it does not reach this document.", name=name)


@sql.kept
def _rows(eyes: Actor) -> Select[Any]:
    return (
        with_facts(sighted_by(eyes, Document, Folder.name, *FACTS))
        .options(joinedload(Document.workspace, innerjoin=True))
        .order_by(Folder.name, Document.title, Document.id)
        .limit(MOST + 1)
    )
