"""Notices of the scene about terms, cases and breaches; some of things their person may not see."""

from __future__ import annotations

from uuid import UUID

from app.kernel import clock
from app.notifications.models import Notice, NoticeKind
from tests.support.database import OneTransaction
from tests.support.world import World

NOTICES = (
    ("notice_of_activity", "bram", "activity_id", "igj_activity", NoticeKind.TERM_DUE),
    ("notice_of_case", "bram", "case_id", "case_here", NoticeKind.CASE_ACUTE),
    ("notice_of_term", "bram", "term_id", "term_here", NoticeKind.TERM_RISK),
    ("lost_activity", "carla", "activity_id", "igj_activity", NoticeKind.TERM_LATE),
    ("lost_case", "anna", "case_id", "case_there", NoticeKind.CASE_ACUTE),
    ("lost_breach", "bram", "breach_id", "igj_breach", NoticeKind.BREACH),
    ("lost_erasure", "bram", "erasure_id", "igj_erasure", NoticeKind.ERASE_ASKED),
)
"""Name, whose, about which thing, and why; what is lost is about what its person may not see."""

OUTSIDE = {"breach_id", "erasure_id"}
"""What stands in no workspace."""


def notice_scene(
    world: World, transaction: OneTransaction, ids: dict[str, UUID]
) -> dict[str, UUID]:
    """Put the notices; return their ids."""
    made: dict[str, UUID] = {}
    for name, who, column, thing, kind in NOTICES:
        person = world.person(who)
        with transaction.as_owner() as owner:
            notice = Notice(
                person_id=person.id,
                organisation_id=person.organisation_id,
                workspace_id=None if column in OUTSIDE else ids["here"],
                kind=kind,
                at=clock.now(),
                **{column: ids[thing]},
            )
            owner.add(notice)
            owner.flush()
            made[name] = notice.id
    return made
