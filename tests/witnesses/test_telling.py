"""What operators and privacy officers hear when a witness saw another log, or is silent."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import text

from app.checking import database as checking
from app.kernel import clock
from app.kernel.access import system_actor
from app.running import Databases, around_job
from app.witnesses import queries
from app.witnesses.jobs import tell_officer
from tests.support.acting import acting
from tests.support.hostile_witnesses import MINE, note_in, pretending, say


@pytest.fixture
def objecting(watch, transaction):
    """A witness of IGJ that saw another log, and has been silent since yesterday."""

    def conflict(handler, body):
        say(handler, 409, note_in(body).split("\n")[1] + "\n", kind="text/x.tlog.size")

    with pretending(conflict) as url:
        witness_id = watch.add(MINE, url)
        watch.lengthen()
        watch.round()
    with transaction.as_owner() as owner:
        since = clock.now() - timedelta(days=1)
        owner.execute(text("update witness_view set faulty_since = :at"), {"at": since})
    return witness_id


def test_numbers_tell_of_it(app, objecting):
    with acting(app, system_actor("test")):
        found = queries.count_trouble()
    assert (found.proven, found.silent) == (0, 1)
    assert found.split >= 1


def test_an_administrator_reads_numbers_and_why_and_no_name_of_a_place(
    browser_of, objecting, world
):
    els = browser_of("els")
    page = els.visit("/administration/witnesses")
    assert "zag een getuige een ander logboek" in page.text(".utrecht-alert--error")
    why = els.visit(f"/administration/witnesses/{objecting}").text("[aria-labelledby=faults]")
    assert "Hij zegt dat hij een ander logboek zag." in why
    assert world.workspace.ref not in page.text() + why


def test_without_witnesses_there_is_nothing_to_tell(app, world):
    with acting(app, system_actor("test")):
        assert queries.count_trouble() == queries.Trouble(split=0, proven=0, silent=0)


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (queries.Trouble(0, 0, 0), []),
        (queries.Trouble(2, 1, 0), ["another log than 2 of ours, and our own signature"]),
        (queries.Trouble(1, 0, 3), ["another log than 1 of ours:", "3 witnesses have not"]),
    ],
)
def test_check_tells_of_it(monkeypatch, application, trouble, told):
    monkeypatch.setattr(queries, "count_trouble", lambda: trouble)
    url = application.extensions["samenzicht"].database.engine.url
    given = url.render_as_string(hide_password=False)
    found = list(checking.witness_troubles(Databases(given, given, given)))
    assert len(found) == len(told)
    assert all(words in each for words, each in zip(told, found, strict=True))


def test_a_privacy_officer_reads_no_name_of_a_place_in_the_mail(app, objecting, world, house):
    officer = world.person("bram")
    facts = {"person_id": str(officer.id), "witness_id": str(objecting)}
    around_job(app)(tell_officer.run)(**facts)
    around_job(app)(tell_officer.run)(**facts)
    mails = [
        message_from_bytes(each.read_bytes(), policy=policy.default)
        for each in (house.settings.data / "mail").glob("split.*")
    ]
    assert [each["To"] for each in mails] == [officer.email]
    said = mails[0].get_content()
    assert "ander logboek" in said
    assert world.workspace.ref not in said
    assert world.workspace.title not in said


def test_pages_with_witnesses_cost_few_statements(objecting, browser_of, world, statements):
    anna, els = browser_of("anna"), browser_of("els")
    pages = [
        (anna, f"/workspaces/{world.workspace.ref}/log"),
        (anna, f"/workspaces/{world.workspace.ref}/log/verification"),
        (els, "/administration/witnesses"),
        (els, f"/administration/witnesses/{objecting}"),
    ]
    for browser, path in pages:
        browser.visit(path)
        statements.clear()
        assert browser.visit(path).status == 200
        assert len(statements) <= 8, (path, statements)
