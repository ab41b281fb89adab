"""The register on screen: the list, one entry, entering and changing it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request, url_for

from app.coordination import queries, service
from app.coordination.forms import EntityForm, NumberForm
from app.coordination.models import Sector, SupervisedEntity
from app.coordination.policy import Coordination, CoordinationPermission
from app.coordination.queries import Lookalike, WantedEntities
from app.coordination.views.blueprint import blueprint
from app.coordination.views.frame import frame, searched
from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import StepForm
from app.kernel.web.paging import without_place

ON_A_PAGE = 50
MOST_ACTIVITIES = 200


@blueprint.route("/entities", needs=CoordinationPermission.VIEW)
def entities() -> Response:
    """Show the entries that exist for the reader, by name."""
    actor = current_actor()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    wanted, after = asked_entities(), _after()
    rows = queries.list_entities(actor, coordination, wanted, limit=ON_A_PAGE + 1, after=after)
    older = None
    if len(rows) > ON_A_PAGE:
        last = rows[ON_A_PAGE - 1]
        asked = {**request.args, "after": last.name, "id": str(last.id)}
        older = f"{url_for('.entities')}?{urlencode(asked)}"
    return answers.show(
        "coordination/entities.html",
        rows=rows[:ON_A_PAGE],
        total=queries.count_entities(actor, coordination, wanted),
        wanted=wanted,
        older=older,
        first=without_place(url_for(".entities"), "after", "id") if after else None,
        export=f"{url_for('.export_entities')}?{urlencode(request.args)}",
        **frame(actor, coordination, section="entities"),
    )


@blueprint.route("/entities/new", methods=["GET", "POST"], needs=CoordinationPermission.ENTER)
def new_entity() -> Response:
    """Enter an organisation in the own register; entered, its page."""
    actor = current_actor()
    place = queries.get_place_for(actor, CoordinationPermission.ENTER)
    others = queries.list_authorities(place).others(actor)
    form = EntityForm.start(others, None)
    with form.taking_refusals():
        if form.validate_on_submit():
            entity = service.add_entity(actor, place, facts=form.facts())
            answers.tell(_("The organisation stands in your register."))
            return answers.lead_to(url_for(".entity", entity_id=entity.id))
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    around = frame(actor, coordination, section="entities")
    return answers.show("coordination/entity_form.html", form=form, it=None, **around)


@blueprint.route("/entities/<uuid:entity_id>", needs=CoordinationPermission.SEE)
def entity(entity_id: UUID) -> Response:
    """Show one entry with what is planned there, as far as the reader may know."""
    actor = current_actor()
    found = queries.get_entity_for(actor, CoordinationPermission.SEE, entity_id)
    return _page(actor, found)


@blueprint.route(
    "/entities/<uuid:entity_id>/edit",
    methods=["GET", "POST"],
    needs=CoordinationPermission.CHANGE,
)
def edit_entity(entity_id: UUID) -> Response:
    """Change an entry of the own register."""
    actor = current_actor()
    found = queries.get_entity_for(actor, CoordinationPermission.CHANGE, entity_id)
    others = queries.list_authorities(found.workspace).others(actor)
    form = EntityForm.start(others, found)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.change_entity(actor, found, facts=form.facts(), seen_version=form.seen())
            answers.tell(_("The entry is changed. What is planned there follows."))
            return answers.lead_to(url_for(".entity", entity_id=entity_id))
    found = queries.get_entity_for(actor, CoordinationPermission.CHANGE, entity_id)
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    around = frame(actor, coordination, section="entities", row=found)
    return answers.show("coordination/entity_form.html", form=form, it=found, **around)


@blueprint.route(
    "/entities/<uuid:entity_id>/end", methods=["POST"], needs=CoordinationPermission.CHANGE
)
def end_entity(entity_id: UUID) -> Response:
    """End an entry, or take it up again."""
    actor = current_actor()
    found = queries.get_entity_for(actor, CoordinationPermission.CHANGE, entity_id)
    form = StepForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.end_entity(actor, found, seen_version=form.seen())
            is_ended = found.ended_at is not None
            words = _("The entry is ended.") if is_ended else _("The entry is taken up again.")
            answers.tell(words)
            return answers.lead_to(url_for(".entity", entity_id=entity_id))
    found = queries.get_entity_for(actor, CoordinationPermission.SEE, entity_id)
    return _page(actor, found, wrong=form)


@blueprint.route(
    "/entities/<uuid:entity_id>/number", methods=["POST"], needs=CoordinationPermission.CHANGE
)
def take_number(entity_id: UUID) -> Response:
    """Take over the register number of another entry of this name, so that the two match."""
    actor, form = current_actor(), NumberForm()
    found = queries.get_entity_for(actor, CoordinationPermission.CHANGE, entity_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.take_number(
                actor, found, number=form.number.data or "", seen_version=form.seen()
            )
            answers.tell(_("The number is taken over. From now on overlaps are found."))
            return answers.lead_to(url_for(".entity", entity_id=entity_id))
    found = queries.get_entity_for(actor, CoordinationPermission.SEE, entity_id)
    return _page(actor, found, wrong=form)


def asked_entities() -> WantedEntities:
    """Read from the address which entries are wanted."""
    sector = searched("sector")
    return WantedEntities(
        words=searched("q"),
        sector=sector if sector in set(Sector) else "",
        owner=searched("owner"),
        with_ended=request.args.get("ended") == "1",
    )


def _page(actor: Actor, found: SupervisedEntity, *, wrong: StepForm | None = None) -> Response:
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    empty: dict[str, Any] = {"formdata": None, "data": {"seen_version": str(found.version)}}
    return answers.show(
        "coordination/entity.html",
        form=wrong,
        it=found,
        rows=queries.list_known(
            actor, coordination, limit=MOST_ACTIVITIES, match_key=found.match_key
        ),
        step_form=StepForm(**empty),
        lookalikes=_lookalikes(actor, coordination, found),
        may=abilities(actor, found, CoordinationPermission),
        **frame(actor, coordination, section="entities", row=found),
    )


def _lookalikes(
    actor: Actor, coordination: Coordination, found: SupervisedEntity
) -> list[tuple[Lookalike, NumberForm]]:
    """Return what may be the same as an own entry, each with the step to match it."""
    if found.organisation_id != actor.organisation_id or found.ended_at is not None:
        return []
    likely = queries.list_lookalikes(actor, coordination, of=found.id)
    seen = str(found.version)
    return [
        (each, NumberForm(formdata=None, data={"seen_version": seen, "number": each.number}))
        for each in likely
    ]


def _after() -> tuple[str, UUID] | None:
    """Return the last row of the page before; a wrong one begins anew."""
    try:
        return searched("after"), UUID(request.args["id"])
    except (KeyError, ValueError):
        return None
