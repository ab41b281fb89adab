"""What the guide answered, read back; and the desk of the privacy officer."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for

from app.documents import queries as documents
from app.documents import service as rules
from app.documents.models import OwnBasis, RequestAnswer
from app.documents.policy import DocumentPermission
from app.identity import queries as identity
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.paging import asked_page, page_of
from app.sharing import queries
from app.sharing.forms import JudgeForm
from app.sharing.policy import SharingPermission
from app.sharing.views import words
from app.sharing.views.blueprint import answers_blueprint as blueprint


@blueprint.route("/sharing-answers/<uuid:answer_id>", needs=SharingPermission.READ_ANSWER)
def read(answer_id: UUID) -> Response:
    """Show one answer as it was kept, with its disclosure text."""
    actor = current_actor()
    row = queries.get_answer_for(actor, SharingPermission.READ_ANSWER, answer_id)
    return answers.show(
        "sharing/read.html",
        row=row,
        answer=row.answer,
        told=row.answer.facts,
        lines=words.lines_kept(row.answer.facts),
        stops=words.stops_kept(row.answer.facts),
        answer_words=words.ANSWER_WORDS,
        answer_hints=words.ANSWER_HINTS,
        answer_tones=words.ANSWER_TONES,
        facts=words.own_facts(),
        is_asker=row.answer.asked_by_id == actor.person_id,
    )


@blueprint.route("/sharing-answers", needs=SharingPermission.OVERSEE)
def watch() -> Response:
    """Show a privacy officer what was asked in the own organisation: bases first, then answers."""
    actor, at, at_bases = current_actor(), asked_page(), asked_page("questions")
    queries.get_watch_for(actor, SharingPermission.OVERSEE)
    return answers.show(
        "sharing/watch.html",
        bases=page_of(
            documents.list_bases_asked(actor, page=at_bases),
            size=documents.BASES_PAGE,
            number=at_bases,
            address=lambda number: _watch_at(at, number),
        ),
        answered=page_of(
            queries.list_answers_watched(actor, page=at),
            size=queries.ANSWERS_PAGE,
            number=at,
            address=lambda number: _watch_at(number, at_bases),
        ),
        facts=words.own_facts(),
        answer_words=words.ANSWER_WORDS,
        answer_tones=words.ANSWER_TONES,
    )


@blueprint.route("/basis-questions/<uuid:basis_id>", needs=DocumentPermission.JUDGE_BASIS)
def judge(basis_id: UUID) -> Response:
    """Show a privacy officer one question about a basis."""
    actor = current_actor()
    found = documents.get_basis_for(actor, DocumentPermission.JUDGE_BASIS, basis_id)
    return _question(found, JudgeForm(formdata=None))


@blueprint.route(
    "/basis-questions/<uuid:basis_id>",
    methods=["POST"],
    needs=DocumentPermission.JUDGE_BASIS,
    endpoint="answer",
)
def answer_question(basis_id: UUID) -> Response:
    """Approve or refuse a basis, with a reason."""
    actor, form = current_actor(), JudgeForm()
    found = documents.get_basis_for(actor, DocumentPermission.JUDGE_BASIS, basis_id)
    verbs = {
        RequestAnswer.GRANTED.value: rules.approve_basis,
        RequestAnswer.REFUSED.value: rules.refuse_basis,
    }
    with form.taking_refusals():
        if form.validate_on_submit():
            verb = verbs.get(form.answer.data or "")
            if verb is None:
                raise Refused(_("Choose an answer."), field="answer")
            verb(actor, found, reason=form.reason.data or "")
            answers.tell(_("Your answer is kept. Who asked reads it."))
            return answers.lead_to(url_for(".watch"))
    again = documents.get_basis_for(actor, DocumentPermission.JUDGE_BASIS, basis_id)
    return _question(again, form)


def _watch_at(page: int, questions: int) -> str:
    return url_for(".watch", page=page or None, questions=questions or None)


def _question(basis: OwnBasis, form: JudgeForm) -> Response:
    people = identity.list_people({basis.asked_by_id})
    return answers.show(
        "sharing/judge.html",
        region="sharing/_judge.html",
        form=form,
        basis=basis,
        facts=words.own_facts(),
        asker=people[basis.asked_by_id],
        receiver=identity.get_known_organisation(basis.receiver_id),
    )
