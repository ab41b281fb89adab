"""Agreeing about an overlap tells of the other's plan only to who reads that plan."""

import pytest
from sqlalchemy import text

from app.coordination import queries, service
from app.coordination.actions import LABELS, CoordinationAction
from app.coordination.models import ProposalKind, Rest
from app.coordination.policy import CoordinationPermission
from tests.coordination.test_settling import answered

WORD = LABELS[CoordinationAction.MOVED_AS_AGREED]
LINES = text("select object_id from log_entry where action = 'activity:window:agree'")


@pytest.fixture
def agreed(doing, propose):
    """Let both settle an overlap; the plan of IJenV is open to all, that of IGJ to some."""

    def make(kind, *, named=("ijenv",)):
        entity = doing.enter("bram", "Kliniek De Wissel", named=("ijenv",))
        theirs = doing.plan("bram", entity, "Zorgplichtaudit", named=named)
        ours = doing.plan("anna", entity, "Bezoek", rest=Rest.EVERYTHING)
        answered(doing, "bram", service.agree, propose(ours, theirs, kind=kind))
        return ours, theirs

    return make


def told(doing, who):
    """The activities of which somebody's log, and what changed of late, tell that they agreed."""
    with doing.acting(who) as actor:
        with doing.database.session_for(actor) as session:
            lines = set(session.execute(LINES).scalars())
        coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
        changes = queries.list_changes(actor, coordination, limit=50)
        words = {each.activity.id for each in changes if each.verb == str(WORD)}
    assert words == lines
    return lines


def test_who_may_not_know_of_the_other_plan_reads_of_no_agreement(doing, agreed):
    ours, _theirs = agreed(ProposalKind.SHIFT_OURS)

    seen = {who: told(doing, who) for who in ("anna", "bram", "carla", "dirk")}
    assert seen == {"anna": {ours.id}, "bram": {ours.id}, "carla": set(), "dirk": set()}


def test_to_others_it_was_just_moved(doing, agreed):
    ours, _theirs = agreed(ProposalKind.SHIFT_OURS)
    moved = LABELS[CoordinationAction.MOVED]
    for who, said, unsaid in (("carla", moved, WORD), ("anna", WORD, moved)):
        with doing.acting(who) as actor:
            coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
            changes = queries.list_changes(actor, coordination, limit=50)
            verbs = [each.verb for each in changes if each.activity.id == ours.id]
            assert (verbs[0], str(unsaid) in verbs) == (str(said), False)


def test_who_reads_both_plans_reads_what_was_agreed_about_them(doing, agreed):
    both = {each.id for each in agreed(ProposalKind.COMBINE, named=("ijenv", "ivho"))}
    seen = {who: told(doing, who) for who in ("anna", "bram", "carla")}

    assert seen == {"anna": both, "bram": both, "carla": both}


def test_a_plan_that_is_closed_later_takes_the_line_along(doing, agreed):
    ours, theirs = agreed(ProposalKind.SHIFT_OURS, named=("ijenv", "ivho"))
    with doing.transaction.as_owner() as owner:
        owner.execute(text("update activity set named = '{}' where id = :id"), {"id": theirs.id})

    seen = {who: told(doing, who) for who in ("anna", "bram", "carla")}
    assert seen == {"anna": {ours.id}, "bram": {ours.id}, "carla": set()}
