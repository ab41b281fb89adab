"""Requests to erase as a file: for the officers of who asks and of who must agree, nobody else.

IGJ asks for the line about what Bram brought, and IJenV must agree."""

from app.erasures import queries
from tests.support.taking import OWN_TAKEN

ADDRESS = "/privacy-register/erasures"


def test_each_of_the_two_reads_whose_turn_it_is(ask, line, officers, take_list, world):
    ask(line)

    told = {}
    for code in ("igj", "ijenv"):
        [row] = take_list(officers[code].browser, ADDRESS)
        told[code] = row.pop("Stand")
        assert (row["Logboek"], row["Regel"]) == (world.workspace.ref, line)
        assert (row["Gevraagd door"], row["Moet akkoord gaan"]) == ("IGJ", "IJenV")
        assert {(each["list"], each["rows"]) for each in take_list.told(code, OWN_TAKEN)} == {
            ("erasures", 1)
        }
    assert told == {"igj": "Wacht op de ander", "ijenv": "Wacht op jou"}


def test_nobody_else_takes_it_along(ask, line, officers, take_list, browser_of):
    ask(line)

    assert take_list.links(officers["ivho"].browser, ADDRESS) == []
    body = officers["ivho"].browser.visit(f"{ADDRESS}/export").body
    assert len(body.splitlines()) == 1, "only the headings"
    assert browser_of("bram").visit(f"{ADDRESS}/export").status in {403, 404}


def test_what_is_too_long_ago_for_the_page_is_in_the_file(
    ask, line, read, officers, take_list, monkeypatch
):
    ask(line)
    ask(read[1], asker="ijenv", agreeing="igj")
    officer, said = officers["igj"].browser, "Dit zijn alleen de nieuwste 1."
    assert said not in officer.visit(ADDRESS).text("main")

    monkeypatch.setattr(queries, "MOST", 1)

    assert said in officer.visit(ADDRESS).text("main")
    assert {row["Gevraagd door"] for row in take_list(officer, ADDRESS)} == {"IGJ", "IJenV"}
