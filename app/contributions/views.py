"""Pages of contribution rounds: those of a workspace, one, beginning one, giving a contribution."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask_babel import get_locale

from app.contributions import queries, service
from app.contributions.forms import DayForm, GatherForm, RoundForm, SeenForm, WriteForm
from app.contributions.models import Contribution, ContributionRound
from app.contributions.policy import ContributionPermission
from app.contributions.service import Shift
from app.documents import queries as documents
from app.documents.legal_bases import LegalBases
from app.kernel.access import Actor, abilities
from app.kernel.jobs import named
from app.kernel.text import _, is_english, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.forms import Form
from app.kernel.web.house import current_house
from app.tasks import queries as tasks
from app.tasks.models import UNFINISHED
from app.workspaces import queries as workspaces
from app.workspaces.models import ParticipantRole, Workspace
from app.workspaces.policy import SHARING_ROLES, WorkspacePermission
from app.workspaces.queries.frame import sight_in_words

blueprint = GuardedBlueprint(
    "contributions", __name__, url_prefix="/workspaces/<ref:ref>/contributions"
)
tasks.offer_home("contributions", queries.home_of)
KEEPING = (
    ContributionPermission.MOVE,
    ContributionPermission.REMIND,
    ContributionPermission.END,
    ContributionPermission.GATHER,
)
TELL, REMIND = "tasks.tell_assignee", "tasks.remind_assignee"
WORDS = {"statuses": tasks.STATUS_WORDS, "tones": tasks.STATUS_TONES}


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
    workspace = queries.get_place_for(actor, ContributionPermission.START, ref)
    frame = workspaces.workspace_frame(actor, workspace, section="tasks")
    others = [each for each in frame["participants"] if each.organisation.id != workspace.lead_id]
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
    return answers.show("contributions/new.html", form=form, has_others=bool(others), **frame)


@blueprint.route("/<uuid:round_id>", needs=ContributionPermission.VIEW)
def detail(ref: str, round_id: UUID) -> Response:
    """Show one round: what is asked, and who delivered."""
    actor = current_actor()
    round_ = _load(actor, ContributionPermission.VIEW, ref=ref, round_id=round_id)
    return answers.show("contributions/detail.html", form=None, **_about(actor, round_))


@blueprint.route("/<uuid:round_id>/term", methods=["POST"], needs=ContributionPermission.MOVE)
def move(ref: str, round_id: UUID) -> Response:
    """Show what another day does; sent again with that, save it."""
    actor, form = current_actor(), DayForm()
    round_ = _load(actor, ContributionPermission.MOVE, ref=ref, round_id=round_id)
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
    round_ = _load(actor, ContributionPermission.GATHER, ref=ref, round_id=round_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            seen = form.seen.data or ""
            report = service.gather(actor, round_, norm_id=form.chosen(), seen=seen)
            answers.tell(_("The report is saved as a draft. Change the texts where you need to."))
            return answers.lead_to(url_for("reports.detail", ref=ref, report_id=report.id))
    fresh = _load(actor, ContributionPermission.VIEW, ref=ref, round_id=round_id)
    return answers.show("contributions/gather.html", form=form, **_to_gather(actor, fresh, form))


@blueprint.route("/given/<uuid:contribution_id>", needs=ContributionPermission.READ)
def given(ref: str, contribution_id: UUID) -> Response:
    """Show what one organisation gives: to itself, and once delivered to who asked."""
    actor = current_actor()
    found = _load_given(actor, ContributionPermission.READ, ref=ref, key=contribution_id)
    return answers.show("contributions/given.html", form=None, **_about_given(actor, found))


@blueprint.route(
    "/given/<uuid:contribution_id>", methods=["POST"], needs=ContributionPermission.WRITE
)
def write(ref: str, contribution_id: UUID) -> Response:
    """Keep what was written, or deliver it; done, the page anew."""
    actor, form = current_actor(), WriteForm()
    found = _load_given(actor, ContributionPermission.WRITE, ref=ref, key=contribution_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.write(
                actor,
                found,
                text=form.text.data or "",
                document_ids=form.chosen(),
                seen_version=form.seen(),
                delivers=form.delivers.data,
            )
            answers.tell(
                _("It is delivered. %(name)s reads it now.", name=found.round.organisation.name)
                if form.delivers.data
                else _("It is kept. Only your organisation sees it, until you deliver it.")
            )
            return answers.lead_to(url_for(".given", ref=ref, contribution_id=contribution_id))
    fresh = _load_given(actor, ContributionPermission.READ, ref=ref, key=contribution_id)
    return answers.show(
        "contributions/given.html", form=form, **_about_given(actor, fresh, wrong=form)
    )


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


def _load(
    actor: Actor, permission: ContributionPermission, *, ref: str, round_id: UUID
) -> ContributionRound:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_for(actor, permission, round_id=round_id, workspace=workspace)


def _load_given(
    actor: Actor, permission: ContributionPermission, *, ref: str, key: UUID
) -> Contribution:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_contribution_for(actor, permission, contribution_id=key, workspace=workspace)


def _carry_out(
    ref: str,
    round_id: UUID,
    *,
    permission: ContributionPermission,
    verb: Callable[[Actor, ContributionRound, SeenForm], str],
) -> Response:
    actor, form = current_actor(), SeenForm()
    round_ = _load(actor, permission, ref=ref, round_id=round_id)
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
    form: SeenForm,
    shifts: tuple[Shift, ...] | None = None,
) -> Response:
    """Show the page with what is wrong, or with what would happen."""
    fresh = _load(actor, ContributionPermission.VIEW, ref=ref, round_id=round_id)
    page = _about(actor, fresh, sent=form, shifts=shifts)
    return answers.show("contributions/detail.html", form=form, **page)


def _about(
    actor: Actor,
    round_: ContributionRound,
    *,
    sent: Form | None = None,
    shifts: tuple[Shift, ...] | None = None,
) -> dict[str, Any]:
    frame = _frame(actor, round_.workspace, round_, title=round_.title)
    here = frozenset(each.organisation.id for each in frame["participants"])
    standings = queries.list_standings(actor, round_, here=here)
    seen = queries.token_of(round_, standings)
    if isinstance(sent, SeenForm):
        sent.seen.data = seen
    return {
        **frame,
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
        "basis": _basis_in_words(round_),
        "run_on": tasks.run_on_in_words(round_.due_on),
        "taken_back": [
            each for each in standings if each.row and service.is_taken_back(each.row.task)
        ],
        "awaited": [each for each in standings if each.is_awaited],
        "shifts": shifts,
        "new_run_on": tasks.run_on_in_words(sent.due_on.data) if isinstance(sent, DayForm) else "",
        "may": abilities(actor, round_, KEEPING),
        "day_form": sent
        if isinstance(sent, DayForm)
        else DayForm(formdata=None, data={"seen": seen}),
        "seen_form": SeenForm(formdata=None, data={"seen": seen}),
        "words": WORDS,
    }


def _to_gather(actor: Actor, round_: ContributionRound, form: GatherForm) -> dict[str, Any]:
    frame = _frame(actor, round_.workspace, round_, title=round_.title)
    here = frozenset(each.organisation.id for each in frame["participants"])
    standings = queries.list_standings(actor, round_, here=here)
    form.seen.data = queries.token_of(round_, standings)
    norms = service.list_shared_norms(actor, round_.workspace)
    form.offer(norms)
    return {
        **frame,
        "round": round_,
        "ready": [each for each in standings if each.is_delivered],
        "missing": [each for each in standings if not each.is_delivered],
        "has_norms": bool(norms),
    }


def _about_given(
    actor: Actor, contribution: Contribution, *, wrong: WriteForm | None = None
) -> dict[str, Any]:
    round_, content = contribution.round, queries.content_of(actor, contribution)
    [row] = tasks.list_by_id(actor, contribution.workspace, [contribution.task_id])
    may = abilities(actor, contribution, [ContributionPermission.WRITE])
    writes = may.write and row.task.status in UNFINISHED
    form = wrong or WriteForm.of(content)
    own = service.list_own_documents(actor, contribution) if writes else []
    form.offer(own)
    return {
        **_frame(actor, contribution.workspace, round_, title=round_.title, to=contribution),
        "round": round_,
        "contribution": contribution,
        "content": content,
        "row": row,
        "is_ours": contribution.organisation_id == actor.organisation_id,
        "writes": writes,
        "write_form": form,
        "asker_sees": service.asker_sees(contribution, content.document_ids) if writes else {},
        "basis": _basis_in_words(round_),
        "may": may,
        "words": WORDS,
    }


def _basis_in_words(round_: ContributionRound) -> str:
    found = current_house().tool(LegalBases).get(round_.legal_basis)
    if found is None:
        return round_.legal_basis
    return found.title_en if str(get_locale()) == "en" else found.title


def _frame(
    actor: Actor,
    workspace: Workspace,
    round_: ContributionRound,
    *,
    title: str,
    to: Contribution | None = None,
) -> dict[str, Any]:
    """Return the workspace around a page, with who sees this very thing in the facts.

    Guests and observers do not learn who else is asked, so not from this either.

    Args:
        to: a contribution, which only who gives and who asked see.
    """
    frame = workspaces.workspace_frame(actor, workspace, section="tasks")
    named: set[UUID | None] = {actor.organisation_id}
    if to is not None:
        named = {to.organisation_id, to.asking_organisation_id}
    elif workspace.standing.participant_role in SHARING_ROLES:
        named = {*round_.asked}
    roles = SHARING_ROLES if to is None else ()
    seers = [
        each
        for each in frame["participants"]
        if each.organisation.id in named or each.participation.role in roles
    ]
    facts = replace(
        frame["facts"],
        sight_orgs=[each.organisation for each in seers],
        sight_text=sight_in_words(seers),
    )
    return {**frame, "facts": facts, "subject": {"title": title, "reference": workspace.ref}}
