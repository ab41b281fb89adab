"""Reports for partners' systems: read, build, freeze; never sign."""

import pytest


@pytest.fixture
def finding(desk):
    return desk.finding("bram")


def body(finding, **changed):
    seats = [{"organisation": code, "office": "hoofdinspecteur"} for code in ("ijenv", "igj")]
    return {"title": "Rapport", "findings": [str(finding)], "seats": seats, **changed}


def test_a_report_is_built_frozen_and_read(api_of, desk, place, finding):
    api = api_of("anna")
    made = api.post(place, json=body(finding))
    assert (made.status_code, made.json["status"], made.json["sha256"]) == (201, "draft", None)

    read = {"If-Match": made.headers["ETag"]}
    frozen = api.post(f"/reports/{made.json['id']}/freeze", headers=read)
    assert (frozen.status_code, frozen.json["status"]) == (200, "signing")
    assert [each["status"] for each in frozen.json["seats"]] == ["waiting", "waiting"]

    listed = api_of("carla").get(place).json["items"]
    assert listed == [frozen.json]
    file = api_of("carla").get(f"/reports/{made.json['id']}/pdf")
    assert (file.mimetype, file.data[:5]) == ("application/pdf", b"%PDF-")


def test_a_signed_seat_says_who_when_and_by_which_mandate(api_of, desk):
    report = desk.frozen()
    desk.sign("cora", report)

    seat = api_of("anna").get(f"/reports/{report}").json["seats"][1]

    assert (seat["organisation"], seat["status"], seat["by"], seat["mandate"]) == (
        "igj",
        "signed",
        "Cora",
        "IGJ-2026-01",
    )


@pytest.mark.parametrize(("who", "status"), [("bram", 403), ("carla", 403), ("dirk", 404)])
def test_only_the_lead_builds_and_freezes(api_of, desk, place, finding, who, status):
    report = desk.report(finding)

    assert api_of(who).post(place, json=body(finding)).status_code == status
    assert api_of(who).post(f"/reports/{report}/freeze").status_code == status


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"findings": []}, "chapters"),
        ({"title": ""}, "title"),
        ({"quorum": 2}, "quorum"),
        ({"seats": [{"organisation": "igj", "office": "x"}] * 1001}, "seats"),
    ],
)
def test_wrong_input_is_named(api_of, place, finding, wrong, field):
    answer = api_of("anna").post(place, json=body(finding, **wrong))

    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_a_stale_match_freezes_nothing(api_of, desk, finding):
    report = desk.report(finding)

    answer = api_of("anna").post(f"/reports/{report}/freeze", headers={"If-Match": '"7"'})

    assert (answer.status_code, desk.read(report)[0].status) == (412, "draft")


def test_a_token_cannot_sign(app, desk, api_of):
    report = desk.frozen()
    rules = [rule.rule for rule in app.url_map.iter_rules() if "sign" in rule.rule.split("/")]

    assert [rule for rule in rules if rule.startswith("/api/")] == []
    assert api_of("cora").post(f"/reports/{report}/sign").status_code == 404
