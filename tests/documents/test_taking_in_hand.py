"""Somebody works on a document: others see until when and add no version; it ends by itself.

Bram (IGJ) brings it; Anna (IJenV) contributes, Carla (IvhO) looks, Cora is Bram's colleague.
"""

import io
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.exc import ProgrammingError

from app.documents.actions import DocumentAction
from app.kernel import clock
from tests.support.acting import acting
from tests.support.documents import rule_for


def sent(content=b"Een nieuwe tekst.\n", name="nieuw.txt"):
    return {"file": (io.BytesIO(content), name)}


@pytest.fixture
def document(library):
    return library.bring("bram", rule_for("ijenv", "contribute"), rule_for("ivho", "view"))


@pytest.fixture
def take(browser_of, library, document):
    def taken(who, **given):
        return (
            browser_of(who)
            .visit(library.address(document, "/lock"))
            .submit("#lock-form", **{"hours": "4", **given})
        )

    return taken


def add(browser_of, library, document, who):
    page = browser_of(who).visit(library.address(document, "/versions"))
    return page.submit("#version-form", files=sent(), note="Mijn notitie")


@pytest.mark.parametrize("who", ["bram", "carla", "cora"])
def test_everybody_with_sight_sees_who_and_until_when(
    browser_of, library, document, take, transaction, who
):
    assert take("anna").status == 303

    shown = browser_of(who).visit(library.address(document)).text("main")
    assert "Anna (IJenV) werkt hieraan tot " in shown
    assert DocumentAction.TAKEN in transaction.audited(document.id)


def test_nobody_else_replaces_it_and_nothing_typed_is_lost(browser_of, library, document, take):
    open_page = browser_of("bram").visit(library.address(document, "/versions"))
    take("anna")

    late = open_page.submit("#version-form", files=sent(), note="Mijn notitie")

    assert late.status == 409
    assert "Anna (IJenV) werkt hieraan tot" in late.text("#version-form")
    assert late.tree.cssselect("#note")[0].get("value") == "Mijn notitie"
    assert add(browser_of, library, document, "anna").status == 303


def test_over_the_api_too(api_of, library, document, take):
    take("anna")
    bram = api_of("bram")
    seen = bram.ask("GET", f"/documents/{document.id}")
    answer = bram.ask(
        "POST",
        f"/documents/{document.id}/versions",
        headers={"If-Match": seen.headers["ETag"]},
        data=sent(),
    )

    assert answer.status_code == 409
    assert "Anna (IJenV)" in answer.json["detail"]


def test_adding_the_version_ends_it(browser_of, library, document, take):
    take("anna")
    add(browser_of, library, document, "anna")

    assert "werkt hieraan" not in browser_of("bram").visit(library.address(document)).text("main")
    assert add(browser_of, library, document, "bram").status == 303


def test_it_ends_by_itself(browser_of, library, document, take):
    with time_machine.travel(clock.now(), tick=False) as traveller:
        take("anna", hours="1")
        assert add(browser_of, library, document, "bram").status == 409
        traveller.shift(timedelta(hours=1))
        assert add(browser_of, library, document, "bram").status == 303


def test_a_second_one_is_told_and_takes_nothing(browser_of, library, document, take, transaction):
    page = browser_of("bram").visit(library.address(document, "/lock"))
    take("anna")

    late = page.submit("#lock-form", hours="8")

    assert late.status == 409
    assert transaction.audited(document.id).count(DocumentAction.TAKEN) == 1


@pytest.mark.parametrize(
    ("who", "action"),
    [("anna", DocumentAction.GIVEN_BACK), ("bram", DocumentAction.LOCK_BROKEN)],
)
def test_the_holder_and_the_owner_end_it_and_the_log_says_who(
    browser_of, library, document, take, transaction, who, action
):
    take("anna")
    page = browser_of(who).visit(library.address(document, "/lock"))

    assert page.submit("#lock-form", end="1").status == 303
    assert transaction.audited(document.id)[-1] == action
    assert add(browser_of, library, document, "bram").status == 303


def test_no_other_partner_ends_it(browser_of, library, document, take, transaction):
    anna = browser_of("anna")
    page = anna.visit(library.address(document, "/lock"))
    take("bram")
    again = anna.visit(library.address(document, "/lock"))
    assert not again.has("#lock-form [name=end]")

    token = page.tree.cssselect("[name=csrf_token]")[0].get("value")
    answer = anna.send(library.address(document, "/lock"), {"end": "1", "csrf_token": token})

    assert answer.status == 403
    assert DocumentAction.LOCK_BROKEN not in transaction.audited(document.id)


@pytest.mark.parametrize(("who", "status"), [("carla", 403), ("cora", 403), ("dirk", 404)])
def test_who_does_not_contribute_takes_nothing(browser_of, library, document, who, status):
    assert browser_of(who).visit(library.address(document, "/lock")).status == status


@pytest.mark.parametrize("hours", ["", "0", "-1", "100000", "vier"])
def test_a_time_that_is_no_choice(take, document, transaction, hours):
    assert take("anna", hours=hours).status == 422
    assert DocumentAction.TAKEN not in transaction.audited(document.id)


def test_past_the_second_wall_nobody_takes_it_for_another(app, world, document):
    statement = (
        "insert into document_lock (document_id, workspace_id, holder_id, organisation_id,"
        " taken_at, until) select d.id, d.workspace_id, %(holder)s, d.organisation_id, now(),"
        " now() + interval '1 day' from document d"
    )
    with acting(app, world.actor("anna")) as session, pytest.raises(ProgrammingError):
        session.connection().exec_driver_sql(statement, {"holder": world.person("bram").id})
