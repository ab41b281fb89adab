"""The log of what was its own organisation's alone, and was shared later.

Bram (IGJ) writes; Cora is a colleague, Anna (IJenV) leads, Carla (IvhO) reads along."""

from datetime import timedelta

import pytest

from app.findings.models import Audience, Judgement, Sense
from app.kernel import clock
from tests.support.observing import Observations

OTHERS = ("anna", "carla")


@pytest.fixture
def observations(app, world):
    return Observations(app, world)


@pytest.fixture
def log_of(api_of, world):
    """Read the lines about a thing as somebody, oldest first; and how many lines there are."""

    def read(who, thing):
        items = api_of(who).get(f"/workspaces/{world.workspace.ref}/log").json["items"]
        about = [each for each in items if each.get("object", {}).get("id") == str(thing)]
        return sorted(about, key=lambda each: each["index"]), len(items)

    return read


@pytest.fixture
def released(observations):
    """An observation that was corrected before and after its release."""
    made = observations.make("bram", kind=Sense.HEARD)
    earlier = clock.today() - timedelta(days=9)
    observations.correct("bram", made, observed_on=earlier, kind=Sense.READ)
    observations.release("bram", made)
    observations.correct("bram", made, text="Nog anders.", observed_on=earlier, kind=Sense.READ)
    return made


@pytest.fixture
def shared(desk):
    """A finding that was judged twice before it was shared, and once after."""
    made = desk.finding("bram", audience=Audience.OWN, judgement=Judgement.NOT_MET)
    private = {"audience": Audience.OWN, "judgement": Judgement.PARTLY}
    desk.change_finding("bram", made, seen_version=1, **private)
    desk.change_finding("bram", made, seen_version=2, judgement=Judgement.MEETS)
    desk.change_finding("bram", made, seen_version=3, judgement=Judgement.MEETS, title="Anders")
    return made


@pytest.mark.parametrize("who", OTHERS)
def test_others_read_of_an_observation_from_its_release_on(log_of, released, who):
    told, size = log_of(who, released)

    assert [each["action"] for each in told] == [
        "observation:text:release",
        "observation:text:change",
    ]
    assert size == log_of("cora", released)[1]


def test_the_own_organisation_reads_every_line_of_its_observation(log_of, released):
    told, _size = log_of("cora", released)

    assert [each["facts"].get("version") for each in told] == [1, 2, 2, 3]


def test_what_a_private_observation_says_is_not_in_the_log(log_of, released):
    told, _size = log_of("cora", released)

    said = [set(each["facts"]) for each in told]
    assert said == [{"ref", "version"}, {"version"}, {"version"}, {"version", "changed"}]


@pytest.mark.parametrize("who", OTHERS)
def test_others_read_of_a_finding_from_the_version_that_is_shared(log_of, shared, who):
    told, size = log_of(who, shared)

    assert [each["facts"]["version"] for each in told] == [3, 4]
    assert [each["facts"]["judgement"] for each in told] == ["meets", "meets"]
    assert size == log_of("cora", shared)[1]


def test_what_a_private_finding_says_is_not_in_the_log(log_of, shared):
    told, _size = log_of("cora", shared)

    assert [each["facts"].get("judgement") for each in told] == [None, None, "meets", "meets"]
    changed = [each["facts"].get("changed") for each in told]
    assert changed == [None, None, ["audience"], ["title"]]
    assert ["capacity" in each["facts"] for each in told] == [False, False, True, True]


def test_a_finding_for_the_workspace_is_told_of_from_the_start(desk, log_of):
    made = desk.finding("bram")

    assert log_of("carla", made)[0] == log_of("cora", made)[0]
    assert [each["facts"].get("judgement") for each in log_of("carla", made)[0]] == [
        "not_met",
        None,
    ]
