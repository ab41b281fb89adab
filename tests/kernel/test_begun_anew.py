"""A view that trips over what went away meanwhile is begun once more, when nothing was kept yet."""

import io

import pytest

from app.identity.actions import IdentityAction
from tests.support import doorway


@pytest.fixture
def trips(monkeypatch):
    """Let the view trip so many times."""

    def set_(times):
        monkeypatch.setattr(doorway, "STUMBLES", ["gone"] * times)

    return set_


@pytest.fixture
def send(bram_here):
    """Send a form that only the door reads."""
    token = bram_here.visit("/settings").tree.cssselect("input[name=csrf_token]")[0].get("value")

    def post(path="/doorway/stumbles", **fields):
        return bram_here.send(path, {"csrf_token": token, **fields})

    return post


@pytest.mark.parametrize(("times", "status"), [(0, 200), (1, 200), (2, 500)])
def test_a_page_is_begun_once_more_and_no_more(bram_here, trips, times, status):
    trips(times)

    assert bram_here.visit("/doorway/stumbles").status == status
    assert doorway.STUMBLES == []


def test_a_form_is_read_again(send, trips):
    trips(1)
    page = send(said="again")

    assert (page.status, page.text()) == (200, "again")


def test_what_was_kept_is_not_done_twice(send, trips, doorway_transaction, standing_world):
    trips(1)
    page = send("/doorway/stumbles?kept=1")

    assert page.status == 500
    told = doorway_transaction.audited(standing_world.person("bram").id)
    assert told.count(str(IdentityAction.SETTINGS_CHANGED)) == 1


def test_a_file_was_read_away(send, trips):
    trips(1)

    assert send(file=(io.BytesIO(b"x"), "x.txt")).status == 500
    assert send().status == 200


def test_what_is_refused_is_refused_at_once(bram_here, trips):
    trips(1)

    assert bram_here.visit("/doorway/room?gone").status == 404
    assert len(doorway.STUMBLES) == 1
