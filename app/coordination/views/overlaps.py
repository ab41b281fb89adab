"""The overlap radar on screen, proposing how to settle one, and the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.coordination import queries, service
from app.coordination.forms import ProposalForm, ReasonForm
from app.coordination.models import Activity, OverlapProposal
from app.coordination.policy import Coordination, CoordinationPermission
from app.coordination.queries import WantedPairs
from app.coordination.views.blueprint import blueprint
from app.coordination.views.calendar import asked_for, period_address, period_in_words
from app.coordination.views.frame import frame
from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import StepForm, id_or_none

ON_A_PAGE = 30
MOST_PROPOSALS, MOST_BURDENED = 50, 10


@blueprint.route("/overlaps", needs=CoordinationPermission.VIEW)
def overlaps() -> Response:
    """Show what overlaps in a period, what waits for an answer, and where most is planned."""
    actor = current_actor()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    wanted = asked_for()
    period, page = wanted.period, wanted.page
    pairs, total = queries.list_pairs(
        actor,
        coordination,
        WantedPairs(period=period),
        limit=ON_A_PAGE,
        offset=page * ON_A_PAGE,
    )
    has_more = (page + 1) * ON_A_PAGE < total
    return answers.show(
        "coordination/overlaps.html",
        pairs=pairs,
        total=total,
        period=period,
        heading=period_in_words(period),
        proposals=queries.list_proposals(actor, coordination, limit=MOST_PROPOSALS, only_open=True),
        lookalikes=queries.list_lookalikes(actor, coordination),
        burdens=queries.list_burden(actor, coordination, period, limit=MOST_BURDENED),
        before=period_address(".overlaps", period.before()),
        after=period_address(".overlaps", period.after()),
        newer=period_address(".overlaps", period, page=page - 1) if page else None,
        older=period_address(".overlaps", period, page=page + 1) if has_more else None,
        **frame(actor, coordination, section="overlaps", period=period),
    )


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
    form = ProposalForm.between(ours, theirs)
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
    return queries.list_pairs(actor, coordination, wanted, limit=ON_A_PAGE)[0]


def _other() -> UUID | None:
    """Return the other activity that was chosen; what is no id is none."""
    return id_or_none(request.values.get("other"))
