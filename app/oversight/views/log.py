"""The log of a workspace, for everybody who works in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.desk import queries as desk
from app.desk.queries import Phrasebook
from app.documents import queries as documents
from app.erasures.queries import ground_in_words
from app.kernel.access import Actor
from app.kernel.audit.reading import Choice
from app.kernel.clock import HOME_ZONE
from app.kernel.day_words import day_in_words
from app.kernel.lists import List, Value
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.forms import id_or_none
from app.kernel.web.house import current_house
from app.kernel.web.lists import MOST_ROWS, narrowed_by, send_list
from app.oversight import queries
from app.oversight.kinds import KINDS
from app.oversight.printing import print_lines
from app.oversight.queries import LogLine
from app.witnesses import queries as witnesses
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service import Listed, note_taking

CHOICES = ("organisation", "kind", "person", "about", "document", "thing", "from", "until")
ONE_THING = ("document", "thing")
"""Each names the one thing of which the log is asked."""
OWN = "own"
"""Chooses what is about documents of the reader's own organisation."""

PRINTED = 1_000
"""Lines on the page to print; an export holds more."""
FIRST_YEAR, LAST_YEAR = 2000, 9998

blueprint = GuardedBlueprint("oversight", __name__, url_prefix="/workspaces/<ref:ref>")

workspaces.offer_section(workspaces.Section(key="log", label=lazy("Log"), path="/log", keys="g h"))


@blueprint.route("/log", needs=WorkspacePermission.VIEW)
def log(ref: str) -> Response:
    """Show a page of the log, newest first, narrowed to what was chosen."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    frame = workspaces.workspace_frame(actor, workspace, section="log")
    page, wrong = _read(actor, workspace, frame, limit=queries.PAGE), _wrong_days()
    response = answers.show(
        "oversight/log.html",
        lines=page,
        wrong=wrong,
        ground_of=ground_in_words,
        kinds=[(key, kind.label) for key, kind in KINDS.items()],
        chosen=request.args,
        is_chosen=any(request.args.get(name) for name in CHOICES),
        about=_title(actor, workspace),
        older=_older(ref, page.older),
        newest=url_for("oversight.log", ref=ref, **_kept()) if request.args.get("before") else None,
        export=url_for("oversight.export", ref=ref, **_kept()),
        printing=url_for("oversight.print_log", ref=ref, **_kept()),
        as_pdf=url_for("oversight.take_pdf", ref=ref, **_kept()),
        standings=witnesses.list_standings(workspace.id),
        **frame,
    )
    response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return response


@blueprint.route("/log/print", needs=WorkspacePermission.VIEW, writes_on_get=True)
def print_log(ref: str) -> Response:
    """Show the newest lines of what was chosen on one page, to print."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    if _wrong_days():
        return answers.lead_to(url_for("oversight.log", ref=ref, **_kept()))
    frame = workspaces.workspace_frame(actor, workspace, section="log")
    page = _read(actor, workspace, frame, limit=PRINTED)
    rows = sum(len(day.lines) for day in page.days)
    note_taking(actor, Listed.LOG, places=[workspace], rows=rows, narrowed=narrowed_by())
    return answers.show(
        "oversight/log_print.html",
        lines=page,
        rows=rows,
        ground_of=ground_in_words,
        period=(_day("from"), _day("until")),
        back=url_for("oversight.log", ref=ref, **_kept()),
        **frame,
    )


