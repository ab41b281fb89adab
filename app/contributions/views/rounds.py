"""Pages of contribution rounds: those of a workspace, one, beginning and keeping one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.contributions import queries, service
from app.contributions.forms import DayForm, GatherForm, MoreForm, RoundForm, SeenForm
from app.contributions.models import ContributionRound
from app.contributions.policy import ContributionPermission
from app.contributions.service import Shift
from app.contributions.views.blueprint import WORDS, basis_in_words, blueprint, frame, load
from app.documents import queries as documents
from app.documents.legal_bases import LegalBases
from app.identity.models import Organisation
from app.kernel.access import Actor, abilities
from app.kernel.jobs import named
from app.kernel.text import _, is_english, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form
from app.kernel.web.house import current_house
from app.tasks import queries as tasks
from app.workspaces import queries as workspaces
from app.workspaces.models import ParticipantRole, Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.queries.people import Participant

KEEPING = (
    ContributionPermission.ASK_MORE,
    ContributionPermission.MOVE,
    ContributionPermission.REMIND,
    ContributionPermission.END,
    ContributionPermission.GATHER,
)
TELL, REMIND = "tasks.tell_assignee", "tasks.remind_assignee"


@blueprint.route("", needs=WorkspacePermission.VIEW, endpoint="list")
def list_page(ref: str) -> Response:
    """Show the contribution rounds of a workspace, the running ones first."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return answers.show(
        "contributions/list.html",
        rows=queries.list_visible(actor, workspace),
        may=abilities(actor, workspace, [ContributionPermission.START]),
        **workspaces.workspace_frame(actor, workspace, section="tasks"),
    )


