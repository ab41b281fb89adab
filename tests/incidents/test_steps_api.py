"""Steps with cases for partners' systems: triage, terms, the committee, and reading its letters."""

import pytest

from tests.incidents.conftest import PLACE, REPORT_ASKED, TODAY, TRIAGED

HERE = f"{PLACE}/cases"
INVESTIGATED = {"outcome": "investigate", "reason": "Wij kijken zelf."}


@pytest.fixture
def case(register, clock_at):
    clock_at(TODAY)
    return f"{HERE}/{register()}"


@pytest.fixture
def with_committee(api_of, case):
    """A case on the agenda of a meeting of today, and that meeting's address."""
    anna = api_of("anna")
    anna.post(f"{case}/triage", json=TRIAGED)
    made = anna.post(f"{HERE}/meetings", json={"held_on": "2026-11-24"})
    assert made.status_code == 201
    assert api_of("bram").ask("PUT", f"{case}/agenda").status_code == 200
    return case, f"{HERE}/meetings/{made.json['id']}"


def test_a_triage_moves_the_case(api_of, case):
    told = api_of("bram").post(f"{case}/triage", json=TRIAGED | {"informs": ["municipality"]})

    assert told.status_code == 200
    assert (told.json["status"], told.json["due_on"]) == ("committee", None)
    assert [each["outcome"] for each in told.json["decisions"]] == ["to_committee"]
    assert told.json["terms"][0]["ended_on"] == "2026-11-24"


STEPS = [
    ("POST", "/triage", TRIAGED),
    (
        "POST",
        "/term",
        {"kind": "extended", "length": 2, "unit": "weeks", "reason": "Het verslag komt later."},
    ),
    ("PATCH", "", {"theme": "treatment"}),
]


@pytest.mark.parametrize(("method", "path", "body"), STEPS)
def test_a_step_upon_what_changed_is_refused_and_twice_is_not_two(api_of, case, method, path, body):
    anna = api_of("anna")
    seen = anna.get(case).headers["ETag"]
    stale = anna.ask(method, f"{case}{path}", json=body, headers={"If-Match": '"99"'})
    assert (stale.status_code, stale.mimetype) == (412, "application/problem+json")

    done = anna.ask(method, f"{case}{path}", json=body, headers={"If-Match": seen})
    again = anna.ask(method, f"{case}{path}", json=body, headers={"If-Match": seen})

    assert done.status_code == 200
    assert done.headers["ETag"] != seen
    # After a triage there is nothing to triage any more, whoever asks.
    assert again.status_code == (403 if path == "/triage" else 412)
    assert anna.get(case).json["version"] == done.json["version"]


@pytest.mark.parametrize(("method", "path", "body"), STEPS)
@pytest.mark.parametrize(("who", "status"), [("carla", 403), ("dirk", 404)])
def test_who_may_not_is_told_so_and_for_a_stranger_there_is_nothing(
    api_of, case, method, path, body, who, status
):
    refused = api_of(who).ask(method, f"{case}{path}", json=body)

    assert (refused.status_code, refused.mimetype) == (status, "application/problem+json")


WRONG = [
    ("POST", "/triage", TRIAGED | {"outcome": "urgent"}, "outcome"),
    ("POST", "/triage", TRIAGED | {"within": "perhaps"}, "within"),
    ("POST", "/triage", TRIAGED | {"reason": "Bel 111222333."}, "reason"),
    ("POST", "/triage", TRIAGED | {"name": "Jan"}, "name"),
    ("POST", "/term", {"kind": "extended", "reason": "Zo."}, "length"),
    ("PATCH", "", {"handled_by": "nvwa"}, "handled_by"),
]


@pytest.mark.parametrize(("method", "path", "body", "field"), WRONG)
def test_what_is_wrong_is_told_beside_its_field(api_of, case, method, path, body, field):
    refused = api_of("anna").ask(method, f"{case}{path}", json=body)

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == [field]


def test_marks_that_are_left_out_stay(api_of, case):
    anna = api_of("anna")
    anna.ask("PATCH", case, json={"theme": "treatment", "aspect": "resources"})

    told = anna.ask("PATCH", case, json={"aspect": None}).json

    assert (told["theme"], told["aspect"], told["handled_by"]) == ("treatment", None, "ijenv")


def test_the_committee_meets_decides_and_closes_its_list(api_of, with_committee):
    case, meeting = with_committee
    anna = api_of("anna")
    told = anna.post(f"{case}/decision", json=REPORT_ASKED)
    assert (told.json["status"], told.json["due_on"]) == ("report_asked", "2027-01-19")
    corrected = anna.post(f"{case}/decision", json=INVESTIGATED)
    assert corrected.json["status"] == "investigation"

    closed = anna.post(f"{meeting}/closing")

    assert closed.json["closed_at"]
    read = api_of("carla").get(meeting).json
    outcomes = [each["outcome"] for each in read["agenda"][0]["decisions"]]
    assert outcomes == ["ask_report", "investigate"]
    assert anna.post(f"{case}/decision", json=REPORT_ASKED).status_code == 422
    assert anna.post(f"{meeting}/closing").status_code == 403
    listed = anna.get(f"{HERE}/meetings").json["items"]
    assert [(each["held_on"], each["cases"]) for each in listed] == [("2026-11-24", 1)]


def test_the_agenda_is_put_as_it_is_wanted_however_often(api_of, with_committee):
    case, meeting = with_committee
    bram = api_of("bram")
    before = bram.get(case).json["version"]

    assert bram.ask("PUT", f"{case}/agenda").json["version"] == before
    assert len(bram.get(meeting).json["agenda"]) == 1
    for _twice in range(2):
        assert bram.ask("DELETE", f"{case}/agenda").json["version"] == before + 1
    assert bram.get(meeting).json["agenda"] == []


@pytest.mark.parametrize(("who", "status"), [("bram", 403), ("carla", 403), ("dirk", 404)])
def test_who_does_not_coordinate_plans_decides_and_closes_nothing(
    api_of, with_committee, who, status
):
    case, meeting = with_committee
    api = api_of(who)

    assert api.post(f"{HERE}/meetings", json={"held_on": "2026-12-01"}).status_code == status
    assert api.post(f"{case}/decision", json=REPORT_ASKED).status_code == status
    assert api.post(f"{meeting}/closing").status_code == status


def test_a_letter_is_read_with_who_agrees_and_only_read(api_of, drafted, browser_of):
    address = f"{HERE}/{drafted.partition('/cases/')[2]}"
    browser_of("bram").visit(drafted).submit("#judge-form", says="ask", words="Noem de dag.")

    told = api_of("carla").get(address).json

    says = {each["organisation"]: (each["says"], each["words"]) for each in told["parties"]}
    assert says == {"ijenv": (None, ""), "igj": ("asked", "Noem de dag.")}
    assert (told["text"], told["sha256"]) == (1, None)
    case = api_of("anna").get(f"{HERE}/{told['case']}").json
    assert case["letters"] == [{"id": told["id"], "text": 1, "is_final": False}]
    assert api_of("dirk").get(address).status_code == 404
    assert api_of("anna").post(f"{address}/agreement", json={}).status_code == 404
