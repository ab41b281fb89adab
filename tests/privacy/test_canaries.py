"""Nothing of another organisation stands in the register: no title, no name, no count.

What IJenV and NVWA do, however much, changes not one byte of what IGJ's officer reads."""

import pytest
from sqlalchemy import text

from tests.support.documents import rule_for
from tests.support.twins import NEW_EACH_TIME

PARTS = (
    "",
    "/export",
    "/disclosures",
    "/disclosures/export",
    "/special-data",
    "/special-data/export",
    "/openings",
    "/openings/export",
    "/data-subjects",
)
CANARY = "kanarie-van-een-ander"
FLAGS = {"is_criminal_data": True, "is_special_category": True}
NAMED = {"special_data": ("criminal_data", "special_category")}


@pytest.fixture
def read(officer):
    """Everything IGJ's officer reads, without what is new in every answer."""

    def bodies():
        found = {}
        for part in PARTS:
            page = officer.visit(f"/privacy-register{part}")
            assert page.status == 200
            found[part] = NEW_EACH_TIME.sub("", page.body)
        return found

    return bodies


@pytest.fixture
def others_work(library, api_of, browser_of, world, transaction):
    """IJenV brings, gives, opens, writes and leaves a lot; nothing of it is IGJ's."""

    def work():
        given = rule_for("igj", "download", purpose=CANARY, **NAMED)
        to_third = rule_for("ivho", "download", purpose=CANARY, **NAMED)
        for number in range(3):
            document = library.bring(
                "anna", given, to_third, title=f"{CANARY} {number}", name=f"{CANARY}.txt", **FLAGS
            )
            for who in ("carla", "wim"):
                api_of(who).get(f"/documents/{document.id}/content")
        library.share("anna", document.id)
        with transaction.as_owner() as owner:
            owner.execute(
                text("update person set name = :canary where login in ('wim', 'carla', 'dirk')"),
                {"canary": CANARY},
            )

    return work


def test_what_others_do_changes_nothing(library, read, others_work):
    library.bring("bram", rule_for("ijenv", "download", **NAMED), title="Van ons", **FLAGS)
    before = read()
    others_work()
    after = read()
    assert all(CANARY not in body for body in after.values())
    assert [part for part in PARTS if before[part] != after[part]] == []


def test_the_canary_would_sing(library, read, others_work, officer_of):
    """The proof that the test above can fail: the officer of IJenV does read it."""
    others_work()
    theirs = officer_of("ijenv")[0]
    told = [theirs.visit(f"/privacy-register{part}").body for part in PARTS]
    assert sum(CANARY in body for body in told) >= 4


def test_looking_for_the_canary_finds_nothing(others_work, officer):
    others_work()
    page = officer.visit("/privacy-register/data-subjects")
    answer = page.submit("#subject-form", words=CANARY, reason="access")
    assert answer.status == 200
    assert "Niets gevonden" in answer.text("main")


def test_names_are_those_of_who_opened_ours_and_no_others(
    library, api_of, officer, transaction, world
):
    document = library.bring("bram", rule_for("ijenv", "download"), title="Van ons")
    assert api_of("anna").get(f"/documents/{document.id}/content").status_code == 200
    bodies = "".join(officer.visit(f"/privacy-register{part}").body for part in PARTS)
    names = {who: person.name for who, person in world.people.items()}
    told = {who for who, name in names.items() if name in bodies}
    assert told == {"anna", "bram"}
