"""Replying by a link: a coordinator makes and revokes it, its holder reads, writes and sends.

Whoever holds a link is a guest: `queries.find_guest` makes the actor that stands for it. Each use
counts, and there is a most in an hour.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta

from app.identity.queries import hash_secret
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.words import fingerprint_of
from app.kernel.work import Work, begin_work
from app.rebuttals import queries
from app.rebuttals.actions import RebuttalAction
from app.rebuttals.models import DraftItem, Rebuttal, ReplyLink, Source, Way
from app.rebuttals.policy import RebuttalPermission
from app.rebuttals.queries import DraftRow
from app.rebuttals.service.hearing import changed, take
from app.rebuttals.service.ledger import Remark, checked, put_item
from app.rebuttals.service.opening import content_of
from app.reports.service.files import Tools

LONGEST_LINK = timedelta(days=366)
MOST_IN_AN_HOUR = 600
"""How often one link may be used in an hour: enough for people, too little for a program."""
MOST_DRAFTS = 200
AN_HOUR = timedelta(hours=1)


def make_link(actor: Actor, rebuttal: Rebuttal, *, ends_on: date | None, seen_version: int) -> str:
    """Make the link by which the organisation replies; returns its secret, which is kept nowhere.

    When the text was not sent yet, it counts as sent today.

    Raises:
        OutOfDate: somebody changed the rebuttal meanwhile.
        Refused: there is a link already, or the day has passed or is too far off.
    """
    with begin_work(actor) as work:
        take(work, rebuttal, RebuttalPermission.INVITE, seen_version=seen_version)
        if queries.find_open_link(rebuttal) is not None:
            raise Refused(_("There is a link already. Revoke it first; then make a new one."))
        today = clock.today()
        if ends_on is None or not today <= ends_on <= today + LONGEST_LINK:
            raise Refused(_("Choose a day from today on, within a year."), field="link_ends_on")
        if rebuttal.sent_on is None:
            rebuttal.sent_on, rebuttal.way = today, Way.LINK
        secret, moment = ids.new_secret(), clock.now()
        link = ReplyLink(
            id=ids.new_id(),
            rebuttal_id=rebuttal.id,
            workspace_id=rebuttal.workspace_id,
            token_hash=hash_secret(secret),
            ends_on=ends_on,
            made_by_id=actor.person_id,
            made_at=moment,
            openings=0,
            hour_begun_at=moment,
            asked_in_hour=0,
            version=1,
        )
        work.add(link)
        changed(work, rebuttal, RebuttalAction.LINK_MADE, link=link.id, ends_on=ends_on)
    return secret


def revoke_link(actor: Actor, rebuttal: Rebuttal, *, seen_version: int) -> None:
    """Let the link lead nowhere from now on; what was sent by it stays.

    Raises:
        OutOfDate: somebody changed the rebuttal meanwhile.
        Refused: there is no link that works.
    """
    with begin_work(actor) as work:
        take(work, rebuttal, RebuttalPermission.REVOKE, seen_version=seen_version)
        working = [each for each in queries.list_links(rebuttal) if each.revoked_at is None]
        if not working:
            raise Refused(_("There is no link that works."))
        for link in working:
            link.revoked_at, link.revoked_by_id = clock.now(), actor.person_id
            changed(work, rebuttal, RebuttalAction.LINK_REVOKED, link=link.id)


def open_page(actor: Actor, link: ReplyLink) -> bool:
    """Write down that the page of a link was opened; False when that was too often just now."""
    with begin_work(actor) as work:
        work.lock(link)
        require(actor, RebuttalPermission.LOOK_BACK, link)
        if not _count(link):
            return False
        link.openings, link.last_opened_at = link.openings + 1, clock.now()
        work.record(RebuttalAction.LINK_OPENED, link.rebuttal, link=link.id)
    return True


def read_extract(actor: Actor, link: ReplyLink, *, tools: Tools) -> bytes:
    """Return the text that is put forward, and write down that it was read.

    Raises:
        NotAllowed: the reply was sent already.
        Refused: the link was used too often just now.
    """
    with begin_work(actor) as work:
        _take(work, link)
        rebuttal = link.rebuttal
        content = content_of(rebuttal, workspace=rebuttal.workspace, tools=tools)
        work.record(
            RebuttalAction.EXTRACT_READ, rebuttal, link=link.id, sha256=rebuttal.fingerprint
        )
    return content


def save_draft(actor: Actor, link: ReplyLink, *, said: Remark, number: int | None = None) -> None:
    """Keep a remark that is not sent yet: a new one, or another text of one that is there.

    What was removed in another window meanwhile is kept as a new one: no text is lost.

    Raises:
        NotAllowed: the reply was sent already.
        Refused: nothing is said, it is too long, or there are too many.
    """
    clean = checked(said, link.rebuttal)
    with begin_work(actor) as work:
        _take(work, link)
        there = [each.draft for each in queries.list_drafts(link)]
        draft = next((each for each in there if each.number == number), None)
        if draft is not None:
            draft.finding_id, draft.place = clean.finding_id, clean.place
            draft.remark, draft.saved_at = clean.remark, clock.now()
        elif not any(_is_same(each, clean) for each in there):
            if len(there) >= MOST_DRAFTS:
                raise Refused(
                    _("There are %(max)s remarks already. That is the most.", max=MOST_DRAFTS)
                )
            work.add(_draft(link, clean))
        work.record(RebuttalAction.DRAFT_SAVED, link.rebuttal, link=link.id)


def remove_draft(actor: Actor, link: ReplyLink, *, number: int) -> None:
    """Take away a remark that is not sent yet."""
    with begin_work(actor) as work:
        _take(work, link)
        work.remove(queries.get_draft(link, number).draft)
        work.record(RebuttalAction.DRAFT_REMOVED, link.rebuttal, link=link.id)


def token_of(rows: Iterable[DraftRow]) -> str:
    """Return what stands for remarks as they are now: another one, or another word, changes it."""
    told = [
        [each.draft.number, str(each.draft.finding_id), each.draft.place, each.draft.remark]
        for each in rows
    ]
    return fingerprint_of(json.dumps(told))


def submit(actor: Actor, link: ReplyLink, *, seen: str) -> int:
    """Send the reply for good: each draft becomes a remark of the ledger; returns how many.

    Args:
        seen: token of the remarks on the sender's screen.

    Raises:
        NotAllowed: the reply was sent already.
        Refused: other remarks are there now, or in other words.
    """
    with begin_work(actor) as work:
        rebuttal = link.rebuttal
        work.lock(rebuttal)  # before its link, as who leads the hearing takes them
        _take(work, link)
        rows = queries.list_drafts(link)
        if token_of(rows) != seen:
            raise Refused(_("Your remarks changed in another window. Look at them, then send."))
        for row in rows:
            draft = row.draft
            said = Remark(draft.finding_id, draft.place, draft.remark)
            put_item(
                work,
                rebuttal,
                said=said,
                source=Source.LINK,
                received_on=clock.today(),
                link_id=link.id,
            )
            work.remove(draft)
        # First the drafts: once the reply is sent, the database shows them to nobody.
        work.settle()
        link.submitted_at = rebuttal.answered_at = clock.now()
        changed(work, rebuttal, RebuttalAction.SUBMITTED, link=link.id, items=len(rows))
    return len(rows)


def _take(work: Work, link: ReplyLink) -> None:
    """Take a link that may still be written with, and count the use.

    Raises:
        Refused: it was used too often just now.
    """
    work.lock(link)
    require(work.actor, RebuttalPermission.REPLY, link)
    if not _count(link):
        raise Refused(_("This was asked too often just now. Wait an hour and try again."))


def _count(link: ReplyLink) -> bool:
    """Count one use; False when there were too many this hour."""
    moment = clock.now()
    if moment - link.hour_begun_at >= AN_HOUR:
        link.hour_begun_at, link.asked_in_hour = moment, 0
    if link.asked_in_hour >= MOST_IN_AN_HOUR:
        return False
    link.asked_in_hour += 1
    return True


def _is_same(draft: DraftItem, said: Remark) -> bool:
    """Tell whether this very remark stands there already: a button was pressed twice."""
    return (draft.finding_id, draft.place, draft.remark) == (
        said.finding_id,
        said.place,
        said.remark,
    )


def _draft(link: ReplyLink, said: Remark) -> DraftItem:
    return DraftItem(
        id=ids.new_id(),
        link_id=link.id,
        workspace_id=link.workspace_id,
        number=queries.highest_draft(link) + 1,
        finding_id=said.finding_id,
        place=said.place,
        remark=said.remark,
        saved_at=clock.now(),
    )
