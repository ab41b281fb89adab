"""Several documents as one archive: what may be taken along, and a list of the rest.

Bram (IGJ) brings documents; Anna may download them, Carla may only look.
"""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from app.documents.actions import DocumentAction
from app.documents.models import Document, DocumentVersion
from app.documents.service import bundles, streams
from app.identity.models import IdentityProvider, SignInSession
from app.kernel import clock
from app.workspaces.models import Membership
from tests.support.documents import TEXT, rule_for

OVERVIEW = bundles.OVERVIEW
MOST_TO_WRITE = 14
LARGE = b"Eerste van drie. " * 150_000


@pytest.fixture
def shared(library):
    """A document Anna and Carla see, Anna to take along."""

    def bring(title="Observaties", **more):
        rules = (rule_for("ijenv", "download"), rule_for("ivho", "view"))
        return library.bring("bram", *rules, title=title, **more)

    return bring


@pytest.fixture
def take(browser_of, library):
    """Tick documents in the list and send the form, as a person does."""

    def send(who, *documents):
        page = browser_of(who).visit(library.list_address)
        return page.submit("#documents-bundle", document=[str(each.id) for each in documents])

    return send


def unpacked(answer) -> dict[str, bytes]:
    assert answer.response.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.response.get_data())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def overview(files: dict[str, bytes]) -> list[list[str]]:
    text = files[OVERVIEW].decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_the_ticked_documents_come_as_one_file(shared, take, transaction):
    documents = [shared(f"Verslag {number}", content=TEXT * number) for number in (1, 2)]
    answer = take("anna", *documents)
    files = unpacked(answer)

    assert set(files) == {OVERVIEW, "plan.txt", "plan (2).txt"}
    assert {files["plan.txt"], files["plan (2).txt"]} == {TEXT, TEXT * 2}
    assert answer.response.headers["Content-Disposition"].startswith("attachment")
    assert answer.response.headers["Content-Security-Policy"].startswith("sandbox")
    for each in documents:
        assert transaction.audited(each.id)[-1] == DocumentAction.DOWNLOADED


def test_what_may_only_be_read_is_left_out_and_says_why(library, shared, take, transaction):
    seen = shared("Alleen kijken", content=b"niet mee te nemen")
    mine = library.bring("anna", rule_for("ivho", "download"))
    files = unpacked(take("carla", seen, mine))

    assert set(files) == {OVERVIEW, "plan.txt"}
    assert b"niet mee te nemen" not in b"".join(files.values())
    line = next(row for row in overview(files) if "Alleen kijken" in row)
    assert (line[0], line[-2]) == ("", "")
    assert "op het scherm lezen" in line[-1]
    assert DocumentAction.DOWNLOADED not in transaction.audited(seen.id)


def test_what_one_does_not_see_is_as_if_it_were_not_there(library, shared, take, browser_of):
    hidden, mine = library.bring("bram", title="Verborgen dossier"), shared()
    page = browser_of("anna").visit(library.list_address)
    answer = page.submit("#documents-bundle", document=[str(hidden.id), str(mine.id)])
    files = unpacked(answer)

    assert set(files) == {OVERVIEW, "plan.txt"}
    assert b"Verborgen" not in b"".join(files.values())
    assert len(overview(files)) == 2


@pytest.mark.parametrize("chosen", [[], ["not-an-id"], ["00000000-0000-0000-0000-000000000000"]])
def test_nothing_to_take_is_told(browser_of, library, shared, chosen):
    shared()
    page = browser_of("anna").visit(library.list_address)
    answer = page.submit("#documents-bundle", document=chosen)

    assert answer.status == 422
    assert answer.has("#documents-bundle [role=alert]")


def test_what_was_ticked_stays_ticked(browser_of, library, shared):
    document = shared()
    page = browser_of("carla").visit(library.list_address)
    answer = page.submit("#documents-bundle", document=[str(document.id)])

    assert answer.status == 422
    assert answer.has(f'input[value="{document.id}"][checked]')


