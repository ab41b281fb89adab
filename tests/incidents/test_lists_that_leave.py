"""Lists with people or cases in them that leave stand in the log: which, how long, how narrowed."""

import json
import sys

import pytest
from sqlalchemy import text

from app.oversight.jobs import sign_logs
from app.running import around_job
from tests.incidents.conftest import CASES

PLACE = CASES.removesuffix("/cases")
TAKEN = text(
    "select entry from log_entry where action = 'workspace:list:take' and object_id = :by"
    ' order by at, "index"'
)


@pytest.fixture
def sign(app):
    return around_job(app)(sign_logs.run)


@pytest.fixture
def taken_by(transaction, world):
    """What stands in the log of the lists that somebody of an organisation took along."""

    def facts(code="ijenv"):
        with transaction.as_owner() as owner:
            by = world.organisations[code].id
            lines = [bytes(each) for each in owner.execute(TAKEN, {"by": by}).scalars()]
        return [json.loads(each)["facts"] for each in lines]

    return facts


def test_a_partners_system_and_a_printer_take_them_along_too(
    browser_of, api_of, register, taken_by, sign
):
    for _each in range(2):
        register()
    sign()
    system, anna = api_of("anna"), browser_of("anna")
    assert len(system.get(f"{CASES}?status=registered").get_json()["items"]) == 2
    assert len(system.get(f"{PLACE}/log?limit=1").get_json()["items"]) == 1
    assert anna.visit(f"{PLACE}/log/print?kind=people").status == 200
    assert anna.visit(f"{PLACE}/log/verification/lines").status == 200

    facts = taken_by()
    assert [(each["list"], each["narrowed"]) for each in facts] == [
        ("cases", ["status"]),
        ("log", []),
        ("log", ["kind"]),
        ("log", []),
    ]
    assert [facts[at]["rows"] for at in (0, 1, 3)] == [2, 1, 2]


def test_who_takes_a_list_along_stands_in_the_log(browser_of, register, transaction, world):
    register(institution="Het Baken")
    anna = browser_of("anna")
    for path in (
        f"{CASES}/export?format=csv&q=baken&show=open&more=typed",
        f"{PLACE}/tasks/export?words=baken",
        f"{PLACE}/tasks/terms/export",
        f"{PLACE}/findings/export?format=xlsx",
        f"{PLACE}/observations/export?subject=baken",
        f"{PLACE}/follow-ups/export",
        f"{PLACE}/log/export?kind=people",
        f"{PLACE}/log/pdf?organisation={world.organisations['ijenv'].id}",
        "/follow-ups/export?q=baken",
    ):
        assert anna.visit(path).status == 200, path

    with transaction.as_owner() as owner:
        by = world.organisations["ijenv"].id
        lines = [bytes(each) for each in owner.execute(TAKEN, {"by": by}).scalars()]
    facts = [json.loads(each)["facts"] for each in lines]

    assert [(each["list"], each["narrowed"]) for each in facts] == [
        ("cases", ["q", "show"]),
        ("tasks", ["words"]),
        ("terms", []),
        ("findings", []),
        ("observations", ["subject"]),
        ("follow_ups", []),
        ("log", ["kind"]),
        ("log", ["organisation"]),
        ("follow_ups", ["q"]),
    ]
    assert (facts[0]["rows"], facts[0]["workspaces"]) == (1, [str(world.workspace.id)])
    assert not [each for each in lines if b"baken" in each.lower() or b"typed" in each]


def test_the_page_to_print_says_that_there_is_more(browser_of, register, monkeypatch):
    for number in range(3):
        register(institution=f"Huis {number}")
    page = browser_of("anna").visit(f"{PLACE}/log/print")
    assert "Dit zijn alleen de nieuwste" not in page.text("main")

    monkeypatch.setattr(sys.modules["app.oversight.views.log"], "PRINTED", 2)
    page = browser_of("anna").visit(f"{PLACE}/log/print")

    assert "Dit zijn alleen de nieuwste 2 regels van je keuze." in page.text("main")
