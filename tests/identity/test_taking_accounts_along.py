"""Organisations and accounts as files, for administrators: Els is one, Anna is none."""

import pytest
from sqlalchemy import update

from app.identity.models import Person
from app.identity.queries import administration
from app.kernel import clock
from tests.support.taking import OWN_TAKEN

LIST = "/administration"
OF_IGJ = f"{LIST}/organisations/igj"


def test_each_organisation_is_there_with_its_accounts(take_list, browser_of):
    rows = {row["Code"]: row for row in take_list("els", LIST)}

    assert {"igj", "ijenv", "ivho", "nvwa"} <= set(rows)
    assert (rows["igj"]["Kenteken"], rows["igj"]["Inloggen"]) == ("IGJ", "Open")
    assert browser_of("anna").visit(f"{LIST}/export").status in {403, 404}


def test_accounts_leave_whole_or_narrowed_and_it_is_written_down(
    take_list, world, transaction, monkeypatch
):
    with transaction.as_owner() as owner:
        his = Person.id == world.person("bram").id
        owner.execute(update(Person).where(his).values(blocked_at=clock.now()))
    everybody = {row["Naam"]: row for row in take_list("els", OF_IGJ)}

    assert {"Bram", "Cora"} <= set(everybody)
    assert everybody["Bram"]["Stand"] == "Geblokkeerd"
    assert [row["Naam"] for row in take_list("els", f"{OF_IGJ}?q=cora")] == ["Cora"]
    told = take_list.told("igj", OWN_TAKEN)
    assert [(each["list"], each["rows"]) for each in told] == [
        ("accounts", len(everybody)),
        ("accounts", len(everybody)),
        ("accounts", 1),
        ("accounts", 1),
    ]
    assert [each["narrowed"] for each in told] == [[], [], ["q"], ["q"]]


def test_more_are_in_the_file_than_on_the_page(take_list, monkeypatch):
    whole = len(take_list("els", OF_IGJ))
    assert whole > 1
    monkeypatch.setattr(administration, "MOST_ACCOUNTS", 1)

    assert len(take_list("els", OF_IGJ)) == whole


@pytest.mark.parametrize("who", ["anna", "bram", "dirk"])
def test_who_does_not_administer_takes_no_accounts_along(browser_of, who):
    assert browser_of(who).visit(f"{OF_IGJ}/export").status in {403, 404}