@blueprint.route("/new", methods=["GET", "POST"], needs=ContributionPermission.START)
def start(ref: str) -> Response:
    """Begin a round; begun, its page."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, ContributionPermission.START, ref)
    around = workspaces.workspace_frame(actor, workspace, section="tasks")
    others = [each for each in around["participants"] if each.organisation.id != workspace.lead_id]
    usual = [
        str(each.organisation.id)
        for each in others
        if each.participation.role is ParticipantRole.PARTNER
    ]
    basis = workspace.legal_basis.split(" ")[0]
    form = RoundForm(data={"organisations": usual, "legal_basis": basis})
    with form.taking_refusals():
        if form.validate_on_submit():
            bases, tell = current_house().tool(LegalBases), named(TELL)
            made = service.start_round(actor, workspace, wish=form.wish(), bases=bases, tell=tell)
            answers.tell(_started_in_words(made))
            return answers.lead_to(url_for(".detail", ref=ref, round_id=made.id))
    asked = [each.organisation for each in others]
    form.offer(asked, _bases(workspace, asked), language="en" if is_english() else "nl")
    return answers.show("contributions/new.html", form=form, has_others=bool(others), **around)


@blueprint.route("/<uuid:round_id>", needs=ContributionPermission.VIEW)
def detail(ref: str, round_id: UUID) -> Response:
    """Show one round: what is asked, and who delivered."""
    actor = current_actor()
    round_ = load(actor, ContributionPermission.VIEW, ref=ref, round_id=round_id)
    return answers.show("contributions/detail.html", form=None, **_about(actor, round_))


@blueprint.route(
    "/<uuid:round_id>/organisations", methods=["POST"], needs=ContributionPermission.ASK_MORE
)
def ask_more(ref: str, round_id: UUID) -> Response:
    """Ask more organisations; done, the page anew."""
    actor, form = current_actor(), MoreForm()
    round_ = load(actor, ContributionPermission.ASK_MORE, ref=ref, round_id=round_id)
    form.offer([])
    with form.taking_refusals():
        if form.validate_on_submit():
            number = service.ask_more(
                actor,
                round_,
                organisations=form.chosen(),
                bases=current_house().tool(LegalBases),
                tell=named(TELL),
            )
            asked = ngettext(
                "%(num)d more organisation is asked.",
                "%(num)d more organisations are asked.",
                number,
            )
            answers.tell(_in_a_row(asked, tasks.run_on_in_words(round_.due_on)))
            return answers.lead_to(url_for(".detail", ref=ref, round_id=round_id))
    return _again(actor, ref, round_id, form=form)


@blueprint.route("/<uuid:round_id>/term", methods=["POST"], needs=ContributionPermission.MOVE)
def move(ref: str, round_id: UUID) -> Response:
    """Show what another day does; sent again with that, save it."""
    actor, form = current_actor(), DayForm()
    round_ = load(actor, ContributionPermission.MOVE, ref=ref, round_id=round_id)
    shifts: tuple[Shift, ...] | None = None
    with form.taking_refusals():
        if form.validate_on_submit():
            day = form.due_on.data
            shifts = service.foresee_day(actor, round_, day=day)
            if form.foreseen.data == day.isoformat():
                service.move_day(actor, round_, day=day, seen=form.seen.data or "")
                answers.tell(_in_a_row(_("The new day holds."), tasks.run_on_in_words(day)))
                return answers.lead_to(url_for(".detail", ref=ref, round_id=round_id))
    form.foreseen.data = form.due_on.data.isoformat() if shifts is not None else ""
    return _again(actor, ref, round_id, form=form, shifts=shifts)


@blueprint.route(
    "/<uuid:round_id>/reminders", methods=["POST"], needs=ContributionPermission.REMIND
)
def remind(ref: str, round_id: UUID) -> Response:
    """Remind who has not delivered; done, the page anew."""

    def carry_out(actor: Actor, round_: ContributionRound, _form: SeenForm) -> str:
        number = service.remind(actor, round_, tell=named(REMIND))
        return ngettext(
            "%(num)d organisation is reminded, by a notice and a mail without content.",
            "%(num)d organisations are reminded, by a notice and a mail without content.",
            number,
        )

    return _carry_out(ref, round_id, permission=ContributionPermission.REMIND, verb=carry_out)


@blueprint.route("/<uuid:round_id>/end", methods=["POST"], needs=ContributionPermission.END)
def end(ref: str, round_id: UUID) -> Response:
    """End a round; done, the page anew."""

    def carry_out(actor: Actor, round_: ContributionRound, form: SeenForm) -> str:
        number = service.end_round(actor, round_, seen=form.seen.data or "")
        taken_back = ngettext("%(num)d task is withdrawn.", "%(num)d tasks are withdrawn.", number)
        return _in_a_row(_("The round is closed. What was delivered stays."), taken_back)

    return _carry_out(ref, round_id, permission=ContributionPermission.END, verb=carry_out)


@blueprint.route(
    "/<uuid:round_id>/report", methods=["GET", "POST"], needs=ContributionPermission.GATHER
)
def gather(ref: str, round_id: UUID) -> Response:
    """Show what a report would begin with; begun, that report."""
    actor, form = current_actor(), GatherForm()
    round_ = load(actor, ContributionPermission.GATHER, ref=ref, round_id=round_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            seen = form.seen.data or ""
            report = service.gather(actor, round_, norm_id=form.chosen(), seen=seen)
            answers.tell(_("The report is saved as a draft. Change the texts where you need to."))
            return answers.lead_to(url_for("reports.detail", ref=ref, report_id=report.id))
    fresh = load(actor, ContributionPermission.VIEW, ref=ref, round_id=round_id)
    return answers.show("contributions/gather.html", form=form, **_to_gather(actor, fresh, form))


def _started_in_words(made: ContributionRound) -> str:
    told = ngettext(
        "The round has begun. %(num)d organisation is asked.",
        "The round has begun. %(num)d organisations are asked.",
        len(made.asked),
    )
    return _in_a_row(told, tasks.run_on_in_words(made.due_on))


def _in_a_row(*sentences: str) -> str:
    return " ".join(each for each in sentences if each)


def _bases(workspace: Workspace, asked: list[Any]) -> list[Any]:
    bases = current_house().tool(LegalBases)
    found = {
        basis.code: basis
        for each in asked
        for basis in documents.list_bases_between(bases, giver=each, receiver=workspace.lead)
    }
    return list(found.values())


def _carry_out(
    ref: str,
    round_id: UUID,
    *,
    permission: ContributionPermission,
    verb: Callable[[Actor, ContributionRound, SeenForm], str],
) -> Response:
    actor, form = current_actor(), SeenForm()
    round_ = load(actor, permission, ref=ref, round_id=round_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            answers.tell(verb(actor, round_, form))
            return answers.lead_to(url_for(".detail", ref=ref, round_id=round_id))
    return _again(actor, ref, round_id, form=form)


def _again(
    actor: Actor,
    ref: str,
    round_id: UUID,
    *,
    form: Form,
    shifts: tuple[Shift, ...] | None = None,
) -> Response:
    """Show the page with what is wrong, or with what would happen."""
    fresh = load(actor, ContributionPermission.VIEW, ref=ref, round_id=round_id)
    page = _about(actor, fresh, sent=form, shifts=shifts)
    return answers.show("contributions/detail.html", form=form, **page)


def _about(
    actor: Actor,
    round_: ContributionRound,
    *,
    sent: Form | None = None,
    shifts: tuple[Shift, ...] | None = None,
) -> dict[str, Any]:
    around = frame(actor, round_.workspace, round_, title=round_.title)
    here = frozenset(each.organisation.id for each in around["participants"])
    standings = queries.list_standings(actor, round_, here=here)
    seen = queries.token_of(round_, standings)
    if isinstance(sent, SeenForm):
        sent.seen.data = seen
    more = sent if isinstance(sent, MoreForm) else MoreForm(formdata=None)
    more.offer(_not_asked(round_, around["participants"]))
    return {
        **around,
        "round": round_,
        "standings": standings,
        "sees_states": round_.organisation_id == actor.organisation_id,
        "own": next(
            (
                each
                for each in standings
                if each.contribution.organisation_id == actor.organisation_id
            ),
            None,
        ),
        "basis": basis_in_words(round_),
        "run_on": tasks.run_on_in_words(round_.due_on),
        "taken_back": [
            each for each in standings if each.row and service.is_taken_back(each.row.task.status)
        ],
        "awaited": [each for each in standings if each.is_awaited],
        "shifts": shifts,
        "new_run_on": tasks.run_on_in_words(sent.due_on.data) if isinstance(sent, DayForm) else "",
        "may": abilities(actor, round_, KEEPING),
        "day_form": sent
        if isinstance(sent, DayForm)
        else DayForm(formdata=None, data={"seen": seen}),
        "more_form": more,
        "seen_form": SeenForm(formdata=None, data={"seen": seen}),
        "words": WORDS,
    }


def _not_asked(round_: ContributionRound, here: Sequence[Participant]) -> list[Organisation]:
    """Return who takes part, does not ask and is not asked."""
    known = {round_.organisation_id, *round_.asked}
    return [each.organisation for each in here if each.organisation.id not in known]


def _to_gather(actor: Actor, round_: ContributionRound, form: GatherForm) -> dict[str, Any]:
    around = frame(actor, round_.workspace, round_, title=round_.title)
    here = frozenset(each.organisation.id for each in around["participants"])
    standings = queries.list_standings(actor, round_, here=here)
    form.seen.data = queries.token_of(round_, standings)
    norms = service.list_shared_norms(actor, round_.workspace)
    form.offer(norms)
    return {
        **around,
        "round": round_,
        "ready": [each for each in standings if each.is_delivered],
        "missing": [each for each in standings if not each.is_delivered],
        "has_norms": bool(norms),
    }