def test_a_refusal_shows_the_page_on_which_was_ticked(browser_of, library, shared):
    """With its filter, and long as it was: what was ticked there stays ticked."""
    documents = [shared(f"Verslag {number}") for number in range(52)]
    shared("Nota")
    page = browser_of("carla").visit(f"{library.list_address}?q=Verslag&rows=500")
    chosen = [str(each.id) for each in documents]
    (here,) = page.tree.cssselect("input[name=list][form=documents-bundle]")
    answer = page.submit("#documents-bundle", document=chosen, list=here.get("value"))

    assert answer.status == 422
    ticked = answer.tree.cssselect("input[name=document][checked]")
    assert {each.get("value") for each in ticked} == set(chosen)
    assert answer.tree.cssselect("#words")[0].get("value") == "Verslag"
    assert "Nota" not in answer.text("#documents-list")


def test_too_many_at_a_time(browser_of, library, shared, monkeypatch):
    monkeypatch.setattr(bundles, "MOST_FILES", 1)
    documents = [shared(f"Verslag {number}") for number in range(2)]
    page = browser_of("anna").visit(library.list_address)
    answer = page.submit("#documents-bundle", document=[str(each.id) for each in documents])

    assert (answer.status, "Hoogstens 1" in answer.text("#documents-bundle")) == (422, True)


def test_a_title_is_no_formula(shared, take):
    files = unpacked(take("anna", shared('=HYPERLINK("http://x")')))

    assert overview(files)[1][1].startswith("'=")


def test_it_costs_the_same_for_many(browser_of, library, shared, statements):
    def cost(*documents):
        page = browser_of("anna").visit(library.list_address)
        statements.clear()
        answer = page.submit("#documents-bundle", document=[str(each.id) for each in documents])
        assert answer.status == 200
        return len(statements)

    few = [shared(f"Verslag {number}") for number in range(2)]
    many = [*few, *(shared(f"Nota {number}") for number in range(8))]
    assert cost(*few) == cost(*many) <= MOST_TO_WRITE


def test_another_workspace_gives_nothing(browser_of, library, shared, world):
    document = shared()
    page = browser_of("anna").visit(library.list_address)
    other = library.list_address.replace(world.workspace.ref, "WRK-2026-9999")
    assert page.browser.visit(other).status == 404
    stranger = browser_of("dirk")
    (token,) = stranger.visit("/settings").tree.xpath("(//input[@name='csrf_token'])[1]/@value")
    sent = {"csrf_token": token, "document": [str(document.id)]}
    answer = stranger.send(f"{library.list_address}/zip", sent)
    assert answer.status == 404
    assert TEXT not in answer.response.get_data()


# ── cut off ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def watched(monkeypatch):
    """Ask again before each piece."""
    monkeypatch.setattr(streams, "ASK_AGAIN_AFTER", 0.0)


@pytest.fixture
def anna(browser_of, world, transaction):
    """Anna with a session of hers, as bytes leave for her."""
    browser_of("anna")
    actor = world.actor("anna")
    with transaction.as_owner() as owner:
        session = owner.query(SignInSession).filter_by(person_id=actor.person_id).one()
        return replace(actor, session_id=session.id)


def pieces():
    yield from (b"een", b"twee", b"drie")


def test_a_download_runs_to_its_end(library, anna, shared, watched):
    document = shared()

    assert b"".join(library.watch(anna).over(pieces(), document.id, number=1)) == b"eentweedrie"


@pytest.mark.parametrize(
    "change",
    ["rule", "withdrawn", "member", "session", "hours", "provider", "paused", "closed", "virus"],
)
def test_a_running_download_is_cut(house, anna, shared, library, watched, transaction, change):
    document = shared()
    running = library.watch(anna).over(pieces(), document.id, number=1)
    assert next(running) == b"een"
    _take_away(change, library, document, transaction, anna)

    with pytest.raises(streams.DownloadCut):
        list(running)


