"""Two versions side by side: words for who may download, plain words when there is no text.

Bram (IGJ) brings two versions; Anna may download them, Carla may only look.
"""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import service
from app.documents.actions import DocumentAction
from app.documents.service.differences import Change, compare
from tests.support.acting import acting
from tests.support.counting import counting
from tests.support.documents import pdf_of, rule_for

OLD = b"De leefgroep telt acht jongeren.\nZe slapen op de groep.\nDe school is open.\n"
NEW = (
    b"De leefgroep telt twaalf jongeren.\nZe slapen op de groep.\nDe school is open.\nEr is zorg.\n"
)


@pytest.fixture
def add_version(app, library, world):
    def add(document, content, *, who="bram", name="nieuw.txt", seen=None):
        actor = world.actor(who)
        with acting(app, actor):
            service.add_version(
                actor,
                document.id,
                incoming=service.Incoming(io.BytesIO(content), name),
                note="",
                seen_version=seen or document.version,
                depot=library.depot,
            )

    return add


@pytest.fixture
def document(library, add_version):
    brought = library.bring(
        "bram", rule_for("ijenv", "download"), rule_for("ivho"), name="oud.txt", content=OLD
    )
    add_version(brought, NEW)
    return brought


def marked(page, kind):
    return [each.text_content() for each in page.tree.cssselect(f"main .sz-diff {kind}")]


@pytest.mark.parametrize("view", ["inline", "beside"])
def test_what_changed_is_marked_word_by_word(browser_of, library, document, transaction, view):
    address = library.address(document, f"/compare?older=1&newer=2&view={view}")
    page = browser_of("anna").visit(address)

    assert page.status == 200
    assert marked(page, "del") == ["acht"]
    assert marked(page, "ins") == ["twaalf", "Er is zorg."]
    assert transaction.audited(document.id)[-1] == DocumentAction.COMPARED


def test_choosing_reads_nothing(browser_of, library, document, transaction):
    page = browser_of("anna").visit(library.address(document, "/compare"))

    assert (page.status, page.has(".sz-diff")) == (200, False)
    chosen = page.tree.cssselect("#compare-form option[selected]")
    assert [each.get("value") for each in chosen] == ["1", "2"]
    assert DocumentAction.COMPARED not in transaction.audited(document.id)


@pytest.mark.parametrize(("who", "status"), [("carla", 403), ("dirk", 404), ("bram", 200)])
def test_words_are_for_who_may_download(browser_of, library, document, transaction, who, status):
    page = browser_of(who).visit(library.address(document, "/compare?older=1&newer=2"))

    assert (page.status, "acht jongeren" in page.body or "acht</del>" in page.body) == (
        status,
        status == 200,
    )
    assert (DocumentAction.COMPARED in transaction.audited(document.id)) == (status == 200)
    if who != "dirk":
        detail = browser_of(who).visit(library.address(document))
        assert detail.has("a[href$='/compare']") == (status == 200)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("scan.pdf", pdf_of(1), "Misschien is het een scan"), ("kapot.txt", OLD, "hetzelfde bestand")],
)
def test_without_a_difference_to_show_it_says_so(
    browser_of, library, document, add_version, transaction, name, content, told
):
    add_version(document, content, name=name, seen=2)
    page = browser_of("anna").visit(library.address(document, "/compare?older=1&newer=3"))

    assert told in page.text("main")
    assert DocumentAction.COMPARED not in transaction.audited(document.id)


@pytest.mark.parametrize(
    "asked", ["older=1&newer=1", "older=1&newer=9", "older=a&newer=-1", "older=1", "older=&newer="]
)
def test_what_cannot_be_compared_is_said_beside_the_choice(browser_of, library, document, asked):
    page = browser_of("anna").visit(library.address(document, f"/compare?{asked}"))

    assert page.status == 422
    assert page.has("#compare-form [aria-invalid]")


def test_an_old_version_with_a_virus_is_not_read(browser_of, library, document, transaction):
    with transaction.as_owner() as owner:
        owner.connection().exec_driver_sql("alter table document_version disable trigger user")
        owner.connection().exec_driver_sql(
            "update document_version set status = 'refused' where number = 1"
        )
    page = browser_of("bram").visit(library.address(document, "/compare?older=1&newer=2"))

    assert page.status == 422
    assert "acht" not in page.text("main")


def test_it_costs_few_statements(browser_of, library, document, owner_engine):
    anna = browser_of("anna")
    with counting(owner_engine) as statements:
        anna.visit(library.address(document, "/compare?older=1&newer=2"))
    assert len(statements) <= 14, str(statements)


WORDS = st.lists(st.sampled_from(["een", "twee", "drie.", "vier.", "\n"]), max_size=40)


@settings(max_examples=200, deadline=None)
@given(old=WORDS, new=WORDS)
def test_nothing_is_lost_or_made_up(old, new):
    """Both texts can be read back out of the stretches, but for what stayed and is left out."""
    stretches = compare(" ".join(old), " ".join(new))
    for side, words in (("old", old), ("new", new)):
        shown = [text for each in stretches for text, _own in getattr(each, side)]
        told = " ".join(" ".join(shown).split()).split()
        if not any(each.change == Change.LEFT_OUT for each in stretches) and stretches:
            assert told == " ".join(words).split()


@pytest.mark.parametrize(
    "hard", ["a. b. " * 60_000, ". ".join(map(str, range(60_000))), "x" * 200_000, "a b " * 50_000]
)
def test_a_text_made_to_be_slow_is_compared_in_bounded_time(hard):
    assert compare(hard, hard) == []
    assert len(compare(hard, hard[::-1])) < 100_000
