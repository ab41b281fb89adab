"""Preparing an excerpt: pages chosen, passages marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import get_locale

from app.adapters.redacting import Line
from app.documents import queries, service
from app.documents.forms.redacting import (
    BoxForm,
    LinesForm,
    MarksForm,
    PagesForm,
    WordsForm,
)
from app.documents.models import Document, Redaction
from app.documents.policy import DocumentPermission
from app.documents.service import Marking, OnPage
from app.documents.views.blueprint import blueprint, current_depot
from app.documents.views.detail import about
from app.documents.views.grounds import ground_words, grounds_here
from app.kernel.access import Actor
from app.kernel.text import _, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form
from app.kernel.words import whole_number
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission


@dataclass(frozen=True, slots=True)
class _Desk:
    """One page of a document on the table of who prepares an excerpt."""

    actor: Actor
    document_id: UUID
    on_page: OnPage
    lines: list[Line]
    forms: dict[str, Any]


@blueprint.route(
    "/documents/<uuid:document_id>/redact",
    methods=["GET", "POST"],
    needs=DocumentPermission.REDACT,
    writes_on_get=True,
)
def redact(ref: str, document_id: UUID) -> Response:
    """Show a page with what is marked on it, at ``?page=``, or mark something."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    permission = DocumentPermission.REDACT
    queries.get_for(actor, permission, document_id, workspace=workspace)
    desk = _desk(actor, document_id)
    asked = request.form.get("do", "")
    form: Form = desk.forms.get(asked) or MarksForm()
    if desk.on_page.page and asked in DOING:
        with form.taking_refusals():
            if form.validate_on_submit():
                answers.tell(DOING[asked](desk))
                return answers.lead_to(_address(ref, desk))
    return _page(workspace, desk, form=form)


def _desk(actor: Actor, document_id: UUID) -> _Desk:
    depot = current_depot()
    on_page = service.open_words(actor, document_id, page=asked_page(), depot=depot)
    page = on_page.page
    lines = service.lines_on(actor, document_id, page=page, depot=depot) if page else []
    forms = {
        "words": WordsForm(),
        "lines": LinesForm(),
        "box": BoxForm(),
        "pages": PagesForm(),
        "unmark": MarksForm(),
        "restart": MarksForm(),
    }
    for name in ("words", "lines", "box"):
        forms[name].offer(grounds_here(), language=str(get_locale()))
        forms[name].ground.id = f"{name}-ground"
        forms[name].ground.data = forms[name].ground.data or request.args.get("ground", "")
    return _Desk(actor, document_id, on_page, lines, forms)


def _mark_words(desk: _Desk) -> str:
    form = desk.forms["words"]
    found = service.mark_words(
        desk.actor,
        desk.document_id,
        words=form.words.data or "",
        ground=form.ground.data or "",
        grounds=grounds_here(),
        depot=current_depot(),
    )
    return ngettext(
        "%(num)d place is marked. Look at each page before you make the excerpt.",
        "%(num)d places are marked. Look at each page before you make the excerpt.",
        found,
    )


def _mark_lines(desk: _Desk) -> str:
    form = desk.forms["lines"]
    marking = Marking(form.chosen(desk.lines), form.ground.data or "")
    service.mark(desk.actor, desk.document_id, marking=marking, grounds=grounds_here())
    return _("The lines are marked.")


def _mark_box(desk: _Desk) -> str:
    form = desk.forms["box"]
    marking = Marking(form.chosen(desk.on_page.page), form.ground.data or "")
    service.mark(desk.actor, desk.document_id, marking=marking, grounds=grounds_here())
    return _("The place is marked.")


def _unmark(desk: _Desk) -> str:
    service.unmark(desk.actor, desk.document_id, mark_ids=desk.forms["unmark"].chosen())
    return _("The marks are gone.")


def _choose_pages(desk: _Desk) -> str:
    typed = desk.forms["pages"].pages.data or ""
    pages = service.parse_pages(typed, last=desk.on_page.pages)
    service.choose_pages(desk.actor, desk.document_id, pages=pages)
    return _("The pages are chosen.")


def _start_over(desk: _Desk) -> str:
    service.start_over(desk.actor, desk.document_id)
    return _("Everything is cleared. You begin with the newest version.")


DOING: dict[str, Callable[[_Desk], str]] = {
    "words": _mark_words,
    "lines": _mark_lines,
    "box": _mark_box,
    "unmark": _unmark,
    "pages": _choose_pages,
    "restart": _start_over,
}
"""What the buttons do; each says what is so from then on."""


def asked_page() -> int:
    """Return which page is asked for, the first when it is no number."""
    return whole_number(request.values.get("page")) or 1


def _address(ref: str, desk: _Desk) -> str:
    page, ground = desk.on_page.page, request.form.get("ground") or None
    return url_for(".redact", ref=ref, document_id=desk.document_id, page=page, ground=ground)


def _page(workspace: Workspace, desk: _Desk, *, form: Form) -> Response:
    sighted = queries.get_for(desk.actor, DocumentPermission.REDACT, desk.document_id)
    redaction = queries.find_redaction(sighted)
    marks = queries.list_marks(redaction) if redaction else []
    pages = desk.forms["pages"]
    if redaction and "do" not in request.form:
        pages.pages.data = in_stretches(redaction.pages)
    return answers.show(
        "documents/redact.html",
        form=form,
        forms=desk.forms,
        on_page=desk.on_page,
        lines=desk.lines,
        marks=[each for each in marks if each.page == desk.on_page.page],
        by_page=sorted(Counter(each.page for each in marks).items()),
        redaction=redaction,
        is_old=is_old(sighted.document, redaction),
        ground_words=ground_words,
        **about(desk.actor, workspace, sighted, with_lock=False),
    )


def in_stretches(pages: list[int]) -> str:
    """Write pages as people do: 1-3, 5."""
    stretches: list[list[int]] = []
    for page in pages:
        if stretches and stretches[-1][1] == page - 1:
            stretches[-1][1] = page
        else:
            stretches.append([page, page])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in stretches)


def is_old(document: Document, redaction: Redaction | None) -> bool:
    """Tell whether the marks are of a version that is not the newest any more."""
    return redaction is not None and redaction.number != document.current_number
