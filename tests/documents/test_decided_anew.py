"""What takes a while is decided once more at its end: a version may be closed in between.

Bram of IGJ brings two versions; Anna of IJenV may contribute, Carla may only look. In each test a
gate stands where the time passes, and the first version is closed while it is shut."""

import pytest

from app.adapters import converting
from app.documents import service
from app.documents.actions import DocumentAction
from app.documents.models import Document, DocumentVersion
from app.documents.service import comparing, restoring
from app.kernel import clock
from app.kernel.errors import NotAllowed, Refused
from tests.documents.test_comparing_versions import NEW, OLD, add_version
from tests.support.acting import acting
from tests.support.documents import rule_for

__all__ = ["add_version"]


@pytest.fixture
def document(library, add_version):
    rules = rule_for("ijenv", "contribute"), rule_for("ivho")
    made = library.bring("bram", *rules, name="oud.txt", content=OLD)
    add_version(made, NEW)
    return made


@pytest.fixture
def gate(monkeypatch, transaction, document):
    """Close the first version once something was done, before what comes after it."""

    def behind(place, name, *, is_before=False):
        real = getattr(place, name)

        def done(*given, **named):
            if is_before:
                close()
            found = real(*given, **named)
            close()
            return found

        monkeypatch.setattr(place, name, done)

    def close():
        with transaction.as_owner() as owner:
            mine = owner.query(DocumentVersion).filter_by(document_id=document.id, number=1)
            mine.update({"closed_at": clock.now()})

    return behind


def test_a_version_that_is_closed_meanwhile_is_not_put_back(
    app, gate, world, library, document, transaction
):
    anna = world.actor("anna")
    gate(restoring, "check_replaceable")
    gate(restoring, "renewed")
    with acting(app, anna), pytest.raises(Refused, match=r"gesloten|closed"):
        service.restore_version(
            anna, document.id, number=1, note="Terug", seen_version=2, depot=library.depot
        )
    assert DocumentAction.VERSION_RESTORED not in transaction.audited(document.id)


def test_one_that_is_closed_while_it_waits_for_the_document_is_not_either(
    app, gate, world, library, document, transaction
):
    bram = world.actor("bram")
    gate(restoring, "renewed", is_before=True)
    with acting(app, bram), pytest.raises(Refused, match=r"gesloten|closed"):
        service.restore_version(
            bram, document.id, number=1, note="Terug", seen_version=2, depot=library.depot
        )
    assert DocumentAction.VERSION_RESTORED not in transaction.audited(document.id)


def test_words_of_a_page_stay_in_when_it_is_closed_meanwhile(browser_of, gate, library, document):
    here = library.address(document, "/pages/1?version=1")
    anna = browser_of("anna")
    assert anna.visit(here).status == 200  # and so stands in the log: it is known from now on
    gate(converting, "describe")
    assert anna.visit(here).status in {404, 422}


def test_two_versions_are_not_compared_when_one_is_closed_meanwhile(
    app, gate, world, library, document, transaction
):
    bram = world.actor("bram")
    gate(comparing, "_compared")
    with acting(app, bram), pytest.raises(Refused, match=r"gesloten|closed"):
        comparing.compare_versions(bram, document.id, numbers=(1, 2), depot=library.depot)
    assert DocumentAction.COMPARED not in transaction.audited(document.id)


@pytest.fixture
def flagged(monkeypatch, transaction, document):
    """Make police data of the document once something was done that takes a while."""

    def behind(place, name):
        real = getattr(place, name)

        def done(*given, **named):
            found = real(*given, **named)
            with transaction.as_owner() as owner:
                owner.query(Document).filter_by(id=document.id).update({"is_police_data": True})
            return found

        monkeypatch.setattr(place, name, done)

    return behind


@pytest.mark.parametrize("is_known", [False, True], ids=["first look", "looked before"])
@pytest.mark.parametrize(("kind", "slow"), [("preview", "draw"), ("pages", "describe")])
def test_of_police_data_it_became_meanwhile_a_purpose_is_asked(
    browser_of, flagged, library, document, transaction, kind, slow, is_known
):
    here = library.address(document, f"/{kind}/1")
    carla = browser_of("carla")
    if is_known:
        assert carla.visit(here).status == 200
    before = transaction.audited(document.id)
    flagged(converting, slow)
    assert carla.visit(here).status == 403
    assert transaction.audited(document.id) == before


def test_nor_are_versions_compared_without_one(app, flagged, world, library, document, transaction):
    anna = world.actor("anna")
    flagged(comparing, "_compared")
    with acting(app, anna), pytest.raises(NotAllowed):
        comparing.compare_versions(anna, document.id, numbers=(1, 2), depot=library.depot)
    assert DocumentAction.COMPARED not in transaction.audited(document.id)
