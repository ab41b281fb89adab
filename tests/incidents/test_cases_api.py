"""Cases for partners' systems: each caller gets what the person may know, and no more."""

import pytest

from app.kernel import clock
from app.workspaces.models import ParticipantRole
from tests.incidents.conftest import PLACE

HERE = f"{PLACE}/cases"
SENT = {
    "kind": "violence",
    "sender": "halt",
    "received_on": "2026-11-02",
    "institution": "Het Baken",
    "facts": "Een jeugdige raakte gewond.",
    "handled_by": "igj",
}


@pytest.fixture
def sent():
    return SENT | {"received_on": clock.today().isoformat()}


def test_a_report_is_registered_and_read_with_its_terms(api_of, sent):
    made = api_of("bram").ask("POST", HERE, json=sent)
    assert made.status_code == 201

    told = api_of("carla").ask("GET", f"{HERE}/{made.json['id']}").json

    assert (told["handled_by"], told["status"]) == ("igj", "registered")
    assert [each["code"] for each in told["terms"]] == ["register"]
    assert told["decisions"] == []


def test_pages_of_the_list_follow_each_other(api_of, register):
    made = {str(register()) for _each in range(5)}
    api, found, cursor = api_of("anna"), [], ""
    for _page in range(3):
        page = api.ask("GET", f"{HERE}?limit=2&cursor={cursor}").json
        found += [each["id"] for each in page["items"]]
        cursor = page["next"]

    assert cursor is None
    assert set(found) == made
    assert len(found) == 5
    assert api.ask("GET", f"{HERE}?status=closed").json["items"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"facts": "Mail m.devries@example.nl"},
        {"handled_by": "nvwa"},
        {"received_on": "2099-01-01"},
        {"kind": "other"},
        {"name": "Jan"},
        {"institution": ""},
    ],
)
def test_what_is_wrong_is_told(api_of, sent, wrong):
    assert api_of("anna").ask("POST", HERE, json=sent | wrong).status_code == 422


def test_who_may_not_see_them_finds_none(api_of, sent, register, as_part):
    case_id = register()
    as_part("ivho", ParticipantRole.GUEST)
    for who in ("carla", "dirk"):
        assert api_of(who).ask("GET", HERE).status_code == 404
        assert api_of(who).ask("GET", f"{HERE}/{case_id}").status_code == 404
        assert api_of(who).ask("POST", HERE, json=sent).status_code == 404
    assert api_of("wim").ask("POST", HERE, json=sent).status_code == 403
    for odd in ("status=nonsense", "cursor=x", "limit=0"):
        assert api_of("anna").ask("GET", f"{HERE}?{odd}").status_code in (400, 422)
