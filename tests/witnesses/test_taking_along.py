"""Witnesses as a file, for administrators: Els is one, Anna is none."""

import json

from sqlalchemy import text

from tests.support.hostile_witnesses import MINE

LIST = "/administration/witnesses"


def test_each_witness_is_there_with_who_asked_and_how_it_is(watch, take_list, transaction):
    watch.ask(MINE, "https://getuige.igj.example")

    [row] = take_list("els", LIST)

    assert (row["Adres"], row["Van"]) == ("https://getuige.igj.example", "IGJ")
    assert (row["Gevraagd door"], row["Stand"]) == ("Els", "Wacht")
    with transaction.as_owner() as owner:
        asked = text("select entry from log_entry where action = 'organisation:list:take'")
        told = [json.loads(bytes(each)) for each in owner.execute(asked).scalars()]
    assert [(each["facts"]["list"], each["facts"]["rows"]) for each in told] == [
        ("witnesses", 1),
        ("witnesses", 1),
    ]


def test_who_does_not_administer_takes_none_along(watch, browser_of):
    assert browser_of("anna").visit(f"{LIST}/export").status in {403, 404}
