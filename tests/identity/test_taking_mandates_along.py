"""The register of mandates as a file: everybody of the organisation takes along that of its own.

Bram and Cora are of IGJ, and Cora holds a mandate there; Anna is of IJenV."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from app.identity.models import Mandate
from app.kernel import clock
from tests.support.taking import OWN_TAKEN

LIST = "/mandates"


@pytest.fixture
def away(world, transaction):
    """Cora is away this week, and Bram stands in for her."""
    today = clock.today()
    changed = {
        "deputy_id": world.person("bram").id,
        "absent_from": today,
        "absent_until": today + timedelta(days=7),
        "covers": "=alle rapporten",
    }
    with transaction.as_owner() as owner:
        hers = Mandate.holder_id == world.person("cora").id
        owner.execute(update(Mandate).where(hers).values(**changed))
        return owner.query(Mandate).where(hers).one()


def test_it_says_who_may_sign_what_and_who_stands_in(away, take_list):
    [row] = take_list("bram", LIST)

    assert (row["Nummer"], row["Functie"]) == (away.number, away.office)
    assert (row["Houder"], row["Vervangt vandaag"]) == ("Cora", "Bram")
    assert row["Wat mag worden getekend"] == "=alle rapporten"
    assert row["Laatste dag"] == datetime(*away.valid_to.timetuple()[:3])
    assert row["Stand"] == "Geldig"


def test_of_another_organisation_there_is_nothing_in_it(away, take_list):
    holders = {row["Houder"] for row in take_list("anna", LIST)}

    assert "Cora" not in holders
    assert {(each["list"], each["rows"]) for each in take_list.told("ijenv", OWN_TAKEN)} == {
        ("mandates", len(holders))
    }
    assert take_list.told("igj", OWN_TAKEN) == []


def test_a_mandate_that_is_over_says_so(away, take_list, transaction):
    with transaction.as_owner() as owner:
        yesterday = clock.today() - timedelta(days=1)
        owner.execute(
            update(Mandate)
            .where(Mandate.id == away.id)
            .values(valid_to=yesterday, absent_from=None, absent_until=None, deputy_id=None)
        )

    [row] = take_list("cora", LIST)

    assert (row["Stand"], row["Vervangt vandaag"]) == ("Beëindigd", None)
