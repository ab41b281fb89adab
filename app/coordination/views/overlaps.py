"""The overlap radar on screen, proposing how to settle one, and the answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.coordination import queries, service
from app.coordination.forms import ProposalForm, ReasonForm
from app.coordination.models import Activity, OverlapProposal, OverlapSuggestion
from app.coordination.policy import Coordination, CoordinationPermission
from app.coordination.queries import WantedCalendar, WantedPairs
from app.coordination.views.blueprint import blueprint
from app.coordination.views.calendar import address, asked_for, period_in_words, zooms
from app.coordination.views.frame import frame
from app.kernel import clock
from app.kernel.access import Actor, abilities
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import StepForm, id_or_none

ON_A_PAGE, MOST_PAIRS_OF_ONE = 30, 30
MOST_PROPOSALS, MOST_SUGGESTIONS, MOST_BURDENED = 50, 20, 10
SHOWN = {
    "": lazy("All overlap"),
    "open": lazy("What is still open"),
    "ours": lazy("Only with something of ours"),
    "open-ours": lazy("What is still open, with something of ours"),
}


@blueprint.route("/overlaps", needs=CoordinationPermission.VIEW)
def overlaps() -> Response:
    """Show what overlaps in a period, what waits for an answer, and where most is planned."""
    actor = current_actor()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    wanted, shown = asked_for(), asked_shown()
    period, page = wanted.period, wanted.page
    asked = pairs_wanted(wanted, shown)
    found = queries.read_pairs(actor, coordination, asked, limit=ON_A_PAGE, offset=page * ON_A_PAGE)
    is_whole = asked == WantedPairs(period=period) and not page
    return answers.show(
        "coordination/overlaps.html",
        pairs=found.pairs,
        total=found.total,
        wanted=wanted,
        shown=shown,
        shown_words=SHOWN,
        period=period,
        heading=period_in_words(period),
        proposals=queries.list_proposals(actor, coordination, limit=MOST_PROPOSALS, only_open=True),
        lookalikes=queries.list_lookalikes(actor, coordination) if is_whole else [],
        burdens=queries.list_burden(actor, coordination, wanted, limit=MOST_BURDENED)[0],
        links=_links(wanted, shown, has_more=(page + 1) * ON_A_PAGE < found.total),
        **frame(
            actor,
            coordination,
            section="overlaps",
            period=period,
            known=found if is_whole else None,
        ),
    )


@blueprint.route("/suggestions", needs=CoordinationPermission.VIEW)
def suggestions() -> Response:
    """Show what the lead suggested and what became of it, to the lead and to the two."""
    actor = current_actor()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    return answers.show(
        "coordination/suggestions.html",
        suggestions=queries.list_suggestions(actor, coordination, limit=MOST_SUGGESTIONS),
        status_words=queries.SUGGESTION_WORDS,
        status_tones=queries.SUGGESTION_TONES,
        **frame(actor, coordination, section="overlaps"),
    )


@blueprint.route("/burden", needs=CoordinationPermission.VIEW)
def burden() -> Response:
    """Show how much is planned at every organisation in a period."""
    actor, wanted = current_actor(), asked_for()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    page = wanted.page
    burdens, total = queries.list_burden(
        actor, coordination, wanted, limit=ON_A_PAGE, offset=page * ON_A_PAGE
    )
    return answers.show(
        "coordination/burden.html",
        burdens=burdens,
        total=total,
        wanted=wanted,
        heading=period_in_words(wanted.period),
        links=_links(
            wanted,
            "",
            page=".burden",
            export="coordination.export_burden",
            has_more=(page + 1) * ON_A_PAGE < total,
        ),
        **frame(actor, coordination, section="overlaps", period=wanted.period),
    )


def asked_shown() -> str:
    """Return which overlaps the address asks for; what is no choice is all of them."""
    asked = request.args.get("show", "")
    return asked if asked in SHOWN else ""


def pairs_wanted(wanted: WantedCalendar, shown: str) -> WantedPairs:
    """Return the overlaps that a part of the calendar holds."""
    return WantedPairs(
        period=wanted.period,
        words=wanted.words,
        sector=wanted.sector,
        owner=wanted.owner,
        only_open=shown.startswith("open"),
        only_ours=shown.endswith("ours"),
    )


def _links(
    wanted: WantedCalendar,
    shown: str,
    *,
    has_more: bool,
    page: str = ".overlaps",
    export: str = "coordination.export_overlaps",
) -> dict[str, Any]:
    """Return where one can go from here, narrowed as it is."""
    period, today = wanted.period, clock.today()
    here = partial(address, wanted, endpoint=page, show=shown)
    return {
        "before": here(period=period.before()),
        "now": here(period=queries.period_of(period.zoom, today)),
        "after": here(period=period.after()),
        "zooms": zooms(lambda zoom: here(period=period.zoomed(zoom, today))),
        "newer": here(page=wanted.page - 1) if wanted.page else None,
        "older": here(page=wanted.page + 1) if has_more else None,
        "export": address(wanted, endpoint=export, show=shown),
        "burden": address(wanted, endpoint=".burden"),
    }


@blueprint.route(
    "/activities/<uuid:activity_id>/propose",
    methods=["GET", "POST"],
    needs=CoordinationPermission.CHANGE,
)
def propose(activity_id: UUID) -> Response:
    """Propose to another authority how to settle an overlap of ours with theirs."""
    actor = current_actor()
    ours = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    other = _other()
    if other is None:
        return _choose(actor, ours)
    theirs = queries.get_activity_for(actor, CoordinationPermission.SEE, other)
    form = ProposalForm.between(ours, theirs, _advice(actor, ours, theirs))
    with form.taking_refusals():
        if form.validate_on_submit():
            made = service.propose(
                actor, ours, theirs, offer=form.offer(), seen_version=form.seen()
            )
            answers.tell(_("The other authority has your proposal."))
            return answers.lead_to(url_for(".proposal", proposal_id=made.id))
    ours = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    theirs = queries.get_activity_for(actor, CoordinationPermission.SEE, other)
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    around = frame(actor, coordination, section="overlaps")
    return answers.show("coordination/propose.html", form=form, ours=ours, theirs=theirs, **around)


@blueprint.route("/proposals/<uuid:proposal_id>", needs=CoordinationPermission.SEE_PROPOSAL)
def proposal(proposal_id: UUID) -> Response:
    """Show one proposal, what it is about, and the steps the reader can take."""
    actor = current_actor()
    found = queries.get_proposal_for(actor, CoordinationPermission.SEE_PROPOSAL, proposal_id)
    return _page(actor, found)


@blueprint.route(
    "/proposals/<uuid:proposal_id>/agree", methods=["POST"], needs=CoordinationPermission.ANSWER
)
def agree(proposal_id: UUID) -> Response:
    """Agree to a proposal; both are moved as was proposed."""
    form = StepForm()
    return _carry_out(
        proposal_id,
        permission=CoordinationPermission.ANSWER,
        form=form,
        verb=lambda actor, it: service.agree(actor, it, seen_version=form.seen()),
        told=_("Agreed. The calendar shows it from now on."),
    )


@blueprint.route(
    "/proposals/<uuid:proposal_id>/refuse", methods=["POST"], needs=CoordinationPermission.ANSWER
)
def refuse(proposal_id: UUID) -> Response:
    """Refuse a proposal, and say why."""
    form = ReasonForm()
    return _carry_out(
        proposal_id,
        permission=CoordinationPermission.ANSWER,
        form=form,
        verb=lambda actor, it: service.refuse(
            actor, it, reason=form.reason.data or "", seen_version=form.seen()
        ),
        told=_("The proposal is refused. The other authority reads why."),
    )


@blueprint.route(
    "/proposals/<uuid:proposal_id>/withdraw",
    methods=["POST"],
    needs=CoordinationPermission.TAKE_BACK,
)
def withdraw_proposal(proposal_id: UUID) -> Response:
    """Take a proposal back."""
    form = StepForm()
    return _carry_out(
        proposal_id,
        permission=CoordinationPermission.TAKE_BACK,
        form=form,
        verb=lambda actor, it: service.withdraw_proposal(actor, it, seen_version=form.seen()),
        told=_("The proposal is taken back."),
    )


def _advice(actor: Actor, ours: Activity, theirs: Activity) -> OverlapSuggestion | None:
    """Return what the lead suggests, to begin the form with; what was typed needs it no more."""
    if request.method == "POST":
        return None
    return queries.find_open_suggestion(actor, ours.workspace, one=ours.id, other=theirs.id)


def _carry_out(
    proposal_id: UUID,
    *,
    permission: CoordinationPermission,
    form: StepForm,
    verb: Callable[[Actor, OverlapProposal], None],
    told: str,
) -> Response:
    actor = current_actor()
    found = queries.get_proposal_for(actor, permission, proposal_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            verb(actor, found)
            answers.tell(told)
            return answers.lead_to(url_for(".proposal", proposal_id=proposal_id))
    found = queries.get_proposal_for(actor, CoordinationPermission.SEE_PROPOSAL, proposal_id)
    return _page(actor, found, wrong=form)


def _page(actor: Actor, found: OverlapProposal, *, wrong: StepForm | None = None) -> Response:
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    empty: dict[str, Any] = {"formdata": None, "data": {"seen_version": str(found.version)}}
    (row,) = queries.list_proposals(actor, coordination, limit=1, only=found.id)
    return answers.show(
        "coordination/proposal.html",
        form=wrong,
        row=row,
        step_form=StepForm(**empty),
        reason_form=wrong if isinstance(wrong, ReasonForm) else ReasonForm(**empty),
        may=abilities(actor, found, CoordinationPermission),
        **frame(actor, coordination, section="overlaps"),
    )


def _choose(actor: Actor, ours: Activity) -> Response:
    """Show what overlaps with an activity, to choose from."""
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    return answers.show(
        "coordination/propose.html",
        ours=ours,
        theirs=None,
        pairs=pairs_of(actor, coordination, ours),
        **frame(actor, coordination, section="overlaps"),
    )


def pairs_of(actor: Actor, coordination: Coordination, activity: Activity) -> list[queries.Pair]:
    """Return what overlaps with one activity."""
    around = queries.Period(queries.Zoom.YEAR, activity.starts_on, activity.ends_on)
    wanted = WantedPairs(period=around, of=activity.id)
    return queries.list_pairs(actor, coordination, wanted, limit=MOST_PAIRS_OF_ONE)[0]


def _other() -> UUID | None:
    """Return the other activity that was chosen; what is no id is none."""
    return id_or_none(request.values.get("other"))
