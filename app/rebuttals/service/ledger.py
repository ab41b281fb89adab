"""The ledger: enter a remark, and decide about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.findings import queries as findings
from app.findings.models import Capacity, Finding, Outcome
from app.findings.policy import FindingPermission
from app.findings.service import Prompt
from app.findings.service.history import note_prompt
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.words import fingerprint_of, one_line, several_lines
from app.kernel.work import Work, begin_work
from app.rebuttals import queries
from app.rebuttals.actions import RebuttalAction
from app.rebuttals.models import Rebuttal, RebuttalItem, Source
from app.rebuttals.policy import RebuttalPermission
from app.rebuttals.service.hearing import changed
from app.rebuttals.service.lengths import LONGEST_PLACE, LONGEST_REASON, LONGEST_REMARK

MOST_ITEMS = 500


@dataclass(frozen=True, slots=True)
class Remark:
    """What the organisation says, and where in the text."""

    finding_id: UUID | None
    """None: about the whole."""
    place: str
    remark: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of a remark, and why."""

    decision: Outcome
    reason: str
    followed_by: int | None = None
    """The version of the finding that came of it."""


def add_item(
    actor: Actor, rebuttal: Rebuttal, *, said: Remark, received_on: date | None
) -> RebuttalItem:
    """Enter a remark that came in by letter or talk.

    Raises:
        NotAllowed: the actor does not lead it, or the text was not sent yet.
        Refused: nothing is said, it is about a finding that was not put forward, or the day is not
            one on which it can have come.
    """
    clean = checked(said, rebuttal)
    with begin_work(actor) as work:
        work.lock(rebuttal)
        require(actor, RebuttalPermission.ADD, rebuttal)
        if received_on is None or received_on > clock.today():
            raise Refused(_("Choose the day it came in: today or before."), field="received_on")
        if rebuttal.sent_on is not None and received_on < rebuttal.sent_on:
            raise Refused(
                _("The text was sent later than this. Choose another day."), field="received_on"
            )
        item = put_item(work, rebuttal, said=clean, source=Source.HAND, received_on=received_on)
        rebuttal.answered_at = rebuttal.answered_at or clock.now()
        changed(work, rebuttal, RebuttalAction.ITEM_ADDED, item=item.id, source=Source.HAND)
    return item


def decide(actor: Actor, item: RebuttalItem, *, ruling: Ruling, seen_version: int) -> None:
    """Decide about a remark for the organisation that owns the finding.

    What was asked of a finding is noted in how that finding came about.

    Raises:
        NotAllowed: another organisation decides about it.
        OutOfDate: a colleague decided meanwhile.
        Refused: there is no reason, or the version is none that came after.
    """
    rebuttal = item.rebuttal
    reason = several_lines(
        ruling.reason,
        field="reason",
        longest=LONGEST_REASON,
        missing=_("Give the reason. It is published with the remark."),
    )
    with begin_work(actor) as work:
        work.lock(item)
        require(actor, RebuttalPermission.DECIDE, item)
        if item.version != seen_version:
            raise OutOfDate(_("Somebody decided about this remark meanwhile. Look at it again."))
        before = (item.decision, item.followed_by)
        followed_by = _version(actor, item, ruling)
        item.decision, item.reason, item.followed_by = ruling.decision, reason, followed_by
        item.decided_by_id, item.decided_at = known(actor.person_id), clock.now()
        item.version += 1
        if item.finding_id is not None and before != (item.decision, item.followed_by):
            _note(work, item)
        work.record(
            RebuttalAction.DECIDED,
            rebuttal,
            item=item.id,
            number=item.number,
            decision=item.decision,
            finding=item.finding_id,
            followed_by=item.followed_by,
            reason_sha256=fingerprint_of(reason),
        )


