"""No line that a process writes, and no figure of the monitoring, holds what people wrote or who.

In the scene every text carries a marker. Each route is asked once, as somebody who passes there or
does not; then what was written is searched for markers, names, addresses and typed words.
"""

import io
import re
import sys

import pytest
import structlog
from pydantic import SecretStr

from app.kernel import logs
from app.kernel.web.house import house_of
from tests.support.markers import MARKER
from tests.support.matrix import NOTHING, Asker, Question, questions

TYPED = "cnry-typed-words-x"
TOKEN = "a token of the monitoring"
WHO = ("anna", "dirk")


@pytest.fixture
def written(monkeypatch, caplog):
    """What stands on the standard error of this process, and in every other log of it."""
    before, kept = structlog.get_config(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", kept)
    caplog.set_level("DEBUG")
    logs.configure("DEBUG")
    yield lambda: kept.getvalue() + caplog.text
    structlog.configure(**before)


@pytest.fixture
def private(scene):
    """Names, logins and mail addresses of all who are there."""
    people = [scene.world.person(each) for each in ("anna", "bram", "carla", "dirk", "els")]
    return {told for each in people for told in (each.name, each.email)}


def once_each(application):
    """Return each method of each route once, about something that is there when it has a thing."""
    seen: dict[tuple[str, str], Question] = {}
    for each in questions(application):
        if each.thing != NOTHING:
            seen.setdefault((each.rule.rule, each.method), each)
    return list(seen.values())


def held(told, private):
    """Return what a text holds that it should not."""
    found = set(MARKER.findall(told)) | {each for each in private if each in told}
    return found | {each for each in (TYPED, TOKEN) if each in told}


@pytest.mark.parametrize("who", WHO)
def test_no_line_tells_what_people_wrote_or_who_they_are(application, scene, written, private, who):
    asker = Asker(scene, who)
    asked = once_each(application)
    for each in asked:
        asker.ask(each)
    for path in ("/search", "/geen-pagina", "/workspaces", "/api/v1/search"):
        asker.browser.client.get(f"{path}?q={TYPED}&{TYPED}=1")
        asker.browser.client.post(f"{path}?q={TYPED}", data={"csrf_token": TYPED, "q": TYPED})

    told = written()
    assert len(asked) > 300
    assert '"event": "refused"' in told
    assert held(told, private) == set()


def test_a_fault_of_ours_is_told_without_what_was_typed(
    application, scene, written, private, monkeypatch
):
    asker = Asker(scene, "anna")
    endpoint, _values = application.url_map.bind("localhost").match("/search")

    def fails(**_arguments):
        raise RuntimeError("something of ours")

    monkeypatch.setitem(application.view_functions, endpoint, fails)
    answer = asker.browser.client.get(f"/search?q={TYPED}")

    assert answer.status_code == 500
    told = written()
    assert "request failed" in told
    assert held(told, private) == set()


def test_no_figure_of_the_monitoring_tells_it(application, scene, private, monkeypatch):
    house = house_of(application)
    settings = house.settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    monkeypatch.setattr(house, "settings", settings)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    told = Asker(scene, "anonymous").browser.client.get("/metrics", headers=headers)

    assert told.status_code == 200
    text = told.get_data(as_text=True)
    assert held(text, private) == set()
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-|[A-Z]{3}-\d{4}-\d{4}", text)


def test_a_line_that_told_it_would_be_found(private, written):
    name = next(iter(private))
    structlog.get_logger().warning("refused", person=name, words=TYPED)

    assert {name, TYPED} <= held(written(), private)
