"""What the lead suggests about an overlap of two others, and notes of one authority, on screen."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.coordination import queries, service
from app.coordination.forms.overlaps import AdviceForm, DeclineForm, NoteForm, advice_words
from app.coordination.models import Activity, NoteKind, OverlapSuggestion
from app.coordination.policy import Coordination, CoordinationPermission
from app.coordination.queries import Pair, WantedPairs
from app.coordination.views.blueprint import blueprint
from app.coordination.views.frame import frame
from app.identity.models import Organisation
from app.kernel.access import Actor, abilities, require
from app.kernel.errors import NotFound
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import StepForm
from app.workspaces.models import Workspace


@blueprint.route("/overlaps/suggest", methods=["GET", "POST"], needs=CoordinationPermission.SUGGEST)
def suggest() -> Response:
    """Suggest to two others how to settle their overlap; without an overlap, choose one first."""
    actor = current_actor()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    pair = _asked_pair(actor, coordination)
    if pair is None and not _is_typed():
        queries.get_place_for(actor, CoordinationPermission.SUGGEST)
        return answers.lead_to(url_for(".overlaps"))
    needed = CoordinationPermission.SUGGEST
    place = _place_of(coordination, pair) if pair else queries.get_place_for(actor, needed)
    require(actor, needed, place)
    known = {each.id: each for each in queries.list_authorities(place).everyone}
    names = [_short(known, each.organisation_id) for each in pair.in_order] if pair else ["", ""]
    form = AdviceForm.about(pair, first=names[0], second=names[1])
    with form.taking_refusals():
        if form.validate_on_submit():
            made = service.suggest(actor, place, pair=form.seen_pair(pair), advice=form.advice())
            answers.tell(_("Both authorities have your suggestion."))
            return answers.lead_to(url_for(".suggestion", suggestion_id=made.id))
    around = frame(actor, coordination, section="overlaps")
    return answers.show("coordination/suggest.html", form=form, pair=pair, **around)


@blueprint.route("/suggestions/<uuid:suggestion_id>", needs=CoordinationPermission.SEE_SUGGESTION)
def suggestion(suggestion_id: UUID) -> Response:
    """Show one suggestion, what it is about, and what the reader can do with it."""
    actor = current_actor()
    needed = CoordinationPermission.SEE_SUGGESTION
    return _page(actor, queries.get_suggestion_for(actor, needed, suggestion_id))


@blueprint.route(
    "/suggestions/<uuid:suggestion_id>/decline",
    methods=["POST"],
    needs=CoordinationPermission.DECLINE,
)
def decline(suggestion_id: UUID) -> Response:
    """Say why the own authority does not follow a suggestion."""
    actor, form = current_actor(), DeclineForm()
    found = queries.get_suggestion_for(actor, CoordinationPermission.DECLINE, suggestion_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.decline(actor, found, reason=form.reason.data or "", seen_version=form.seen())
            answers.tell(_("The lead and the other authority read why."))
            return answers.lead_to(url_for(".suggestion", suggestion_id=suggestion_id))
    return _again(actor, suggestion_id, form)


@blueprint.route(
    "/suggestions/<uuid:suggestion_id>/withdraw",
    methods=["POST"],
    needs=CoordinationPermission.WITHDRAW_SUGGESTION,
)
def withdraw_suggestion(suggestion_id: UUID) -> Response:
    """Take a suggestion back."""
    actor, form = current_actor(), StepForm()
    needed = CoordinationPermission.WITHDRAW_SUGGESTION
    found = queries.get_suggestion_for(actor, needed, suggestion_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.withdraw_suggestion(actor, found, seen_version=form.seen())
            answers.tell(_("The suggestion is taken back."))
            return answers.lead_to(url_for(".suggestion", suggestion_id=suggestion_id))
    return _again(actor, suggestion_id, form)


@blueprint.route(
    "/activities/<uuid:activity_id>/note",
    methods=["GET", "POST"],
    needs=CoordinationPermission.CHANGE,
)
def note_overlap(activity_id: UUID) -> Response:
    """Note that an overlap is settled for the own authority; without one, choose one first."""
    actor = current_actor()
    ours = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    pair = _pair_with(actor, coordination, ours)
    kind = pair.note_kind_for(actor.organisation_id) if pair else None
    if kind is None and not _is_typed():
        return answers.lead_to(url_for(".activity", activity_id=activity_id))
    kind = kind or _typed_kind()
    form = NoteForm.about(pair, kind)
    with form.taking_refusals():
        if form.validate_on_submit():
            seen = form.seen_pair(pair)
            service.note_overlap(actor, ours, pair=seen, remark=form.remark())
            answers.tell(_("It is noted. When one of both moves, the overlap is open again."))
            return answers.lead_to(url_for(".overlaps"))
    ours = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    around = frame(actor, coordination, section="overlaps")
    is_call = kind == NoteKind.CALLED
    return answers.show("coordination/note.html", form=form, ours=ours, is_call=is_call, **around)


@blueprint.route(
    "/notes/<uuid:note_id>/withdraw", methods=["POST"], needs=CoordinationPermission.TAKE_BACK_NOTE
)
def take_back_note(note_id: UUID) -> Response:
    """Take a note about an overlap back."""
    actor, form = current_actor(), StepForm()
    found = queries.get_note_for(actor, CoordinationPermission.TAKE_BACK_NOTE, note_id)
    if form.validate_on_submit():
        service.take_back_note(actor, found, seen_version=form.seen())
        answers.tell(_("The note is taken back. The overlap is open again."))
    return answers.lead_to(url_for(".overlaps"))


def _again(actor: Actor, suggestion_id: UUID, form: StepForm) -> Response:
    needed = CoordinationPermission.SEE_SUGGESTION
    return _page(actor, queries.get_suggestion_for(actor, needed, suggestion_id), wrong=form)


def _page(actor: Actor, found: OverlapSuggestion, *, wrong: StepForm | None = None) -> Response:
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    empty: dict[str, Any] = {"formdata": None, "data": {"seen_version": str(found.version)}}
    (row,) = queries.list_suggestions(actor, coordination, limit=1, only=found.id)
    around = frame(actor, coordination, section="overlaps")
    known = around["organisations"]
    names = advice_words(_short(known, found.first_id), _short(known, found.second_id))
    return answers.show(
        "coordination/suggestion.html",
        form=wrong,
        row=row,
        how=names[found.kind],
        ours=_own_of(actor, found),
        other=found.second_id if actor.organisation_id == found.first_id else found.first_id,
        step_form=StepForm(**empty),
        decline_form=wrong if isinstance(wrong, DeclineForm) else DeclineForm(**empty),
        may=abilities(actor, found, CoordinationPermission),
        said=found.declined_by(actor.organisation_id),
        status_words=queries.SUGGESTION_WORDS,
        status_tones=queries.SUGGESTION_TONES,
        **around,
    )


def _own_of(actor: Actor, found: OverlapSuggestion) -> tuple[UUID, UUID] | None:
    """Return the own activity and the other, for one of the two."""
    both = found.first_activity_id, found.second_activity_id
    if actor.organisation_id == found.first_id:
        return both
    return (both[1], both[0]) if actor.organisation_id == found.second_id else None


def _asked_pair(actor: Actor, coordination: Coordination) -> Pair | None:
    """Return the overlap that the address names by its token and its first day.

    What was typed is about an overlap that may be on other days by now, or gone.

    Raises:
        NotFound: nothing was typed, and there is none.
    """
    token = request.values.get("pair", "")
    try:
        day = date.fromisoformat(request.values.get("on", ""))
    except ValueError:
        return None
    week = WantedPairs(period=queries.Period(queries.Zoom.WEEK, day, day))
    found = queries.find_pair_by_token(actor, coordination, token, wanted=week)
    if found is None and _is_typed():
        ever = WantedPairs(period=queries.EVER)
        return queries.find_pair_by_token(actor, coordination, token, wanted=ever)
    if found is None:
        raise NotFound
    return found


def _is_typed() -> bool:
    """Tell whether something was typed about an overlap, which is not to be lost."""
    return bool(request.form.get("pair"))


def _typed_kind() -> NoteKind:
    """Return what was noted, by what the form asked."""
    return NoteKind.CALLED if "called_with" in request.form else NoteKind.ACCEPTED


def _pair_with(actor: Actor, coordination: Coordination, ours: Activity) -> Pair | None:
    wanted = WantedPairs(period=queries.EVER, of=ours.id)
    token = request.values.get("pair", "")
    return queries.find_pair_by_token(actor, coordination, token, wanted=wanted) if token else None


def _place_of(coordination: Coordination, pair: Pair) -> Workspace:
    return next(each for each in coordination.places if each.id == pair.workspace_id)


def _short(known: dict[UUID, Organisation], key: UUID) -> str:
    found = known.get(key)
    return found.short_name if found else _("the other authority")