@blueprint.route("/log/pdf", needs=WorkspacePermission.VIEW, writes_on_get=True)
def take_pdf(ref: str) -> Response:
    """Send the newest lines of what was chosen as a PDF."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    if _wrong_days():
        return answers.lead_to(url_for("oversight.log", ref=ref, **_kept()))
    frame = workspaces.workspace_frame(actor, workspace, section="log")
    page = _read(actor, workspace, frame, limit=PRINTED)
    rows = sum(len(day.lines) for day in page.days)
    printed = print_lines(
        page,
        ref=workspace.ref,
        name=frame["place"].name,
        by=_short_name(actor, frame),
        about=list(_about(page, rows)),
    )
    note_taking(actor, Listed.LOG, places=[workspace], rows=rows, narrowed=narrowed_by())
    return answers.send_file(printed, f"{_('Log')} {workspace.ref}.pdf", "application/pdf")


def _short_name(actor: Actor, frame: Mapping[str, Any]) -> str:
    return next(
        (
            each.organisation.short_name
            for each in frame["participants"]
            if each.organisation.id == actor.organisation_id
        ),
        "",
    )


def _about(page: queries.LogPage, rows: int) -> Iterator[str]:
    """Yield the sentences that say which lines these are."""
    first, last = (day_in_words(_day(name)) for name in ("from", "until"))
    if first and last:
        yield _("From %(first)s until and including %(last)s.", first=first, last=last)
    elif first:
        yield _("From %(day)s.", day=first)
    elif last:
        yield _("Until and including %(day)s.", day=last)
    if page.first:
        said = {"first": page.first, "last": page.last, "size": page.size}
        yield _("Line %(first)d to %(last)d of %(size)d", **said) + "."
    else:
        yield _("Nothing here with this filter")
    if page.older:
        yield _(
            "These are only the newest %(num)d lines of what you chose. Choose a shorter period,"
            " or take the log along as CSV.",
            num=rows,
        )


@blueprint.route("/log/export", needs=WorkspacePermission.VIEW, writes_on_get=True)
def export(ref: str) -> Response:
    """Send the lines that were chosen, newest first; a hidden one by its fingerprint alone."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    if _wrong_days():
        return answers.lead_to(url_for("oversight.log", ref=ref, **_kept()))
    frame = workspaces.workspace_frame(actor, workspace, section="log")
    page = _read(actor, workspace, frame, limit=MOST_ROWS + 1)
    headings = [
        _("Line"),
        _("Moment"),
        _("Organisation"),
        _("Person"),
        _("What"),
        _("About what"),
        _("Details"),
        _("Fingerprint"),
    ]
    rows = [_row(line) for day in page.days for line in day.lines]
    name = f"{_('Log')} {workspace.ref}"
    return send_list(
        List(name=name, headings=headings, rows=rows),
        noting=partial(note_taking, actor, Listed.LOG, places=[workspace]),
    )


def _row(line: LogLine) -> list[Value]:
    told = line.told
    if told is None:
        hidden = _("Hidden") if line.erased is None else _("Erased")
        why = ground_in_words(line.erased.ground) if line.erased else None
        moment = line.erased.at if line.erased else None
        return [line.number, moment, None, None, hidden, None, why, line.fingerprint]
    organisation = told.organisation.short_name if told.organisation else None
    return [
        line.number,
        told.at,
        organisation,
        told.person_name,
        str(told.verb),
        told.title,
        line.facts,
        line.fingerprint,
    ]


def _read(
    actor: Actor, workspace: Workspace, frame: Mapping[str, Any], *, limit: int
) -> queries.LogPage:
    return queries.read_log(
        actor,
        workspace,
        choice=_choice(actor, workspace),
        past=request.args.get("before", type=int),
        organisations={each.organisation.id: each.organisation for each in frame["participants"]},
        phrasebook=current_house().tool(Phrasebook),
        limit=limit,
    )


def _kept() -> dict[str, Any]:
    return {name: request.args[name] for name in CHOICES if request.args.get(name)}


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _wrong_days() -> dict[str, str]:
    """Return by field what is wrong with the days that were typed; nothing when all is well.

    A first day long ago and a last day far away leave nothing out, so they are as good as none.
    """
    first, last = _day("from"), _day("until")
    wrong = {}
    if request.args.get("from") and (first is None or first.year > LAST_YEAR):
        wrong["from"] = _("There is no such day. Choose another.")
    if request.args.get("until") and (last is None or last.year < FIRST_YEAR):
        wrong["until"] = _("There is no such day. Choose another.")
    if not wrong and first and last and first > last:
        wrong["until"] = _("This day lies before the first one. Choose a later day.")
    return wrong


def _moment(day: date | None) -> datetime | None:
    """Return the moment a day begins here; None for none, and for one no calendar goes on to."""
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return datetime.combine(day, time(), tzinfo=HOME_ZONE).astimezone(UTC)


def _choice(actor: Actor, workspace: Workspace) -> Choice:
    kind = KINDS.get(request.args.get("kind", ""))
    last = _day("until")
    is_about_own = request.args.get("about") == OWN
    return Choice(
        actor_id=id_or_none(request.args.get("person")),
        organisation_id=id_or_none(request.args.get("organisation")),
        actions=kind.actions if kind else (),
        object_id=_one_thing(),
        objects=documents.select_own(actor, workspace) if is_about_own else None,
        since=_moment(_day("from")),
        until=_moment(last + timedelta(days=1) if last and last < date.max else None),
    )


def _one_thing() -> UUID | None:
    found = (id_or_none(request.args.get(name)) for name in ONE_THING)
    return next((each for each in found if each is not None), None)


def _title(actor: Actor, workspace: Workspace) -> str:
    """Return the title of the one thing that was chosen, when the reader may know it."""
    chosen = _one_thing()
    titles = desk.find_titles(actor, [workspace], ids={chosen}) if chosen else {}
    return titles.get(chosen, "") if chosen else ""


def _older(ref: str, before: int | None) -> str | None:
    if before is None:
        return None
    return url_for("oversight.log", ref=ref, **_kept(), before=before)
