"""The programme of a year, grouped or as a table, and one investigation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from app.identity import queries as identity
from app.kernel import clock
from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import StepForm
from app.programme import queries
from app.programme.models import Investigation
from app.programme.policy import ProgrammePermission
from app.programme.queries import Offered, WantedLines
from app.programme.views.blueprint import blueprint
from app.programme.views.frame import TABLE, WORDS, Known, address, asked_lines, facts_of
from app.workspaces.models import Classification, Marking
from app.workspaces.queries import Facts, classification_cells


@blueprint.route("", needs=ProgrammePermission.VIEW)
def programme() -> Response:
    """Show the investigations of a year by societal task, as far as the reader may see."""
    actor = current_actor()
    keeping = queries.get_keeping(actor, ProgrammePermission.VIEW)
    known, offered = identity.organisations_by_id(), queries.list_offered(actor)
    wanted = asked_lines(offered, known)
    lines = queries.read_lines(actor, keeping, wanted)
    view = TABLE if request.args.get("view") == TABLE else ""
    return answers.show(
        "programme/programme.html",
        wanted=wanted,
        lines=lines,
        links=queries.list_links(actor, [each.id for each in lines.rows]),
        view=view,
        known=known,
        words=WORDS,
        may=abilities(actor, keeping, (ProgrammePermission.ENTER,)),
        choices=_choices(wanted, offered, known=known, view=view),
        facts=Facts(
            _("each row as its owner decides"),
            classification=classification_cells(Classification.NONE, Marking.INTERNAL),
        ),
    )


def _choices(wanted: WantedLines, offered: Offered, *, known: Known, view: str) -> dict[str, Any]:
    """Return where one can go from here, and what there is to choose from."""
    here = "programme.programme"
    this_year = clock.today().year
    years = sorted({*offered.years, this_year, this_year + 1, wanted.year})
    owners = [known[each] for each in offered.owner_ids if each in known]
    return {
        "years": years,
        "owners": sorted((each.code, each.short_name) for each in owners),
        "partners": sorted((each.code, each.short_name) for each in known.values()),
        "views": [
            ("", _("By task"), address(here, wanted, known)),
            (TABLE, _("As a table"), address(here, wanted, known, view=TABLE)),
        ],
        "newer": address(here, wanted, known, view=view, page=wanted.page - 1)
        if wanted.page > 1
        else address(here, wanted, known, view=view)
        if wanted.page
        else None,
        "older": address(here, wanted, known, view=view, page=wanted.page + 1),
        "export": address("programme.export", wanted, known),
        "unfiltered": address(here, WantedLines(year=wanted.year), known, view=view),
    }


@blueprint.route("/investigations/<uuid:investigation_id>", needs=ProgrammePermission.SEE)
def investigation(investigation_id: UUID) -> Response:
    """Show one investigation, with who sees it and the steps the reader can take."""
    actor = current_actor()
    found = queries.get_for(actor, ProgrammePermission.SEE, investigation_id)
    return page_of(actor, found)


def page_of(actor: Actor, it: Investigation, *, wrong: StepForm | None = None) -> Response:
    """Show the page of an investigation, with a step that was refused."""
    empty: dict[str, Any] = {"formdata": None, "data": {"seen_version": str(it.version)}}
    known, years = identity.organisations_by_id(), queries.list_other_years(actor, it)
    return answers.show(
        "programme/investigation.html",
        form=wrong,
        it=it,
        step_form=StepForm(**empty),
        may=abilities(actor, it, ProgrammePermission),
        links=queries.list_links(actor, [it.id]).get(it.id, []),
        years=years,
        goes_on=queries.can_go_on(it) and all(each.year < it.year for each in years),
        changes=queries.list_changes(actor, it),
        known=known,
        words=WORDS,
        facts=facts_of(it, known),
    )
