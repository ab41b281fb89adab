"""Answers of the guide, as kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from app.identity import queries as identity
from app.identity.models import Organisation, Person
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.sharing.models import SharingAnswer
from app.sharing.policy import SharingPermission, Watch, answers_visible_to
from app.workspaces.models import Workspace

ANSWERS_PAGE = 50
"""How many answers one page shows."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer in a list, with who asked and about whom."""

    answer: SharingAnswer
    asker: Person
    receiver: Organisation

    @property
    def title(self) -> str:
        """The document's title as it was."""
        return str(self.answer.facts["document"]["title"])


def get_answer_for(actor: Actor, permission: SharingPermission, answer_id: UUID) -> AnswerRow:
    """Return one answer, and decide the permission."""
    statement = select(SharingAnswer).where(
        SharingAnswer.id == answer_id, answers_visible_to(actor)
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    require(actor, permission, found)
    return _rows([found])[0]


def list_answers(actor: Actor, workspace: Workspace, *, page: int = 0) -> list[AnswerRow]:
    """Return a page of what the actor's organisation asked in a workspace, and one row more."""
    statement = _newest(actor, page).where(SharingAnswer.workspace_id == workspace.id)
    return _rows(db.session().execute(statement).scalars())


def list_answers_watched(actor: Actor, *, page: int = 0) -> list[AnswerRow]:
    """Return a page of what the actor's organisation asked anywhere, and one row more."""
    return _rows(db.session().execute(_newest(actor, page)).scalars())


def get_watch_for(actor: Actor, permission: SharingPermission) -> Watch:
    """Return the watch over the actor's own organisation, and decide the permission."""
    watch = Watch(actor.organisation_id)
    require(actor, permission, watch)
    return watch


def _newest(actor: Actor, page: int) -> Select[SharingAnswer]:
    return (
        select(SharingAnswer)
        .where(answers_visible_to(actor))
        .order_by(SharingAnswer.answered_at.desc(), SharingAnswer.id)
        .offset(page * ANSWERS_PAGE)
        .limit(ANSWERS_PAGE + 1)
    )


def _rows(found: Iterable[SharingAnswer]) -> list[AnswerRow]:
    answers = list(found)
    people = identity.list_people({each.asked_by_id for each in answers})
    organisations = identity.organisations_by_id() if answers else {}
    return [
        AnswerRow(each, people[each.asked_by_id], organisations[each.receiver_id])
        for each in answers
    ]
