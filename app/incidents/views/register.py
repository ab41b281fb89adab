"""The register of cases of a workspace: the list, the list to take along, and a new case."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from flask import Response, request, url_for

from app.findings.queries import ASPECT_WORDS
from app.incidents import queries, service
from app.incidents.forms import RegisterForm
from app.incidents.policy import IncidentPermission
from app.incidents.queries import CaseRow, WantedCases
from app.incidents.views.blueprint import WORDS, blueprint, frame, handlers_in, usual_terms
from app.kernel.access import abilities
from app.kernel.lists import List, Value
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.lists import MOST_ROWS, send_list
from app.kernel.words import whole_number
from app.workspaces import queries as workspaces
from app.workspaces.service import Listed, note_taking

LONGEST_SEARCH, LONGEST_CODE, FARTHEST_PAGE = 100, 20, 9_999
MOST_PAGES = 10_000


@blueprint.route("", needs=IncidentPermission.LIST, endpoint="list")
def list_page(ref: str) -> Response:
    """Show the cases of a workspace, what is overdue first."""
    actor, wanted = current_actor(), _wanted()
    workspace = workspaces.get_place_for(actor, IncidentPermission.LIST, ref)
    found = queries.list_visible(actor, workspace, wanted, limit=queries.PAGE + 1)
    around = frame(actor, workspace)
    return answers.show(
        "incidents/list.html",
        rows=found[: queries.PAGE],
        wanted=wanted,
        handlers=[(each.code, each.short_name) for each in handlers_in(around)],
        may=abilities(actor, workspace, [IncidentPermission.REGISTER]),
        older=_address(ref, wanted, wanted.page + 1) if len(found) > queries.PAGE else None,
        newer=_address(ref, wanted, wanted.page - 1) if wanted.page else None,
        export=f"{url_for('.export', ref=ref)}?{urlencode(_narrowing(wanted))}",
        **around,
    )


@blueprint.route("/export", needs=IncidentPermission.LIST, writes_on_get=True)
def export(ref: str) -> Response:
    """Send the cases the list is narrowed to."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, IncidentPermission.LIST, ref)
    wanted = replace(_wanted(), page=0)
    rows = queries.list_visible(actor, workspace, wanted, limit=MOST_ROWS + 1)
    return send_list(
        List(
            name=f"{_('Cases')} {workspace.ref}",
            headings=[
                _("Number"),
                _("Pseudonym"),
                _("What is reported"),
                _("Who reported it"),
                _("Institution"),
                _("Municipality"),
                _("Came in on"),
                _("Registered on"),
                _("Status"),
                _("Last day of the term"),
                _("How it stands"),
                _("Handled by"),
                _("Aspect"),
                _("Theme"),
            ],
            rows=[_line(each) for each in rows],
        ),
        noting=partial(note_taking, actor, Listed.CASES, places=[workspace]),
    )


@blueprint.route("/new", methods=["GET", "POST"], needs=IncidentPermission.REGISTER)
def register(ref: str) -> Response:
    """Register a case; done, its page."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, IncidentPermission.REGISTER, ref)
    form = RegisterForm(data={"handled_by": actor.organisation_code})
    form.offer([])
    with form.taking_refusals():
        if form.validate_on_submit():
            made = service.register_case(
                actor, workspace, wish=form.wish(), usual=usual_terms(workspace)
            )
            answers.tell(
                _(
                    "The case is registered as %(ref)s. Here the child is called %(pseudonym)s.",
                    ref=made.ref,
                    pseudonym=made.pseudonym,
                )
            )
            return answers.lead_to(url_for(".detail", ref=ref, case_id=made.id))
    around = frame(actor, workspace)
    form.offer(handlers_in(around))
    return answers.show(
        "incidents/new.html",
        form=form,
        institutions=queries.list_institutions(workspace),
        **around,
    )


def _wanted() -> WantedCases:
    """Return what the address narrows to; what makes no sense narrows nothing."""
    return WantedCases(
        show=request.args.get("show", queries.OPEN)[:LONGEST_CODE],
        kind=request.args.get("kind", "")[:LONGEST_CODE],
        handled_by=_plain(request.args.get("by", ""))[:LONGEST_CODE],
        words=_plain(request.args.get("q", ""))[:LONGEST_SEARCH].strip(),
        page=whole_number(request.args.get("page"), most=MOST_PAGES) or 0,
    )


def _plain(text: str) -> str:
    return text.replace("\0", "")


def _narrowing(wanted: WantedCases) -> dict[str, str]:
    return {
        "show": wanted.show,
        "kind": wanted.kind,
        "by": wanted.handled_by,
        "q": wanted.words,
    }


def _address(ref: str, wanted: WantedCases, page: int) -> str:
    return f"{url_for('.list', ref=ref)}?{urlencode({**_narrowing(wanted), 'page': str(page)})}"


def _line(row: CaseRow) -> list[Value]:
    case = row.case
    return [
        case.ref,
        case.pseudonym,
        str(WORDS["kinds"][case.kind]),
        str(WORDS["senders"][case.sender]),
        case.institution.name,
        case.municipality.name if case.municipality else "",
        case.received_on,
        case.registered_on,
        str(WORDS["statuses"][case.status]),
        case.due_on,
        row.deadline.words if row.deadline else "",
        case.organisation.short_name,
        str(ASPECT_WORDS[case.aspect]) if case.aspect else "",
        str(WORDS["themes"][case.theme]) if case.theme else "",
    ]
