"""The moments of reminders: a person's own, else the organisation's, else what Samenzicht proposes.

What is filled in while one follows another is never left unread."""

from __future__ import annotations

import base64
import json

import pytest
from sqlalchemy import text

OF_ALL = "/notices/settings/organisation"
OWN = "/notices/settings"


@pytest.fixture
def choose_for_igj(transaction, world):
    """Let IGJ choose moments, past the form."""

    def put(moments):
        with transaction.as_owner() as owner:
            owner.execute(
                text(
                    "insert into organisation_hours (organisation_id, moments) values (:home, :at)"
                ),
                {"home": world.organisations["igj"].id, "at": moments},
            )

    return put


@pytest.mark.parametrize(
    ("own", "common", "moment", "expected"),
    [
        (None, None, "2026-11-20 06:00", [("bram", 7)]),
        (None, [14, 3], "2026-11-13 06:00", [("bram", 14)]),
        (None, [14, 3], "2026-11-24 06:00", [("bram", 3)]),
        (None, [3], "2026-11-20 06:00", []),
        ([1], [14, 3], "2026-11-24 06:00", []),
        ([], [14, 3], "2026-11-24 06:00", []),
    ],
)
def test_a_person_goes_before_the_organisation_and_that_before_us(
    due_task, remind, reminded, clock_at, choose, choose_for_igj, own, common, moment, expected
):
    due_task()
    if own is not None:
        choose("bram", moments=own)
    if common is not None:
        choose_for_igj(common)
    clock_at(moment)
    remind()
    assert reminded() == expected


def test_who_chose_only_being_away_follows_the_organisation(
    due_task, remind, reminded, clock_at, browser_of, choose_for_igj
):
    due_task()
    choose_for_igj([14])
    browser_of("bram").visit(OWN).submit(
        "#choice-form", away_from="2027-01-04", away_until="2027-01-08"
    )
    clock_at("2026-11-13 06:00")
    remind()
    assert reminded() == [("bram", 14)]


def test_a_coordinator_chooses_the_moments_for_all_and_the_log_tells(browser_of, transaction):
    page = browser_of("anna").visit(OF_ALL)
    done = page.submit("#hours-form", moments_by="own", moments=["14", "0"])
    assert done.status == 303
    with transaction.as_owner() as owner:
        assert owner.execute(text("select moments from organisation_hours")).scalar_one() == [14, 0]
        entry = owner.execute(
            text("select entry from log_entry where action = 'organisation:hours:set'")
        ).scalar_one()
    assert b'"moments":[14,0]' in bytes(entry)
    told = browser_of("wim").visit(OWN).text("#hours-now")
    assert "Twee weken ervoor en op de laatste dag. Je organisatie koos dit" in told


def test_nobody_takes_all_reminders_of_colleagues_away(browser_of, transaction):
    answer = browser_of("anna").visit(OF_ALL).submit("#hours-form", moments_by="own", moments=[])
    assert answer.status == 422
    assert "Kies minstens één moment" in answer.text()
    with transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from organisation_hours")).scalar_one() == 0


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"moments": ["14"]}, "moments"),
        ({"moments": []}, "moments"),
        ({"mail_hours": ["9"]}, "mail_hours"),
        ({"mail_hours": []}, "mail_hours"),
        ({"quiet_from": "22"}, "quiet_from"),
        ({"quiet_until": "6"}, "quiet_until"),
        ({"quiet_from": "", "quiet_until": ""}, "quiet_from"),
        ({"rests": []}, "rests"),
    ],
)
@pytest.mark.parametrize(
    ("who", "page", "form", "table"),
    [
        ("bram", OWN, "#choice-form", "notice_choice"),
        ("anna", OF_ALL, "#hours-form", "organisation_hours"),
    ],
)
def test_what_is_filled_in_while_another_is_followed_is_not_left_unread(
    browser_of, transaction, who, page, form, table, typed, field
):
    answer = browser_of(who).visit(page).submit(form, **typed)
    assert answer.status == 422
    assert "Dit geldt pas als je hierboven kiest" in answer.text(form)
    assert answer.tree.cssselect(f"#{field}[aria-invalid], fieldset#{field}[aria-describedby]")
    with transaction.as_owner() as owner:
        assert owner.execute(text(f"select count(*) from {table}")).scalar_one() == 0


def test_following_again_with_what_stood_there_is_following(browser_of, choose, transaction):
    choose("bram", moments=[14], mail_hours=[9], quiet_from=1, quiet_until=2)
    page = browser_of("bram").visit(OWN)
    follows = dict.fromkeys(("moments_by", "digest_by", "rest_by"), "follows")
    assert page.submit("#choice-form", **follows).status == 303
    with transaction.as_owner() as owner:
        row = owner.execute(text("select moments, mail_hours, rests from notice_choice")).one()
    assert tuple(row) == (None, None, None)


@pytest.mark.parametrize(
    "parts",
    [
        ["2026-11-20T06:00:00", "0190b0c2-0000-7000-8000-000000000000"],
        ["gisteren", "0190b0c2-0000-7000-8000-000000000000"],
        ["2026-11-20T06:00:00+00:00", "geen sleutel"],
    ],
    ids=["no zone", "no moment", "no key"],
)
def test_a_cursor_that_is_none_is_refused_by_the_api_and_is_the_first_page_on_screen(
    api_of, browser_of, parts
):
    cursor = base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()
    answer = api_of("bram").get(f"/notifications?cursor={cursor}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "cursor"
    assert browser_of("bram").visit("/notices?before=" + "_".join(parts)).status == 200
