"""Replying by a link: read, write remarks one by one, send them for good. Nobody signs in here.

A wrong, ended or revoked link is a page that does not exist. The page names nothing of the
workspace but what was put forward.
"""

from __future__ import annotations

from typing import Any

from flask import Response, abort, url_for

from app.kernel import db
from app.kernel.access import PUBLIC, Actor
from app.kernel.errors import NotFound
from app.kernel.text import _
from app.kernel.web import answers
from app.rebuttals import queries, service
from app.rebuttals.forms import RemarkForm, SubmitForm
from app.rebuttals.models import ReplyLink
from app.rebuttals.policy import RebuttalPermission
from app.rebuttals.queries import DraftRow
from app.rebuttals.views import frame
from app.rebuttals.views.blueprint import reply

TOO_MANY_REQUESTS = 429


@reply.route("", needs=PUBLIC, writes_on_get=True)
def page(token: str) -> Response:
    """Show what is asked and what was written so far; sent, only what was sent. Recorded."""
    guest, link = _enter(token, RebuttalPermission.LOOK_BACK)
    if not service.open_page(guest, link):
        abort(TOO_MANY_REQUESTS)
    if link.submitted_at is not None:
        return answers.show("rebuttals/sent.html", link=link, rows=queries.list_sent(link))
    return _show(token, link)


@reply.route("/extract", needs=PUBLIC, writes_on_get=True)
def extract(token: str) -> Response:
    """Give the text that is put forward, to read or to keep; recorded."""
    guest, link = _enter(token, RebuttalPermission.REPLY)
    content = service.read_extract(guest, link, tools=frame.tools())
    return answers.send_file(content, "wederhoor.pdf", "application/pdf", inline=True)


@reply.route("/remarks", methods=["POST"], needs=PUBLIC)
def add(token: str) -> Response:
    """Keep a remark; it is not sent yet."""
    guest, link = _enter(token, RebuttalPermission.REPLY)
    form = RemarkForm()
    form.offer(link.rebuttal.findings)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.save_draft(guest, link, said=form.said())
            answers.tell(_("Your remark is kept. It is not sent yet."))
            return answers.lead_to(url_for(".page", token=token))
    return _again(token, remark_form=form)


@reply.route("/remarks/<int:number>", methods=["GET", "POST"], needs=PUBLIC)
def change(token: str, number: int) -> Response:
    """Change a remark that is not sent yet."""
    guest, link = _enter(token, RebuttalPermission.REPLY)
    form = _form_of(queries.get_draft(link, number))
    form.offer(link.rebuttal.findings)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.save_draft(guest, link, said=form.said(), number=number)
            answers.tell(_("Your remark is kept. It is not sent yet."))
            return answers.lead_to(url_for(".page", token=token))
    return answers.show(
        "rebuttals/change.html",
        form=form,
        action=url_for(".change", token=token, number=number),
        back=url_for(".page", token=token),
    )


@reply.route("/remarks/<int:number>/removal", methods=["POST"], needs=PUBLIC)
def remove(token: str, number: int) -> Response:
    """Take away a remark that is not sent yet."""
    guest, link = _enter(token, RebuttalPermission.REPLY)
    service.remove_draft(guest, link, number=number)
    answers.tell(_("The remark is removed."))
    return answers.lead_to(url_for(".page", token=token))


@reply.route("/submission", methods=["POST"], needs=PUBLIC)
def submit(token: str) -> Response:
    """Send the reply for good; sent, the page with what was sent."""
    guest, link = _enter(token, RebuttalPermission.REPLY)
    form = SubmitForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.submit(guest, link, seen=form.seen.data or "")
            answers.tell(_("Your reply is sent. Thank you."))
            return answers.lead_to(url_for(".page", token=token))
    return _again(token, submit_form=form)


def _enter(token: str, permission: RebuttalPermission) -> tuple[Actor, ReplyLink]:
    """Stand for who holds a link from here on; without one that works there is no page."""
    found = queries.find_guest(token)
    if found is None:
        raise NotFound
    guest, link_id = found
    db.act_as(guest)
    return guest, queries.get_link(guest, permission, link_id)


def _again(token: str, **forms: Any) -> Response:
    """Show the page with what was typed and refused."""
    _guest, link = _enter(token, RebuttalPermission.REPLY)
    return _show(token, link, **forms)


def _show(token: str, link: ReplyLink, **forms: Any) -> Response:
    rows = queries.list_drafts(link)
    remark_form = forms.get("remark_form") or RemarkForm(formdata=None)
    remark_form.offer(link.rebuttal.findings)
    submit_form = forms.get("submit_form") or SubmitForm(formdata=None)
    submit_form.seen.data = service.token_of(rows)
    return answers.show(
        "rebuttals/reply.html",
        form=next(iter(forms.values()), None),
        token=token,
        link=link,
        rebuttal=link.rebuttal,
        rows=rows,
        remark_form=remark_form,
        submit_form=submit_form,
    )


def _form_of(row: DraftRow) -> RemarkForm:
    draft = row.draft
    return RemarkForm(
        data={
            "about": str(draft.finding_id or ""),
            "place": draft.place,
            "remark": draft.remark,
        }
    )
