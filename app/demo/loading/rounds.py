"""Reports are built, frozen and signed, as far as the story goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.adapters.sealers.configuration import Sealers
from app.demo.loading.confirming import confirm
from app.demo.loading.story import Happening, Story
from app.demo.sample_rows import SampleReport, SampleSeat, SampleWorkspace
from app.kernel import clock
from app.kernel.access import Actor, system_actor
from app.kernel.jobs import named
from app.reports import queries
from app.reports.models import Report, Seat
from app.reports.policy import SEALER, ReportPermission
from app.reports.service.building import ReportDraft, SeatWish, change_report, make_report
from app.reports.service.files import Tools
from app.reports.service.freezing import freeze, token_now
from app.reports.service.rounds import reopen
from app.reports.service.sealing import place_seal
from app.reports.service.signing import DECISIONS, Decision, co_sign, purpose_of
from app.running import standing_in

FROZEN_AT = 330
SIGNED_AT = 90
"""Minutes after the office opens."""


def happenings(story: Story, workspace: SampleWorkspace) -> Iterator[Happening]:
    """Yield building, freezing and signing of every report of a workspace."""
    for report in story.sample.reports.values():
        if report.workspace != workspace.code:
            continue
        day = report.frozen_on or story.sample.monday - timedelta(days=3)
        moment = story.moment(day, minutes=FROZEN_AT)
        yield Happening(moment, partial(_make, story, report, moment=moment))
        for number, seat in enumerate(report.seats):
            if seat.signed_on is not None:
                signed = story.moment(seat.signed_on, minutes=SIGNED_AT + 11 * number)
                yield Happening(signed, partial(_sign, story, report, seat=seat, moment=signed))


def _make(story: Story, sample: SampleReport, *, moment: datetime) -> None:
    """Build a report; freeze it when its round has begun."""
    with story.acting(sample.made_by, moment) as actor:
        if sample.follows is None:
            workspace = story.workspace(actor, sample.workspace)
            report = make_report(actor, workspace, draft=_draft(story, sample))
        else:
            report = _make_next(story, actor, sample)
        story.reports[sample.code] = report.id
    if sample.status in ("open", "adopted", "reopened"):
        later = moment + timedelta(minutes=8)
        with story.acting(sample.made_by, later) as actor:
            found = _get(story, actor, sample, permission=ReportPermission.FREEZE)
            freeze(
                actor,
                found,
                seen_version=found.version,
                seen_findings=token_now(actor, found),
                tools=tools_of(story),
            )


def _make_next(story: Story, actor: Actor, sample: SampleReport) -> Report:
    """Begin the next version of a report, and correct it."""
    before = story.sample.reports[sample.follows or ""]
    old = _get(story, actor, before, permission=ReportPermission.REOPEN)
    made = reopen(actor, old, reason=sample.reason, seen_version=old.version)
    draft = queries.get_for(
        actor, ReportPermission.CHANGE, report_id=made.id, workspace=old.workspace
    )
    change_report(actor, draft, draft=_draft(story, sample), seen_version=draft.version)
    return draft


def _draft(story: Story, sample: SampleReport) -> ReportDraft:
    return ReportDraft(
        title=sample.title,
        findings=tuple(story.findings[code] for code in sample.findings),
        introduction=sample.summary,
        seats=tuple(_wish(story, each) for each in sample.seats),
        sign_by=sample.closes_on,
    )


def _wish(story: Story, seat: SampleSeat) -> SeatWish:
    office = next(
        each.office for each in story.sample.mandates.values() if each.person == seat.person
    )
    return SeatWish(organisation=story.sample.people[seat.person].organisation, office=office)


def tools_of(story: Story) -> Tools:
    """Return what freezing and sealing need."""
    house = story.house
    return Tools(house.tool(MasterKey), house.tool(SealedBlobs), sealers=house.find_tool(Sealers))


def _get(
    story: Story, actor: Actor, sample: SampleReport, *, permission: ReportPermission
) -> Report:
    workspace = story.workspace(actor, sample.workspace)
    return queries.get_for(
        actor, permission, report_id=story.reports[sample.code], workspace=workspace
    )


def _sign(story: Story, sample: SampleReport, *, seat: SampleSeat, moment: datetime) -> None:
    """Sign for one seat after a fresh sign-in, and let the seal follow."""
    with story.acting(seat.person, moment) as actor:
        report = _get(story, actor, sample, permission=ReportPermission.VIEW)
        purpose = _purpose(actor, report, seat=seat)
        session_id, ticket_id = confirm(actor, story.people[seat.person], purpose=purpose)
    with story.acting(seat.person, moment, session_id=session_id) as actor:
        report = _get(story, actor, sample, permission=ReportPermission.VIEW)
        decided = co_sign(actor, report, ticket_id=ticket_id, sealing=named(SEALER))
    if decided.awaits_seal:
        _seal(story, report, decided, moment=moment + timedelta(minutes=1))


def _purpose(actor: Actor, report: Report, *, seat: SampleSeat) -> Mapping[str, Any]:
    signing = queries.signing_of(actor, report, seats=queries.list_seats(report))
    decision = Decision(DECISIONS[seat.decision], seat.statement)
    return purpose_of(
        signing,
        decision=decision,
        seen_sha256=report.fingerprint or "",
        seen_seat=str(signing.seat.id) if signing.seat else "",
    )


def _seal(story: Story, report: Report, seat: Seat, *, moment: datetime) -> None:
    holder = report.organisation_id
    actor = system_actor(SEALER, organisation_id=holder, place_id=report.workspace_id)
    with (
        standing_in(story.app),
        clock.telling(moment),
        story.house.database.session_for(actor),
    ):
        place_seal(
            actor,
            workspace_id=report.workspace_id,
            report_id=report.id,
            seat_id=seat.id,
            tools=tools_of(story),
        )
