"""The log of the installation: two duties of any partner read and check it.

Els administers for IJenV, the officer (made here) is of NVWA; Bram is neither."""

import json

import pytest
from sqlalchemy import text

from app.adapters.keys import MasterKey
from app.identity import queries
from app.identity.service import openings, people
from app.kernel.access import system_actor
from app.kernel.audit.models import PLATFORM_TREE
from app.kernel.web.house import house_of
from app.oversight import platform, verifier
from app.oversight.service import sign_logs
from tests.support.acting import acting
from tests.support.officers import make_officer
from tests.support.turning import addresses_of

COMMAND = system_actor("command")
SIGNER = system_actor("oversight.sign")


@pytest.fixture
def happened(app, world):
    """A command closed the provider of IGJ and entered somebody of IvhO."""
    with acting(app, COMMAND):
        openings.close_provider(COMMAND, queries.find_any_provider("igj"))
        openings.open_provider(COMMAND, queries.find_any_provider("igj"))
        people.enter(
            COMMAND,
            queries.get_organisation("ivho"),
            name="Geheime Naam",
            email="geheim@ivho.example",
            duties=("administrator",),
        )


@pytest.fixture
def officer(app, world, transaction):
    return make_officer(app, world, transaction, code="nvwa")[0]


@pytest.fixture
def signed(app, happened):
    with acting(app, SIGNER):
        sign_logs(
            SIGNER,
            master=house_of(app).tool(MasterKey),
            public_url=str(house_of(app).settings.public_url),
        )


def test_both_duties_read_what_a_command_did(happened, browser_of, officer):
    for browser in (browser_of("els"), officer):
        page = browser.visit("/platform-log")
        told = page.text("tbody")
        assert page.status == 200
        assert "sloot de inlogvoorziening" in told
        assert "Een opdracht op de machine" in told
        assert "igj" in told


def test_people_of_others_are_not_named(happened, browser_of):
    body = browser_of("els").visit("/platform-log").body
    assert "Geheime Naam" not in body
    assert "iemand van" in body


@pytest.mark.parametrize("who", ["anna", "bram", "dirk"])
def test_others_are_told_who_may(happened, browser_of, who):
    assert browser_of(who).visit("/platform-log").status == 403
    assert browser_of(who).visit("/platform-log/lines").status == 403


def test_sign_ins_stay_closed_to_them(app, browser_of, world, transaction, officer):
    """Row security itself shows a line about a sign-in to nobody but who it is."""
    browser_of("bram")
    with acting(app, COMMAND):
        people.block(COMMAND, queries.get_person(world.person("bram").id))
    els = world.actor("els")
    with acting(app, els) as session:
        seen = session.execute(
            text("select distinct action from log_entry where tree_id = :id"),
            {"id": PLATFORM_TREE},
        ).scalars()
        assert set(seen) <= set(map(str, platform.TRUST))


def test_the_stand_alone_verifier_finds_it_right(signed, browser_of, tmp_path, capsys):
    els = browser_of("els")
    found = els.visit("/platform-log/lines").body
    lines = [json.loads(each) for each in found.splitlines()]
    assert any("leaf_hash" in each for each in lines[1:]) or len(lines) > 1
    path = tmp_path / "log.jsonl"
    path.write_text(found)
    assert verifier.main(["log", str(path)]) == 0

    changed = found.replace("organisation:provider:close", "organisation:provider:claim")
    assert changed != found
    path.write_text(changed)
    assert verifier.main(["log", str(path)]) != 0


def test_systems_get_checkpoint_and_proofs(signed, api_of, browser_of):
    els, bram = api_of("els"), api_of("bram")
    assert els.get("/platform-log/checkpoint").status_code == 200
    items = els.get("/platform-log").json["items"]
    index = next(each["index"] for each in items if "entry" in each)
    proof = els.get(f"/platform-log/proof?index={index}").json
    assert proof["leaf_hash"]
    assert els.get("/platform-log/consistency?from=1").status_code == 200
    assert bram.get("/platform-log").status_code == 403
    assert bram.get("/platform-log/checkpoint").status_code == 403


def test_what_the_wall_shows_is_what_the_page_asks(app, transaction):
    with transaction.as_owner() as owner:
        shown = owner.execute(
            text(
                "select pg_get_expr(polqual, polrelid) from pg_policy where polname = 'trust_sees'"
                " and polrelid = 'log_entry'::regclass"
            )
        ).scalar_one()
    assert [each for each in platform.TRUST if f"'{each}'" not in shown] == []


@pytest.mark.parametrize("before", ["-99999999999999999999999", "99999999999999999999999", "-1"])
def test_a_page_that_is_not_there_is_an_empty_or_the_first_one(happened, browser_of, before):
    assert browser_of("els").visit(f"/platform-log?before={before}").status == 200


@pytest.mark.parametrize("before", ["-99999999999999999999999", "99999999999999999999999"])
def test_nor_is_it_a_fault_in_the_log_of_a_workspace(browser_of, world, before):
    for about in ("", "&about=own"):
        address = f"/workspaces/{world.workspace.ref}/log?before={before}{about}"
        assert browser_of("anna").visit(address).status == 200


def test_blocking_tokens_and_invitations_stand_in_it_without_names(app, browser_of, world):
    with acting(app, COMMAND):
        ivho = queries.get_organisation("ivho")
        person, _code = people.enter(
            COMMAND, ivho, name="Geheime Naam", email="geheim@ivho.example", duties=()
        )
    with acting(app, COMMAND):
        people.make_token(COMMAND, person, name="geheim", scope="read", days=5)
        people.block(COMMAND, person)
    page = browser_of("els").visit("/platform-log")
    told = page.text("tbody")
    for verb in ("nodigde uit", "maakte een toegangssleutel", "blokkeerde"):
        assert verb in told
    assert "Geheime Naam" not in page.body


def test_a_later_page_leads_back_to_the_newest(happened, browser_of):
    first = browser_of("els").visit("/platform-log")
    later = browser_of("els").visit("/platform-log?before=9999")

    assert not addresses_of(first, "Naar de nieuwste")
    assert addresses_of(later, "Naar de nieuwste") == ["/platform-log"]
