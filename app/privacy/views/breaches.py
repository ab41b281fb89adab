"""The record of data breaches: the list, one breach with who could see what, and writing in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Response, url_for

from app.coordination.queries.lights import Light, light_of_moment
from app.desk.queries import Phrasebook
from app.documents.legal_bases import LegalBases
from app.documents.service import PURPOSE_WORDS
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.lists import List, Value
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.kernel.web.lists import MOST_ROWS, send_list
from app.privacy import queries, service
from app.privacy.forms import BreachForm, ClosingForm, ReachForm, StepForm, reach_data
from app.privacy.models import Breach, StepKind
from app.privacy.policy import PrivacyPermission, Register
from app.privacy.queries import (
    BREACH_OUTCOME_WORDS,
    BREACH_STEP_WORDS,
    BreachRow,
    RegisterPlace,
    TermToNotify,
)
from app.privacy.views.blueprint import blueprint
from app.privacy.views.disclosures import DISCLOSURE_WORDS
from app.privacy.views.frame import asked_page, plain_context
from app.tasks.queries.term_words import explained

SHOWN = 50
"""Rows of who could see and who looked on the page of a breach; the parts hold all of them."""
STATE_WORDS = {True: lazy("Closed"), False: lazy("Open")}


@dataclass(frozen=True, slots=True)
class BreachPage:
    """One breach with what a page about it needs."""

    register: Register
    breach: Breach
    places: list[RegisterPlace]
    organisations: dict[UUID, Organisation]

    @property
    def others(self) -> list[Organisation]:
        """The organisations it may be about."""
        found = [
            each for key, each in self.organisations.items() if key != self.register.organisation_id
        ]
        return sorted(found, key=lambda each: each.name)


@blueprint.route("/breaches", needs=PrivacyPermission.KEEP_BREACHES)
def breaches() -> Response:
    """Show the breaches of the own organisation, what is open first."""
    register = queries.get_register_for(current_actor(), PrivacyPermission.KEEP_BREACHES)
    page = asked_page()
    rows = queries.list_breaches(register, page=page)
    has_more, shown = len(rows) > queries.PAGE, rows[: queries.PAGE]
    return answers.show(
        "privacy/breaches.html",
        rows=[(each, light_of(each.term)) for each in shown],
        first=page * queries.PAGE + 1,
        last=page * queries.PAGE + len(shown),
        older=url_for(".breaches", page=page + 1) if has_more else None,
        newer=url_for(".breaches", page=page - 1) if page else None,
        export=url_for(".export_breaches"),
        outcomes=BREACH_OUTCOME_WORDS,
        states=STATE_WORDS,
        **plain_context("breaches"),
    )


@blueprint.route("/breaches/export", needs=PrivacyPermission.KEEP_BREACHES, writes_on_get=True)
def export_breaches() -> Response:
    """Send the list of breaches, without what was written about them."""
    actor = current_actor()
    register = queries.get_register_for(actor, PrivacyPermission.KEEP_BREACHES)
    rows = queries.list_breaches(register, limit=MOST_ROWS)
    headings = [
        _("Reference"),
        _("Became aware"),
        _("Notify before"),
        _("Data protection authority"),
        _("Told at"),
        _("After the term"),
        _("People concerned"),
        _("State"),
        _("Closed at"),
    ]
    told = List(name=_("Data breaches"), headings=headings, rows=[_row(each) for each in rows])
    answer = send_list(told)
    service.note_breaches_export(actor, register, rows=len(rows))
    return answer


@blueprint.route("/breaches/new", methods=["GET", "POST"], needs=PrivacyPermission.KEEP_BREACHES)
def new_breach() -> Response:
    """Put down a breach; put down, its page."""
    actor, form = current_actor(), BreachForm()
    register = queries.get_register_for(actor, PrivacyPermission.KEEP_BREACHES)
    places, known = queries.list_places(), identity.organisations_by_id()
    others = [each for key, each in known.items() if key != register.organisation_id]
    form.offer(places, others)
    form.offer_which()
    with form.taking_refusals():
        if form.validate_on_submit():
            made = service.open_breach(
                actor,
                register,
                aware_at=form.aware_at(),
                facts=form.facts.data or "",
                scope=form.scope(places, others),
            )
            answers.tell(_("%(ref)s is put down.", ref=made.ref))
            return answers.lead_to(url_for(".breach", breach_id=made.id))
    return answers.show("privacy/breach_form.html", form=form, **plain_context("breaches"))


@blueprint.route(
    "/breaches/<uuid:breach_id>", needs=PrivacyPermission.KEEP_BREACHES, writes_on_get=True
)
def breach(breach_id: UUID) -> Response:
    """Show a breach: by when to notify, who could see what and who looked, and the record."""
    actor = current_actor()
    told = _told(actor, breach_id)
    service.note_breach_reading(actor, told.register, told.breach)
    return _page(told, StepForm(formdata=None))


@blueprint.route(
    "/breaches/<uuid:breach_id>",
    methods=["POST"],
    needs=PrivacyPermission.KEEP_BREACHES,
    endpoint="note_breach",
)
def note(breach_id: UUID) -> Response:
    """Write something down about a breach."""
    actor, form = current_actor(), StepForm()
    form.offer_which()
    told = _told(actor, breach_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.note_step(
                actor,
                told.register,
                told.breach,
                kind=form.kind.data,
                body=form.body.data or "",
                notice=form.notice(),
            )
            answers.tell(_("It is written down."))
            return answers.lead_to(url_for(".breach", breach_id=breach_id))
    return _page(_told(actor, breach_id), form)


@blueprint.route(
    "/breaches/<uuid:breach_id>/reach",
    methods=["GET", "POST"],
    needs=PrivacyPermission.KEEP_BREACHES,
    endpoint="breach_reach",
)
def reach(breach_id: UUID) -> Response:
    """Say anew where a breach reached."""
    actor = current_actor()
    told = _told(actor, breach_id)
    form = ReachForm(data=reach_data(told.breach, told.places, told.others))
    form.offer(told.places, told.others)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.set_scope(
                actor,
                told.register,
                told.breach,
                scope=form.scope(told.places, told.others),
                seen_version=form.seen(),
            )
            answers.tell(_("It is saved."))
            return answers.lead_to(url_for(".breach", breach_id=breach_id))
    return answers.show(
        "privacy/breach_reach.html",
        form=form,
        breach=_told(actor, breach_id).breach,
        **plain_context("breaches"),
    )


@blueprint.route(
    "/breaches/<uuid:breach_id>/close",
    methods=["GET", "POST"],
    needs=PrivacyPermission.KEEP_BREACHES,
    endpoint="close_breach",
)
def close(breach_id: UUID) -> Response:
    """Close a record that is whole, with why."""
    return _turn(breach_id, service.close_breach, done=_("The record is closed."))


@blueprint.route(
    "/breaches/<uuid:breach_id>/reopen",
    methods=["GET", "POST"],
    needs=PrivacyPermission.KEEP_BREACHES,
    endpoint="reopen_breach",
)
def reopen(breach_id: UUID) -> Response:
    """Open a record again, with why."""
    return _turn(breach_id, service.reopen_breach, done=_("The record is open again."))


def light_of(term: TermToNotify) -> Light | None:
    """Return how the term to notify stands; None once it was decided."""
    return light_of_moment(term.ends_at, clock.now()) if term.is_open else None


def _turn(breach_id: UUID, act: Callable[..., None], *, done: str) -> Response:
    actor = current_actor()
    register, found = queries.get_breach_for(actor, breach_id)
    form = ClosingForm(data={"seen_version": str(found.version)})
    with form.taking_refusals():
        if form.validate_on_submit():
            act(actor, register, found, body=form.body.data or "", seen_version=form.seen())
            answers.tell(done)
            return answers.lead_to(url_for(".breach", breach_id=breach_id))
    found = queries.get_breach_for(actor, breach_id)[1]
    missing = queries.missing_of(queries.list_steps(found))
    return answers.show(
        "privacy/breach_turn.html",
        form=form,
        breach=found,
        missing_words=[str(BREACH_STEP_WORDS[each]) for each in missing],
        **plain_context("breaches"),
    )


def _told(actor: Actor, breach_id: UUID) -> BreachPage:
    register, found = queries.get_breach_for(actor, breach_id)
    return BreachPage(register, found, queries.list_places(), identity.organisations_by_id())


def _page(told: BreachPage, form: StepForm) -> Response:
    found, house = told.breach, current_house()
    steps = queries.list_steps(found)
    reach = queries.reach_of(found, limit=SHOWN)
    given, opened = queries.list_disclosures(reach), queries.list_openings(reach)
    term = queries.term_of(found, queries.last_of(steps, StepKind.AUTHORITY))
    return answers.show(
        "privacy/breach.html",
        form=form,
        breach=found,
        steps=steps,
        missing=queries.missing_of(steps),
        term=term,
        light=light_of(term),
        why_then=explained(term.told),
        given=given[:SHOWN],
        opened=opened[:SHOWN],
        is_more={"given": len(given) > SHOWN, "opened": len(opened) > SHOWN},
        narrowed=_narrowed(told),
        place_refs={each.id: each.ref for each in told.places},
        organisations=told.organisations,
        phrasebook=house.tool(Phrasebook),
        purposes=PURPOSE_WORDS,
        bases=house.tool(LegalBases),
        words=DISCLOSURE_WORDS,
        steps_words=BREACH_STEP_WORDS,
        outcomes=BREACH_OUTCOME_WORDS,
        **plain_context("breaches"),
    )


def _narrowed(told: BreachPage) -> dict[str, str]:
    """Return the values of an address that narrows a part of the register to this breach."""
    found, known = told.breach, told.organisations
    refs = {each.id: each.ref for each in told.places}
    values = {
        "workspace": refs.get(found.workspace_id) if found.workspace_id else None,
        "organisation": known[found.other_id].code if found.other_id in known else None,
        "from": found.first_day.isoformat() if found.first_day else None,
        "to": found.last_day.isoformat() if found.last_day else None,
    }
    return {name: value for name, value in values.items() if value}


def _row(row: BreachRow) -> list[Value]:
    decided = row.term.decided
    outcome = decided.outcome if decided else None
    return [
        row.breach.ref,
        row.breach.aware_at,
        row.term.ends_at,
        str(BREACH_OUTCOME_WORDS[outcome]) if outcome else "",
        decided.happened_at if decided else None,
        _("yes") if row.term.is_late else _("no"),
        str(BREACH_OUTCOME_WORDS[row.subjects]) if row.subjects else "",
        str(STATE_WORDS[row.breach.closed_at is not None]),
        row.breach.closed_at,
    ]
