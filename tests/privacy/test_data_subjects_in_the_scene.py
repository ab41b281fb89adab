"""Looking for a person over the scene of the matrix, in which each thing has a marker of its own.

An officer finds what the own organisation brought or wrote, of every kind, and nothing else."""

import pytest
from sqlalchemy import text

from tests.support.acting import acting
from tests.support.markers import SIGHT

CALL = text("select kind, part from samenzicht_register_person(:asked, 500)")
DOCUMENT = {("document", "title"), ("document", "version")}
FINDING = {("finding", "text"), ("finding", "recommendation"), ("comment", "finding")}
BESIDE_DOCUMENT, BESIDE_TASK = ("comment", "document"), ("comment", "task")
ANSWER, BASIS = ("answer", "text"), ("basis", "text")
REPORT, REQUEST, TASK = ("report", "text"), ("request", "text"), ("task", "text")
OBSERVED, CORRECTED, CASE = ("observation", "text"), ("observation", "earlier"), ("case", "text")
WROTE = {
    "bram": {
        # The title of the workspace, in an answer of the guide that IGJ keeps.
        "here": {ANSWER},
        "igj_private": DOCUMENT | {BESIDE_DOCUMENT, ANSWER, BASIS},
        "igj_shared": DOCUMENT | {BESIDE_DOCUMENT},
        "igj_classified": DOCUMENT | {BESIDE_DOCUMENT},
        "igj_for_wim": DOCUMENT | {BESIDE_DOCUMENT},
        "igj_withdrawn": DOCUMENT,
        "igj_police": DOCUMENT,
        "igj_finding": FINDING,
        "igj_basis": {ANSWER, BASIS},
        "igj_observation": {OBSERVED, CORRECTED},
        "igj_own_observation": {OBSERVED},
        "said_before": {CORRECTED},
        "contribution_here": {("contribution", "text")},
        "remark_here": {("rebuttal", "remark")},
    },
    "anna": {
        "ijenv_private": DOCUMENT,
        "ijenv_finding": FINDING,
        "task_here": {TASK, BESIDE_TASK},
        "round_here": {TASK},
        "draft_here": {REPORT},
        "frozen_here": {REPORT},
        "request_here": {REQUEST},
        "case_here": {CASE},
        "agenda_case": {CASE, ("case", "reason")},
        "letter_here": {CASE},
        "rebuttal_here": {("rebuttal", "addressee")},
        "general_here": {("rebuttal", "remark")},
    },
    "dirk": {
        "there": {ANSWER},
        "nvwa_document": DOCUMENT | {ANSWER},
        "nvwa_finding": FINDING,
        "task_there": {TASK, BESIDE_TASK},
        "case_there": {CASE},
        "nvwa_observation": {OBSERVED},
        "draft_there": {REPORT},
    },
}
"""By thing, what the own organisation of each wrote about it; of every other thing nothing."""


@pytest.fixture(scope="module")
def scene(scene):
    """The scene, with Bram and Anna as privacy officers of IGJ and IJenV."""
    with scene.transaction.as_owner() as owner:
        owner.execute(
            text(
                "update person set duties = '{privacy_officer}'"
                " where login in ('bram', 'anna', 'dirk')"
            )
        )
    return scene


@pytest.fixture(scope="module")
def found(scene):
    """What each of them finds by the marker of each thing."""

    def by(who):
        with acting(scene.app, scene.world.actor(who)) as session:
            return {
                name: {tuple(row) for row in session.execute(CALL, {"asked": f"cnry-{name}-"})}
                for name in SIGHT
            }

    return {who: by(who) for who in WROTE}


@pytest.mark.parametrize("who", WROTE)
def test_one_finds_all_that_ones_own_organisation_wrote_and_nothing_else(found, who):
    assert {name: hits for name, hits in found[who].items() if hits} == WROTE[who]


def test_no_two_organisations_find_the_same(found):
    own = [{name for name, hits in each.items() if hits} for each in found.values()]
    assert not own[0] & own[1]
    assert not own[0] & own[2]
    assert not own[1] & own[2]
