"""The calendar and the register to take along, as far as the reader may know them.

What stands here of the own authority comes in again by importing it, and changes nothing then.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Response

from app.coordination import queries
from app.coordination.models import Activity, OverlapSuggestion, Rest, SupervisedEntity
from app.coordination.policy import CoordinationPermission
from app.coordination.queries import CalendarRow, Change, Line, Pair, ProposalRow, SuggestionRow
from app.coordination.service import importing
from app.coordination.service.importing import Column
from app.coordination.views.blueprint import blueprint
from app.coordination.views.calendar import asked_for
from app.coordination.views.deadlines import asked_deadlines
from app.coordination.views.entities import asked_entities
from app.coordination.views.overlaps import asked_shown, pairs_wanted
from app.identity.models import Organisation
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.lists import Columns, List, Value, as_list
from app.kernel.text import _, lazy
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.kernel.web.lists import MOST_ROWS, send_list
from app.workspaces.queries.due import Sources

COLUMNS = tuple(each for each in importing.TEMPLATE_COLUMNS if each != Column.WINDOW)
CHANGES: Columns[Change] = (
    (lazy("Organisation"), lambda it: it.activity.entity_name),
    (lazy("Of"), lambda it: it.activity.organisation.short_name),
    (lazy("What happened"), lambda it: it.verb),
    (lazy("Activity"), lambda it: it.activity.title),
    (lazy("At the latest"), lambda it: None if it.activity.withdrawn_at else it.activity.due_on),
    (lazy("When"), lambda it: it.at),
)
ENTITY_COLUMNS = (Column.ENTITY, Column.NUMBER, Column.SECTOR, Column.REGIME, Column.SUPERVISOR)


@blueprint.route("/export", needs=CoordinationPermission.VIEW)
def export_calendar() -> Response:
    """Send the rows of a stretch of the calendar."""
    actor = current_actor()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    wanted = asked_for()
    rows = queries.list_rows(actor, coordination, wanted, limit=MOST_ROWS + 1)
    own = queries.find_own_entities(actor, coordination)
    known = {each.id: each for each in queries.list_authorities(coordination.places[0]).everyone}
    return send_list(
        List(
            name=f"{_('Year calendar')} {wanted.period.first.isoformat()}",
            headings=[importing.heading_of(each) for each in COLUMNS],
            rows=[_calendar_row(actor, each, own=own, organisations=known) for each in rows],
        )
    )


@blueprint.route("/deadlines/export", needs=CoordinationPermission.VIEW)
def export_deadlines() -> Response:
    """Send what must be ready by when, the earliest first."""
    actor = current_actor()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    rows = queries.list_lines(
        actor,
        coordination,
        asked_deadlines(),
        limit=MOST_ROWS + 1,
        sources=current_house().tool(Sources),
    )
    return send_list(
        List(
            name=f"{_('Deadlines')} {clock.today().isoformat()}",
            headings=[
                _("Organisation"),
                _("Sector"),
                _("Of"),
                _("What"),
                _("Kind"),
                _("Legal basis or agreement"),
                _("Last day"),
                _("Ends at"),
                _("How it stands"),
                _("Why"),
            ],
            rows=[_deadline_row(each) for each in rows],
        )
    )


def _deadline_row(row: Line) -> list[Value]:
    return [
        row.about,
        str(queries.SECTOR_WORDS[row.sector]) if row.sector else "",
        row.organisation.code if row.organisation else "",
        row.title,
        row.kind,
        row.source,
        row.due_on,
        row.due_at,
        row.light.word,
        row.light.reason,
    ]


@blueprint.route("/overlaps/export", needs=CoordinationPermission.VIEW)
def export_overlaps() -> Response:
    """Send what overlaps in a stretch of the calendar, narrowed as its page is."""
    actor, wanted = current_actor(), asked_for()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    narrowed = pairs_wanted(wanted, asked_shown())
    pairs, _total = queries.list_pairs(actor, coordination, narrowed, limit=MOST_ROWS + 1)
    known = {each.id: each for each in queries.list_authorities(coordination.places[0]).everyone}
    sides = [
        f"{heading} {number}"
        for number in (1, 2)
        for heading in (_("Of"), _("What"), _("First day"), _("Last day"))
    ]
    return send_list(
        List(
            name=f"{_('Overlap')} {wanted.period.first.isoformat()}",
            headings=[_("Organisation"), *sides, _("How they overlap"), _("Status")],
            rows=[_pair_row(each, known) for each in pairs],
        )
    )


@blueprint.route("/proposals/export", needs=CoordinationPermission.VIEW)
def export_proposals() -> Response:
    """Send the proposals of and to the own authority that wait for an answer."""
    actor = current_actor()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    rows = queries.list_proposals(actor, coordination, limit=MOST_ROWS + 1, only_open=True)
    known = {each.id: each for each in queries.list_authorities(coordination.places[0]).everyone}
    columns: Columns[ProposalRow] = (
        (lazy("Organisation"), _entity_of),
        (lazy("What is proposed"), lambda row: str(queries.PROPOSAL_WORDS[row.proposal.kind])),
        (lazy("First day"), lambda row: row.proposal.starts_on),
        (lazy("Last day"), lambda row: row.proposal.ends_on),
        (lazy("Of"), lambda row: _named(row.proposal.organisation_id, known)),
        (lazy("Answered by"), lambda row: _named(row.proposal.partner_id, known)),
        (lazy("Status"), lambda row: str(queries.STATUS_WORDS[row.proposal.status])),
    )
    return send_list(as_list(_("Proposals"), columns, rows))


def _entity_of(row: ProposalRow) -> str | None:
    activity = row.ours or row.theirs
    return activity.entity_name if activity else None


def _named(key: UUID, known: Mapping[UUID, Organisation]) -> str | None:
    return known[key].short_name if key in known else None


@blueprint.route("/suggestions/export", needs=CoordinationPermission.VIEW)
def export_suggestions() -> Response:
    """Send what the lead suggested, to the lead and to the two."""
    actor = current_actor()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    rows = queries.list_suggestions(actor, coordination, limit=MOST_ROWS + 1)
    known = {each.id: each for each in queries.list_authorities(coordination.places[0]).everyone}
    columns: Columns[SuggestionRow] = (
        (lazy("Organisation"), lambda row: row.entity_name or _("An overlap")),
        (lazy("To"), lambda row: _the_two(row.suggestion, known)),
        (lazy("Suggested"), lambda row: row.suggestion.suggested_at),
        (lazy("Status"), lambda row: str(queries.SUGGESTION_WORDS[row.suggestion.status])),
    )
    return send_list(as_list(_("Suggestions of the lead"), columns, rows))


@blueprint.route("/deadlines/changes/export", needs=CoordinationPermission.VIEW)
def export_changes() -> Response:
    """Send what changed in the deadlines since last week."""
    actor = current_actor()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    rows = queries.list_changes(actor, coordination, limit=MOST_ROWS + 1)
    return send_list(as_list(_("What changed since last week"), CHANGES, rows))


def _the_two(suggestion: OverlapSuggestion, known: Mapping[UUID, Organisation]) -> str:
    both = (suggestion.first_id, suggestion.second_id)
    return ", ".join(known[each].short_name for each in both if each in known)


@blueprint.route("/burden/export", needs=CoordinationPermission.VIEW)
def export_burden() -> Response:
    """Send how much is planned at every organisation in a stretch of the calendar."""
    actor, wanted = current_actor(), asked_for()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    rows, _total = queries.list_burden(actor, coordination, wanted, limit=MOST_ROWS + 1)
    return send_list(
        List(
            name=f"{_('Burden of supervision')} {wanted.period.first.isoformat()}",
            headings=[_("Organisation"), _("Activities"), _("Authorities")],
            rows=[[each.entity_name, each.activities, each.authorities] for each in rows],
        )
    )


def _pair_row(pair: Pair, organisations: Mapping[UUID, Organisation]) -> list[Value]:
    cells: list[Value] = [pair.entity_name]
    for side in (pair.first, pair.second):
        owner = organisations.get(side.organisation_id)
        cells += [owner.code if owner else "", side.title, side.starts_on, side.ends_on]
    return [*cells, _how(pair), _where(pair)]


def _how(pair: Pair) -> str:
    if pair.is_quiet:
        return _("A visit falls in a period without visits.")
    return _("One begins right after the other.") if pair.is_adjoining else _("In the same period.")


def _where(pair: Pair) -> str:
    if pair.is_agreed:
        return _("Agreed")
    return _("Settled for us") if pair.note else _("Open")


@blueprint.route("/entities/export", needs=CoordinationPermission.VIEW)
def export_entities() -> Response:
    """Send the entries of the registers that exist for the reader."""
    actor = current_actor()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    rows = queries.list_entities(actor, coordination, asked_entities(), limit=MOST_ROWS + 1)
    return send_list(
        List(
            name=_("Organisations under supervision"),
            headings=[*(importing.heading_of(each) for each in ENTITY_COLUMNS), _("Ended on")],
            rows=[_entity_row(each) for each in rows],
        )
    )


def _calendar_row(
    actor: Actor,
    row: CalendarRow,
    *,
    own: Mapping[UUID, SupervisedEntity],
    organisations: Mapping[UUID, Organisation],
) -> list[Value]:
    notice, activity = row.notice, row.activity
    owner = organisations.get(notice.organisation_id)
    entity = own.get(activity.entity_id) if activity else None
    is_ours = notice.organisation_id == actor.organisation_id
    cells: dict[Column, Value] = {
        Column.REFERENCE: str(notice.activity_id) if is_ours else "",
        Column.ENTITY: notice.entity_name,
        Column.NUMBER: entity.register_number if entity else "",
        Column.SECTOR: str(queries.SECTOR_WORDS[notice.sector]),
        Column.REGIME: str(queries.REGIME_WORDS[entity.regime]) if entity else "",
        Column.SUPERVISOR: owner.code if owner else "",
        Column.STARTS_ON: notice.starts_on,
        Column.ENDS_ON: notice.ends_on,
    }
    if activity is not None:
        cells |= {
            Column.KIND: str(queries.KIND_WORDS[activity.kind]),
            Column.TITLE: activity.title,
            Column.DUE_ON: activity.due_on,
            Column.VISIBLE_TO: _visible_to(activity, organisations),
        }
    return [cells.get(each) for each in COLUMNS]


def _visible_to(activity: Activity, organisations: Mapping[UUID, Organisation]) -> str:
    """Write to whom an activity is opened, as importing reads it."""
    codes = [organisations[key].code for key in activity.named if key in organisations]
    words = {Rest.PLANNED: ["planned"], Rest.EVERYTHING: ["all"]}
    return " ".join(["own", *codes, *words.get(activity.rest, [])])


def _entity_row(entity: SupervisedEntity) -> list[Value]:
    return [
        entity.name,
        entity.register_number,
        str(queries.SECTOR_WORDS[entity.sector]),
        str(queries.REGIME_WORDS[entity.regime]),
        entity.organisation.code,
        entity.ended_at,
    ]
