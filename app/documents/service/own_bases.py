"""Asking the privacy officer about a legal basis in free text, and his answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.events import BasisAnswered, BasisAsked
from app.documents.legal_bases import OWN_PREFIX
from app.documents.models import OwnBasis, RequestAnswer
from app.documents.policy import DocumentPermission
from app.kernel import clock, events, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.words import one_line
from app.kernel.work import Work, begin_work
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace

LONGEST_LAW, LONGEST_ARTICLE, LONGEST_PURPOSE, LONGEST_REASON = 200, 100, 300, 500
LONGEST_TERM = timedelta(days=366)
"""How far ahead a basis in free text may end: each year it is looked at anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedBasis:
    """A basis as somebody would like it."""

    law: str
    article: str
    purpose: str
    reason: str
    valid_until: date | None
    data: Sequence[str]
    """Kinds of data, in the words of the file of legal bases."""


def ask_for_basis(
    actor: Actor, workspace: Workspace, *, document_id: UUID, receiver_id: UUID, wanted: WantedBasis
) -> OwnBasis:
    """Ask the privacy officer of the own organisation about a basis that stands in no file.

    Raises:
        NotAllowed: the actor does not decide for the owner.
        Refused: something is missing, too long or past; the receiver takes no part; or the same
            is asked already.
    """
    clean = _checked(wanted)
    with begin_work(actor) as work:
        sighted = queries.get_for(
            actor, DocumentPermission.SHARE, document_id, workspace=workspace, is_locked=True
        )
        document = sighted.document
        if receiver_id == document.organisation_id:
            raise Refused(_("Choose another organisation than your own."), field="partner")
        if workspaces.find_active_participation(sighted.workspace, receiver_id) is None:
            raise Refused(_("This organisation does not take part here."), field="partner")
        asked = queries.list_bases_about(document.id, receiver_id)
        if any(each.answer == RequestAnswer.OPEN for each in asked):
            raise Refused(_("A question about this document and partner is open already."))
        basis = OwnBasis(
            id=ids.new_id(),
            code=OWN_PREFIX + ids.new_id().hex[-8:].upper(),
            workspace_id=document.workspace_id,
            document_id=document.id,
            owner_id=document.organisation_id,
            receiver_id=receiver_id,
            document_title=document.title,
            workspace_ref=sighted.workspace.ref,
            special_data=[each.value for each in document.special_data],
            asked_by_id=actor.person_id,
            asked_at=clock.now(),
            answer=RequestAnswer.OPEN,
            answer_reason="",
            law=clean.law,
            article=clean.article,
            purpose=clean.purpose,
            reason=clean.reason,
            valid_until=clean.valid_until,
            data=list(clean.data),
        )
        work.add(basis)
        work.settle()
        work.record(DocumentAction.BASIS_ASKED, basis, organisation=receiver_id)
        events.announce(work, BasisAsked(basis.id, basis.workspace_id, basis.owner_id))
        return basis


def approve_basis(actor: Actor, basis: OwnBasis, *, reason: str) -> None:
    """Approve a basis for its one document and partner; from now on a rule may name it.

    Raises:
        NotAllowed: the actor is not the owner's privacy officer, or asked it.
        Refused: there is no reason, or it was answered already.
    """
    _judge(actor, basis, answer=RequestAnswer.GRANTED, reason=reason)


def refuse_basis(actor: Actor, basis: OwnBasis, *, reason: str) -> None:
    """Refuse a basis; the reason is for who asked.

    Raises:
        NotAllowed, Refused: as for approving.
    """
    _judge(actor, basis, answer=RequestAnswer.REFUSED, reason=reason)


def _judge(actor: Actor, basis: OwnBasis, *, answer: RequestAnswer, reason: str) -> None:
    missing = _("Say why. Who asked reads it.")
    clean = one_line(reason, field="reason", longest=LONGEST_REASON, missing=missing)
    with begin_work(actor) as work:
        work.lock(basis)
        require(actor, DocumentPermission.JUDGE_BASIS, basis)
        if basis.answer != RequestAnswer.OPEN:
            raise Refused(_("This question was answered already."))
        _write_answer(work, basis, answer=answer, reason=clean)


def _write_answer(work: Work, basis: OwnBasis, *, answer: RequestAnswer, reason: str) -> None:
    basis.answer, basis.answer_reason = answer, reason
    basis.answered_at, basis.answered_by_id = clock.now(), work.actor.person_id
    is_yes = answer == RequestAnswer.GRANTED
    action = DocumentAction.BASIS_APPROVED if is_yes else DocumentAction.BASIS_REFUSED
    work.record(action, basis, organisation=basis.receiver_id, legal_basis=basis.code)
    news = BasisAnswered(basis.id, basis.workspace_id, basis.owner_id, basis.asked_by_id)
    events.announce(work, news)


def _checked(wanted: WantedBasis) -> WantedBasis:
    """Return what is wanted without superfluous spaces, when nothing is missing."""
    texts = {
        "law": (wanted.law, LONGEST_LAW, _("Name the law.")),
        "article": (wanted.article, LONGEST_ARTICLE, _("Name the article.")),
        "purpose": (wanted.purpose, LONGEST_PURPOSE, _("Say what it is for.")),
        "reason": (wanted.reason, LONGEST_REASON, _("Say why this basis carries it.")),
    }
    clean = {
        name: one_line(text, field=name, longest=longest, missing=missing)
        for name, (text, longest, missing) in texts.items()
    }
    if not wanted.data:
        raise Refused(_("Choose what kind of data is in it."), field="kinds")
    return WantedBasis(**clean, valid_until=_day(wanted.valid_until), data=wanted.data)


def _day(day: date | None) -> date:
    today = clock.today()
    if day is None or not today <= day <= today + LONGEST_TERM:
        raise Refused(_("Choose a day from today on, at most a year ahead."), field="valid_until")
    return day
