"""What is sent comes long after its head: who may act no more by then has nothing carried out.

Who asks is known before the body has come, and whoever sends it can take hours for that."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, text, update

from app.identity.models import ADMINISTRATOR, ApiToken, SignInSession
from app.kernel import clock
from app.kernel.web import door
from app.tasks.models import Task
from tests.support.api import Api
from tests.support.signing_in import know
from tests.support.slow_sending import SlowBody

ASKED = {"title": "Nieuwe taak", "details": "", "due_on": None}


@pytest.fixture(autouse=True)
def _long_ago(monkeypatch):
    """Any body comes late enough."""
    monkeypatch.setattr(door, "ASK_AGAIN_AFTER", 0.0)


@pytest.fixture
def end(transaction):
    """What becomes of Anna meanwhile, by name."""

    def session():
        with transaction.as_owner() as owner:
            owner.execute(update(SignInSession).values(ended_at=clock.now()))

    def token():
        with transaction.as_owner() as owner:
            owner.execute(update(ApiToken).values(expires_at=clock.now() - timedelta(seconds=1)))

    return {
        "nothing": lambda: None,
        "blocked": lambda: know(transaction, "anna", blocked_at=clock.now()),
        "duty": lambda: know(transaction, "anna", duties=[]),
        "session": session,
        "token": token,
    }


@pytest.fixture
def language(transaction, world):
    """Read the language Anna chose."""

    def read():
        statement = text("select language from person where id = :id")
        with transaction.as_owner() as owner:
            return owner.execute(statement, {"id": world.person("anna").id}).scalar_one()

    return read


@pytest.mark.parametrize("what", ["nothing", "blocked", "duty", "session"])
def test_a_form_that_comes_late(browser_of, transaction, end, language, what):
    know(transaction, "anna", duties=[ADMINISTRATOR])
    browser = browser_of("anna")
    page = browser.visit("/settings")
    (form,) = page.tree.cssselect("#settings")
    fields = dict(form.form_values()) | {"language": "en"}
    body = SlowBody(urlencode(fields).encode(), end[what])
    answer = browser.client.post(
        form.get("action"),
        content_type="application/x-www-form-urlencoded",
        headers=browser.headers,
        **body.sent(),
    )
    assert answer.status_code in {303, 401, 403}
    assert (language() == "en") is (what == "nothing")


@pytest.mark.parametrize("what", ["nothing", "blocked", "token"])
def test_a_request_of_a_program_that_comes_late(app, transaction, world, end, what):
    api = Api(app, world.person("anna"), transaction)
    wish = {"title": "Kwam laat", "organisation": "igj", "due_on": "2030-01-07"}
    body = SlowBody(json.dumps(wish).encode(), end[what])
    answer = api.post(
        f"/workspaces/{world.workspace.ref}/tasks", content_type="application/json", **body.sent()
    )
    assert answer.status_code == (201 if what == "nothing" else 401)
    with transaction.as_owner() as owner:
        made = owner.execute(select(Task.id).where(Task.title == "Kwam laat")).all()
    assert len(made) == (what == "nothing")


def test_waiting_for_the_body_is_no_idling(browser_of, language, monkeypatch):
    """It came in time, and took longer than a session may be idle."""
    browser = browser_of("anna")
    page = browser.visit("/settings")
    (form,) = page.tree.cssselect("#settings")
    fields = dict(form.form_values()) | {"language": "en"}
    moment = clock.now()
    body = SlowBody(
        urlencode(fields).encode(),
        lambda: monkeypatch.setattr(clock, "now", lambda: moment + timedelta(hours=3)),
    )
    answer = browser.client.post(
        form.get("action"),
        content_type="application/x-www-form-urlencoded",
        headers=browser.headers,
        **body.sent(),
    )
    assert (answer.status_code, language()) == (303, "en")
