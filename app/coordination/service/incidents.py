"""What is known of an incident: when it was noticed, and what was received about it since."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from app.coordination.actions import CoordinationAction
from app.coordination.events import IncidentNoticed
from app.coordination.models import CBW, RECEIVED, Activity, ActivityKind, Regime
from app.coordination.queries.entities import find_regime
from app.coordination.queries.words import why_no_terms
from app.coordination.service.activities import EARLIEST, check_stands, take_activity
from app.kernel import clock, events
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work

CLOCKS_DIFFER_BY = timedelta(minutes=5)
"""Between the clock of who reports and ours."""


class Receipt(StrEnum):
    """What is received about an incident, by the column that keeps its moment.

    Under the Wwke a warning is the first report, and the final report the detailed one.
    """

    WARNING = "warned_at"
    NOTIFICATION = "notified_at"
    PROGRESS = "progressed_at"
    HANDLED = "handled_at"
    FINAL = "reported_at"


OF_WWKE = (Receipt.WARNING, Receipt.FINAL)


def receipts_of(activity: Activity) -> list[Receipt]:
    """Return what can be received of an incident; progress and an end only while it goes on."""
    if activity.terms_under == Regime.WWKE:
        return list(OF_WWKE)
    only_ongoing = (Receipt.PROGRESS, Receipt.HANDLED)
    return [each for each in Receipt if activity.is_ongoing or each not in only_ongoing]


def register_notice(
    actor: Actor, activity: Activity, *, noticed_at: datetime, is_ongoing: bool, seen_version: int
) -> None:
    """Say when an incident was noticed, or correct that; its terms follow.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: no terms that we count follow from it, or the moment cannot be.
    """
    with begin_work(actor) as work:
        _take_incident(work, activity, seen_version=seen_version)
        law = _law_of(actor, activity)
        _check_moment(noticed_at, field="noticed_on")
        received = [getattr(activity, each) for each in RECEIVED]
        if any(each is not None and each < noticed_at for each in received):
            raise Refused(_("Something was received before this moment."), field="noticed_on")
        _check_known_to(law, activity)
        activity.noticed_at = noticed_at
        activity.terms_under, activity.terms_sector = law, activity.sector
        activity.is_ongoing = is_ongoing and law in CBW
        _finish(work, activity)
        work.record(
            CoordinationAction.INCIDENT_NOTICED,
            activity,
            noticed_at=noticed_at,
            terms_under=law,
            terms_sector=activity.terms_sector,
            is_ongoing=activity.is_ongoing,
            version=activity.version,
        )
        noticed = IncidentNoticed(activity.workspace_id, activity.organisation_id)
        events.announce(work, noticed)


def note_receipt(
    actor: Actor, activity: Activity, *, receipt: Receipt, at: datetime, seen_version: int
) -> None:
    """Note when something about an incident was received; noted already, it is corrected.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: the moment cannot be, or something else comes first.
    """
    with begin_work(actor) as work:
        _take_incident(work, activity, seen_version=seen_version)
        if activity.noticed_at is None:
            raise Refused(_("First register when the incident was noticed."))
        _check_moment(at, field="received_on")
        if at < activity.noticed_at:
            raise Refused(_("This is before the incident was noticed."), field="received_on")
        _check_order(activity, receipt)
        old: datetime | None = getattr(activity, receipt)
        if old == at:
            raise Refused(_("Nothing is different."), field="received_on")
        setattr(activity, receipt, at)
        _finish(work, activity)
        is_first = old is None
        work.record(
            CoordinationAction.INCIDENT_RECEIVED
            if is_first
            else CoordinationAction.INCIDENT_CORRECTED,
            activity,
            receipt=receipt,
            at=at,
            version=activity.version,
            **({} if is_first else {"old": old}),
        )


def take_back_receipt(
    actor: Actor, activity: Activity, *, receipt: Receipt, seen_version: int
) -> None:
    """Take back that something about an incident was received; its term runs again.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: nothing was noted, or what came after it stands.
    """
    with begin_work(actor) as work:
        _take_incident(work, activity, seen_version=seen_version)
        old: datetime | None = getattr(activity, receipt)
        if old is None:
            raise Refused(_("It was not noted that this was received."), field="receipt")
        first = _what_final_needs(activity)
        if receipt == first and activity.reported_at is not None:
            raise Refused(_("First take back the report that came after it."), field="receipt")
        setattr(activity, receipt, None)
        _finish(work, activity)
        work.record(
            CoordinationAction.INCIDENT_TAKEN_BACK,
            activity,
            receipt=receipt,
            old=old,
            version=activity.version,
        )


def _take_incident(work: Work, activity: Activity, *, seen_version: int) -> None:
    take_activity(work, activity, seen_version=seen_version)
    check_stands(activity)
    if activity.kind != ActivityKind.INCIDENT:
        raise Refused(_("Only the follow-up of an incident has these terms."))


def _check_moment(moment: datetime, *, field: str) -> None:
    if moment > clock.now() + CLOCKS_DIFFER_BY:
        raise Refused(_("This moment is still to come."), field=field)
    if moment.date() < EARLIEST:
        raise Refused(_("Choose a day between 2020 and 2100."), field=field)


def _law_of(actor: Actor, activity: Activity) -> Regime:
    """Return the law whose terms count.

    Raises:
        Refused: there is none, or it is not known.
    """
    law = find_regime(actor, activity.entity_id)
    if law is None or why_no_terms(law) is not None:
        raise Refused(why_no_terms(law))
    return law


def _check_known_to(law: Regime, activity: Activity) -> None:
    """Refuse another law while something stands noted by what the law before it asks."""
    before = activity.terms_under
    was_cbw = before is None or before in CBW
    if (law in CBW) != was_cbw and any(getattr(activity, each) for each in RECEIVED):
        raise Refused(
            _(
                "Another law holds than when something was received. Take that back, register this"
                " moment, and note it anew."
            )
        )


def _what_final_needs(activity: Activity) -> Receipt:
    """Return what must be there before the last report can be."""
    return Receipt.WARNING if activity.terms_under == Regime.WWKE else Receipt.NOTIFICATION


def _check_order(activity: Activity, receipt: Receipt) -> None:
    if activity.terms_under == Regime.WWKE:
        if receipt not in OF_WWKE:
            raise Refused(_("The Wwke does not ask for this."), field="receipt")
        if receipt == Receipt.FINAL and activity.warned_at is None:
            raise Refused(_("First note when the first report was received."), field="receipt")
        return
    if receipt in (Receipt.PROGRESS, Receipt.HANDLED) and not activity.is_ongoing:
        raise Refused(_("First say that the incident is still going on."), field="receipt")
    if receipt == Receipt.FINAL and activity.notified_at is None:
        raise Refused(_("First note when the notification was received."), field="receipt")


def _finish(work: Work, activity: Activity) -> None:
    activity.changed_at = clock.now()
    activity.version += 1
    work.settle()
