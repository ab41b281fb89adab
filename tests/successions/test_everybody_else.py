"""A succession in the scene that holds one of everything: NVWA succeeds IGJ, Gijs goes on for Bram.

Everything that can be read is asked before and after. Nobody of another organisation is shown
anything more, nor is somebody of the successor who was not named; who goes on is shown what was
the other's own.
"""

import pytest

from app.successions import queries, service
from app.successions.policy import SuccessionPermission
from tests.successions.conftest import Successions
from tests.support.acting import acting
from tests.support.administering import make_administrator
from tests.support.markers import SIGHT
from tests.support.matrix import (
    NOTHING,
    OUR_FAULT,
    PASSED,
    Asker,
    markers_in,
    outcome,
    questions,
)

OTHERS = ("carla", "dirk")
"""Who takes part for a third, and who does not; each walk of everything takes its time."""
STAYS = {
    "igj_answer",
    "igj_basis",
    "igj_breach",
    "igj_erasure",
    "igj_line",
    "igj_named_line",
    "igj_withdrawn_line",
    "igj_mandate",
    "igj_takes_part",
    "ijenv_activity",
    "member_here",
    "notice_here",
    "notice_of_activity",
    "notice_of_case",
    "notice_of_term",
    "upload_here",
}
"""What is of the old organisation itself, of one person or moment, or was given to it by others."""
LOG = ("GET /workspaces/<ref:ref>/log ", "GET /workspaces/<ref:ref>/log/")
"""Tells what went over of what its reader knows; that is the point of it."""
MONTH = "GET /workspaces/<ref:ref>/tasks/calendar "
"""Shows the month of today, which is another one once the day has come."""
STAYS_WRITTEN = "GET /workspaces/<ref:ref>/findings/<uuid:finding_id>/edit (igj_finding"
"""It stands in a frozen report."""


@pytest.fixture(scope="module")
def told(application, scene):
    """What everybody is shown before and after: answers by question, by person."""
    patch = pytest.MonkeyPatch()
    known = dict(scene.world.people)
    them = Successions(application, scene.world, scene.transaction, patch)
    for who in ("dirk", "cora"):
        make_administrator(scene.transaction, scene.world, who)
    scene.world.people["cora"].duties = ["administrator"]
    gijs = them.new_person("gijs", "nvwa")
    asked = [
        each
        for each in questions(application)
        if each.method == "GET" and each.thing != NOTHING and not each.is_crossed
    ]
    before = {who: read(scene, who, asked) for who in (*OTHERS, "bram")}
    with acting(application, els := scene.world.actor("els")):
        waiting = queries.get_for(els, SuccessionPermission.REFUSE, scene.ids["succession_of_igj"])
        service.refuse(els, waiting)
    them.agree(them.plan(heirs=[("bram", gijs.login)]), "cora")
    them.come()
    them.run()
    after = {who: read(scene, who, asked) for who in (*OTHERS, "gijs")}
    yield before, after
    patch.undo()
    scene.world.people["cora"].duties = []
    scene.world.people.clear()
    scene.world.people.update(known)


def read(scene, who, asked):
    """Return what somebody's questions lead to, and the markers that are shown."""
    asker = Asker(scene, who)
    found = {}
    for each in asked:
        answer = asker.ask(each)
        found[str(each)] = (each.thing, outcome(answer), markers_in(answer))
    return found


def known_to(who, question):
    """What the log, and another month, may name that was not named before."""
    may_differ = question.startswith((*LOG, MONTH))
    return {name for name, seen_by in SIGHT.items() if may_differ and who in seen_by}


def test_nobody_else_is_shown_anything_more(told):
    before, after = told
    more = [
        f"{who}: {question} shows {sorted(new)}"
        for who in OTHERS
        for question, (_thing, _outcome, shown) in after[who].items()
        if (new := shown - before[who][question][2] - known_to(who, question))
    ]
    assert not more, "\n".join(more)


def test_every_page_still_answers(told):
    _before, after = told
    broken = [
        f"{who}: {question}"
        for who, answers in after.items()
        for question, (_thing, became, _shown) in answers.items()
        if became == OUR_FAULT
    ]
    assert not broken, "\n".join(broken)


def test_who_goes_on_reaches_what_was_the_others_own(told):
    before, after = told
    own = {name for name, seen_by in SIGHT.items() if "bram" in seen_by} - STAYS
    lacking = [
        question
        for question, (thing, became, _shown) in before["bram"].items()
        if thing in own and became == PASSED and after["gijs"][question][1] != PASSED
        if not question.startswith(STAYS_WRITTEN)
    ]
    assert not lacking, "\n".join(lacking)
    things = {thing for thing, became, _shown in after["gijs"].values() if became == PASSED}
    assert {"igj_private", "igj_finding", "igj_entity", "igj_activity"} <= things