def _take_away(change, library, document, transaction, actor):
    if change == "rule":
        library.share("bram", document.id, rule_for("ijenv", "view"))
        return
    now = clock.now()
    session = (SignInSession, {"id": actor.session_id})
    version = (DocumentVersion, {"document_id": document.id})
    model, which, facts = {
        "withdrawn": (Document, {"id": document.id}, {"withdrawn_at": now}),
        "member": (Membership, {"person_id": actor.person_id}, {"ended_at": now}),
        "hours": (*session, {"signed_in_at": now - timedelta(hours=8)}),
        "session": (*session, {"ended_at": now}),
        "provider": (IdentityProvider, {}, {"is_active": False}),
        "paused": (IdentityProvider, {}, {"paused_at": now, "pause_reason": "x"}),
        "closed": (*version, {"closed_at": now}),
        "virus": (*version, {"status": "refused"}),
    }[change]
    with transaction.as_owner() as owner:
        if model is DocumentVersion:
            change_at_will = "alter table document_version disable trigger user"
            owner.connection().exec_driver_sql(change_at_will)
        owner.query(model).filter_by(**which).update(facts)


@pytest.fixture
def three(house, anna, library, shared):
    """An archive of three files on its way to Anna, and what of it."""
    words = {"A": LARGE, "B": b"tweede", "C": b"derde"}
    them = [shared(title, content=content) for title, content in words.items()]
    with house.database.session_for(anna):
        bundle = bundles.open_bundle(
            anna,
            library.place(anna),
            document_ids=[each.id for each in them],
            depot=library.depot,
            watch=library.watch(anna),
        )
    return bundle.pieces, them


def test_what_is_withdrawn_on_the_way_is_passed_over_and_told(three, anna, library, transaction):
    """Between opening an archive and its second file, the second is withdrawn."""
    running, (_first, second, _third) = three
    sent = next(running)
    _take_away("withdrawn", library, second, transaction, anna)

    with zipfile.ZipFile(io.BytesIO(sent + b"".join(running))) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    assert list(files) == [OVERVIEW, "plan.txt", "plan (3).txt", bundles.PASSED_OVER]
    assert (files["plan.txt"], files["plan (3).txt"]) == (LARGE, b"derde")
    told = files[bundles.PASSED_OVER].decode("utf-8-sig")
    (line,) = list(csv.reader(io.StringIO(told), delimiter=";"))[1:]
    assert (line[0], line[1]) == ("", "B")
    assert "while this download was running" in line[-1]


def test_police_data_it_became_on_the_way_are_passed_over(three, transaction):
    """Also for who may take it along alone, for a purpose: no set holds them."""
    running, (_first, second, _third) = three
    sent = next(running)
    with transaction.as_owner() as owner:
        owner.query(Document).filter_by(id=second.id).update({"is_police_data": True})

    with zipfile.ZipFile(io.BytesIO(sent + b"".join(running))) as archive:
        assert archive.namelist() == [OVERVIEW, "plan.txt", "plan (3).txt", bundles.PASSED_OVER]


def test_who_is_signed_out_gets_no_more_of_an_archive(three, anna, library, transaction):
    running, (_first, second, _third) = three
    sent = next(running)
    _take_away("session", library, second, transaction, anna)

    with pytest.raises(streams.DownloadCut):
        for piece in running:
            sent += piece
    assert (LARGE[-100:] in sent, b"tweede" in sent) == (True, False)


def test_within_a_file_it_is_cut(three, anna, library, transaction, watched):
    running, (first, _second, _third) = three
    assert LARGE[:100] in next(running)
    _take_away("withdrawn", library, first, transaction, anna)
    with pytest.raises(streams.DownloadCut):
        list(running)


def test_police_data_go_one_by_one(library, take, transaction):
    police = library.bring("bram", title="Mutaties", name="mutaties.txt", is_police_data=True)
    other = library.bring("bram")

    files = unpacked(take("bram", police, other))
    alone = take("bram", police)

    assert set(files) == {OVERVIEW, "plan.txt"}
    line = next(row for row in overview(files) if "Mutaties" in row)
    assert "Politiegegevens (Wpg) gaan niet met andere mee" in line[-1]
    assert alone.status == 422
    assert DocumentAction.DOWNLOADED not in transaction.audited(police.id)
