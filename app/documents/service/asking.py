"""Asking for access to what one may not know of, and the owner's answer.

Everything the asker can notice is the same whether or not there is something: the answer, the line
in the log, the limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.events import AccessAsked, AccessGiven
from app.documents.models import AccessRequest, Level, RequestAnswer
from app.documents.policy import DocumentPermission, Sighted
from app.kernel import clock, events, ids, turns
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.turns import Turn
from app.kernel.words import several_lines
from app.kernel.work import Work, begin_work
from app.workspaces.models import Workspace

QUESTIONS = Turn("questions of {} in {}")
LONGEST_REASON = 500
A_DAY = timedelta(days=1)
MOST_A_DAY = 10
"""Questions of one person in one workspace."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What the log names: a question, of which the asker does not know whether it arrived."""

    id: UUID
    log_tree_id: UUID
    log_kind: str = AccessRequest.__tablename__


def ask_for_access(actor: Actor, workspace: Workspace, *, wanted: UUID, reason: str) -> None:
    """Ask whoever brought a document for access to it; nobody learns whether there is one.

    Raises:
        Refused: there is no reason, it is too long, or this person asked too often today.
    """
    missing = _("Say why you need it.")
    clean = several_lines(reason, field="reason", longest=LONGEST_REASON, missing=missing)
    with begin_work(actor) as work:
        require(actor, DocumentPermission.ASK, workspace)
        turns.wait_for(QUESTIONS.of(actor.person_id, workspace.id))
        moment = clock.now()
        if queries.count_asked(actor, workspace, since=moment - A_DAY) >= MOST_A_DAY:
            raise Refused(_("You asked often today. Try again tomorrow."))
        asking = Asking(ids.new_id(), workspace.id)
        arrives = func.samenzicht_ask_for_access(asking.id, workspace.id, wanted, clean, moment)
        work.session.execute(select(arrives))
        work.record(DocumentAction.ASKED, asking)
        events.announce(work, AccessAsked(asking.id, workspace.id))


def refuse_request(actor: Actor, sighted: Sighted, *, request_id: UUID, reason: str) -> None:
    """Refuse a question about a document; the reason stays with the owner.

    Raises:
        NotAllowed: the actor does not decide for the owner.
        Refused: there is no reason, or the question was answered already.
    """
    clean = reason.strip()
    if not clean:
        raise Refused(_("Say why you refuse."), field="reason")
    with begin_work(actor) as work:
        require(actor, DocumentPermission.SHARE, sighted)
        request = queries.find_open_request(sighted.document, request_id)
        if request is None:
            raise Refused(_("This question was answered already."))
        work.lock(request)
        if request.answered_at is not None:
            raise Refused(_("This question was answered already."))
        _answer(work, request, answer=RequestAnswer.REFUSED)
        request.answer_reason = clean[:LONGEST_REASON]
        work.record(DocumentAction.ASKED_REFUSED, request)


def grant_requests(work: Work, sighted: Sighted) -> set[UUID]:
    """Answer the questions of those who see the document by the rules just laid down.

    Returns who is told that.
    """
    granted: set[UUID] = set()
    if not sighted.is_asked_for:
        return granted
    asked = queries.list_open_requests(sighted.id)
    work.settle()
    seeing = {
        each.person.id for each in queries.list_audience_of(sighted.id) if each.level >= Level.VIEW
    }
    for request in asked:
        if request.asker_id in seeing:
            _answer(work, request, answer=RequestAnswer.GRANTED)
            work.record(DocumentAction.ASKED_GRANTED, request)
            news = AccessGiven(
                sighted.id, request.workspace_id, request.organisation_id, request.asker_id
            )
            events.announce(work, news)
            granted.add(request.asker_id)
    return granted


def _answer(work: Work, request: AccessRequest, *, answer: RequestAnswer) -> None:
    request.answer = answer
    request.answered_at = clock.now()
    request.answered_by_id = work.actor.person_id
