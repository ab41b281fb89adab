"""One entry has a register number, one a name alone: a hint as far as one may know, and a step."""

import pytest

from app.coordination import queries
from app.coordination.models import Rest
from app.coordination.policy import CoordinationPermission

NUMBER = "12345678"
TITLE = "Misschien dezelfde organisatie"


@pytest.fixture
def likely(doing):
    """What may be the same for somebody: pairs of names and numbers."""

    def read(who):
        with doing.acting(who) as actor:
            coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
            found = queries.list_lookalikes(actor, coordination)
        return [(each.own_name, each.own_number, each.name, each.number) for each in found]

    return read


def test_the_number_of_another_is_taken_over_and_the_overlap_is_found(
    doing, browser_of, transaction
):
    theirs = doing.enter("bram", "Umc-Noord", number=NUMBER, named=("ijenv",))
    doing.plan("bram", theirs, "Audit", named=("ijenv",))
    ours = doing.enter("anna", "UMC Noord")
    doing.plan("anna", ours, "Gesprek")
    anna, place = browser_of("anna"), f"/coordination/entities/{ours.id}"
    radar = "/coordination/overlaps?at=2027-01-01"
    missed = anna.visit(radar)
    page = anna.visit(place)

    done = page.submit("#number-form-1")

    assert TITLE in missed.text("main")
    assert not missed.has(".sz-radar")
    assert TITLE in page.text("main")
    assert (done.status, doing.stored(ours).match_key) == (303, f"nr:{NUMBER}")
    found = anna.visit(radar)
    assert found.has(".sz-radar")
    assert TITLE not in found.text("main") + anna.visit(place).text("main")
    assert transaction.audited(ours.id)[-1] == "supervised_entity:number:take"


def test_what_is_not_shared_gives_no_hint(doing, browser_of, likely):
    doing.enter("bram", "UMC Noord", number=NUMBER)
    hidden = doing.enter("bram", "GGZ Zuid", number="11111111")
    doing.plan("bram", hidden, rest=Rest.PLANNED)
    ours = doing.enter("anna", "UMC Noord")
    doing.enter("anna", "GGZ Zuid")

    assert likely("anna") == []
    page = browser_of("anna").visit(f"/coordination/entities/{ours.id}")
    assert TITLE not in page.text("main")
    assert NUMBER not in page.body


def test_who_has_the_number_is_told_whom_to_ask(doing, browser_of, likely):
    doing.enter("bram", "UMC Noord", rest=Rest.EVERYTHING)
    ours = doing.enter("anna", "UMC Noord", number=NUMBER)

    page = browser_of("anna").visit(f"/coordination/entities/{ours.id}")

    assert likely("anna") == [("UMC Noord", NUMBER, "UMC Noord", "")]
    assert "Vraag IGJ" in page.text("main")
    assert not page.has("#number-form-1")


@pytest.mark.parametrize(
    ("theirs", "ours", "number", "found"),
    [
        ("Café Noord", "cafe-noord", "", True),
        ("UMC Noord", "UMC Zuid", "", False),
        ("UMC Noord", "UMC Noord", "22222222", False),  # two numbers are two organisations
        ("Ziekenhuis «Ω»", "Ziekenhuis", "", False),
    ],
)
def test_names_are_compared_as_everywhere(doing, likely, theirs, ours, number, found):
    doing.enter("bram", theirs, number=NUMBER, rest=Rest.EVERYTHING)
    doing.enter("anna", ours, number=number)

    assert bool(likely("anna")) == found


def test_only_a_number_that_is_likely_is_taken_over(doing, browser_of):
    doing.enter("bram", "UMC Noord", number=NUMBER, rest=Rest.EVERYTHING)
    ours = doing.enter("anna", "UMC Noord")
    page = browser_of("anna").visit(f"/coordination/entities/{ours.id}")

    for wrong in ("87654321", "", "x"):
        assert page.submit("#number-form-1", number=wrong).status == 422
    assert doing.stored(ours).register_number == ""
    assert not browser_of("bram").visit(f"/coordination/entities/{ours.id}").has("#number-form-1")


def test_another_workspace_is_never_looked_at(doing, likely):
    doing.enter("dirk", "UMC Noord", number=NUMBER, rest=Rest.EVERYTHING)
    doing.enter("anna", "UMC Noord")

    assert likely("anna") == []