def checked(said: Remark, rebuttal: Rebuttal) -> Remark:
    """Return a remark ready to keep.

    Raises:
        Refused: nothing is said, it is too long, or the finding was not put forward.
    """
    if said.finding_id is not None and said.finding_id not in {
        each.finding_id for each in rebuttal.findings
    }:
        raise Refused(_("Choose one of the findings that were put forward."), field="about")
    return Remark(
        said.finding_id,
        one_line(said.place, field="place", longest=LONGEST_PLACE),
        several_lines(
            said.remark,
            field="remark",
            longest=LONGEST_REMARK,
            missing=_("Write down the remark."),
        ),
    )


def put_item(
    work: Work,
    rebuttal: Rebuttal,
    *,
    said: Remark,
    source: Source,
    received_on: date,
    link_id: UUID | None = None,
) -> RebuttalItem:
    """Add a checked remark under the next number, with who will decide about it.

    Raises:
        Refused: the ledger is full.
    """
    number = queries.highest_number(rebuttal) + 1
    if number > MOST_ITEMS:
        raise Refused(_("There are %(max)s remarks already. That is the most.", max=MOST_ITEMS))
    owners = {each.finding_id: each.organisation_id for each in rebuttal.findings}
    item = RebuttalItem(
        id=ids.new_id(),
        rebuttal_id=rebuttal.id,
        workspace_id=rebuttal.workspace_id,
        organisation_id=owners[said.finding_id] if said.finding_id else rebuttal.organisation_id,
        finding_id=said.finding_id,
        number=number,
        place=said.place,
        remark=said.remark,
        source=source,
        received_on=received_on,
        entered_by_id=work.actor.person_id,
        link_id=link_id,
        entered_at=clock.now(),
        reason="",
        version=1,
    )
    work.add(item)
    work.settle()
    return item


def _version(actor: Actor, item: RebuttalItem, ruling: Ruling) -> int | None:
    """Return the version that followed; it must have come after what was put forward."""
    if ruling.followed_by is None:
        return None
    if item.finding_id is None or ruling.decision == Outcome.NOT_ADOPTED:
        raise Refused(
            _("A version follows only from a remark on a finding that was taken over."),
            field="followed_by",
        )
    if ruling.followed_by not in set(later_versions(actor, item)):
        raise Refused(
            _("Choose a version that was made after the text was sent."), field="followed_by"
        )
    return ruling.followed_by


def later_versions(actor: Actor, item: RebuttalItem) -> list[int]:
    """Return the numbers of the finding's versions after the one that was put forward."""
    put = queries.find_put(item)
    if put is None:
        return []
    versions = findings.list_versions(actor, item.rebuttal.workspace, finding_ids=[put.finding_id])
    return [each.number for each in versions if each.number > put.finding_version]


def _note(work: Work, item: RebuttalItem) -> None:
    """Note in the finding's history what was asked, unless its author noted it with the change."""
    rebuttal = item.rebuttal
    finding = findings.get_for(
        work.actor,
        FindingPermission.CHANGE,
        finding_id=known(item.finding_id),
        workspace=rebuttal.workspace,
    )
    outcome = item.decision
    if outcome is None:
        return
    if outcome != Outcome.NOT_ADOPTED and not _is_to_note(work.actor, item, finding):
        return
    note_prompt(
        work,
        finding,
        Prompt(
            reason=item.reason,
            asked_by=rebuttal.entity,
            capacity=Capacity.INSPECTED,
            outcome=outcome,
            asked=item.remark,
        ),
    )


def _is_to_note(actor: Actor, item: RebuttalItem, finding: Finding) -> bool:
    """Tell whether the version that followed stands now, and says not yet what led to it."""
    put = queries.find_put(item)
    if put is None or item.followed_by is None or item.followed_by != finding.version:
        return False
    steps = findings.list_steps(actor, item.rebuttal.workspace, finding_ids=[finding.id])
    return not any(
        each.influence is not None
        and each.version is not None
        and put.finding_version < each.version.number <= item.followed_by
        and each.influence.capacity == Capacity.INSPECTED
        for each in steps
    )
