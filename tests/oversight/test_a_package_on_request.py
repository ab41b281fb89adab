"""The archive package that a coordinator asks for: made by a job, for that person alone, two days.

Bram coordinates for IGJ, as Cora may; Anna's IJenV keeps things from IGJ, Carla of IvhO reads."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import bagit
import pytest
from sqlalchemy import text, update

from app.adapters.blobs import NoSuchBlob, SealedBlobs, StorageFull
from app.documents import service as documents
from app.documents.models import Document
from app.documents.service import DownloadCut
from app.identity.models import SignInSession
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.web.house import house_of
from app.oversight import jobs, queries
from app.oversight.archiving import asked
from app.running import standing_in
from app.storage import service as storage
from app.workspaces.models import Classification, MemberRole, Membership, Workspace
from tests.support.acting import acting
from tests.support.collecting import show_only
from tests.support.documents import rule_for

pytestmark = pytest.mark.usefixtures("packages")


@pytest.fixture
def filled(library):
    """What IGJ brought and was given, by name or not, and what is closed to it."""
    return {
        "own": library.bring("bram", title="Verslag IGJ", content=b"van IGJ\n"),
        "police": library.bring("bram", title="Verhoor", content=b"wpg\n", is_police_data=True),
        "given": library.bring(
            "anna", rule_for("igj", "download"), title="Gegeven", content=b"gegeven\n"
        ),
        "cora": library.bring(
            "anna", rule_for("igj", "download", people=["cora"]), title="Cora", content=b"cora\n"
        ),
        "hidden": library.bring("anna", title="cnry-hidden", content=b"cnry-hidden"),
    }


def content_of(answer, folder):
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(folder)
    return next(folder.iterdir())


def rows(transaction):
    with transaction.as_owner() as owner:
        return owner.execute(text("select * from archive_package")).all()


def test_a_coordinator_asks_waits_and_takes_a_valid_bag(
    browser_of, address, filled, make, tmp_path, transaction, world, packages
):
    page = browser_of("bram").visit(address)
    assert page.submit("#package-form").status == 303
    waiting = browser_of("bram").visit(address)
    assert "Je pakket wordt gemaakt" in waiting.text("main")
    assert waiting.tree.cssselect("#package-form") == []

    make()
    ready = browser_of("bram").visit(address)
    assert "Je pakket staat klaar" in ready.text("main")
    answer = packages.take()
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    folder = content_of(answer, tmp_path)
    assert bagit.Bag(str(folder)).validate() is True
    found = transaction.audited(world.workspace.id)
    whole = [each for each in found if each.startswith("workspace:archive:")]
    assert whole == [
        "workspace:archive:ask",
        "workspace:archive:make",
        "workspace:archive:keep",
        "workspace:archive:take",
    ]


def test_it_holds_what_that_very_person_may_take_along(filled, ask, tmp_path, packages):
    contents = {}
    for who in ("bram", "cora"):
        ask(who)
        folder = content_of(packages.take(who), tmp_path / who)
        contents[who] = {
            path.read_bytes() for path in (folder / "data" / "documenten").rglob("versie-1.txt")
        }
        whole = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        assert b"cnry-hidden" not in whole
    assert contents["bram"] == {b"van IGJ\n", b"gegeven\n"}
    assert contents["cora"] == {b"van IGJ\n", b"gegeven\n", b"cora\n"}


def test_police_data_stay_out_also_for_who_said_for_which_purpose(
    browser_of, address, library, ask, tmp_path, packages
):
    rule = rule_for("igj", "download", special_data=("police_data",))
    document = library.bring("anna", rule, title="Wpg", content=b"wpg\n", is_police_data=True)
    page = browser_of("bram").visit(library.address(document, "/purpose"))
    said = {"purpose": "supervision", "words": "Onderzoek"}
    assert page.submit("#purpose-form", **said).status == 303
    ask()
    folder = content_of(packages.take(), tmp_path)
    assert all(path.read_bytes() != b"wpg\n" for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("who", ["cora", "anna"])
def test_nobody_else_finds_or_takes_it(
    browser_of, address, filled, ask, who, transaction, world, packages
):
    ask("bram")
    assert "staat klaar" not in browser_of(who).visit(address).text("main")
    answer = packages.take(who)
    assert answer.status_code == 303
    with (
        acting(browser_of(who).client.application, world.actor(who)) as session,
    ):
        assert session.execute(text("select count(*) from archive_package")).scalar_one() == 0


def test_a_reader_may_not_ask(browser_of, address):
    assert browser_of("carla").visit(address).status == 403


def test_who_lost_a_document_since_cannot_take_what_was_made_before(
    app, browser_of, address, filled, ask, world
):
    ask()
    actor = world.actor("anna")
    with acting(app, actor):
        documents.withdraw(actor, filled["given"].id, seen_version=filled["given"].version)
    browser = browser_of("bram")
    assert browser.client.get(f"{address}/file").status_code == 303
    assert "veranderd" in browser.visit(address).body


def test_who_coordinates_no_more_takes_nothing(filled, packages):
    packages.ask()
    packages.give_role("bram", MemberRole.READER)
    assert packages.take().status_code == 403


def test_who_left_meanwhile_is_not_served_by_the_job(
    browser_of, address, filled, make, transaction, world
):
    browser_of("bram").visit(address).submit("#package-form")
    with transaction.as_owner() as owner:
        theirs = Membership.person_id == world.person("bram").id
        owner.execute(update(Membership).where(theirs).values(ended_at=clock.now()))
    make()
    assert [each.made_at for each in rows(transaction)] == [None]


def test_no_room_is_told_in_plain_words_and_it_can_be_asked_anew(
    app, browser_of, address, filled, ask, monkeypatch
):
    def full(*_, **__):
        raise StorageFull

    with monkeypatch.context() as broken:
        broken.setattr(SealedBlobs, "put", full)
        page = ask()
    assert "geen ruimte" in page.text("[role=main], main")
    assert "staat klaar" in ask().text("main")


def test_asking_twice_makes_one(browser_of, address, filled, make):
    page = browser_of("bram").visit(address)
    page.submit("#package-form")
    again = browser_of("bram").visit(address)
    again.browser.send(
        address, {"csrf_token": page.tree.cssselect("[name=csrf_token]")[0].get("value")}
    )
    assert len(make()) == 1


def test_the_job_done_twice_keeps_one_package(app, browser_of, address, filled, make, transaction):
    browser_of("bram").visit(address).submit("#package-form")
    (args,) = make()
    (before,) = rows(transaction)
    with standing_in(app):
        jobs.make_package.run(**args)
    assert rows(transaction) == [before]


def test_after_two_days_it_is_gone_with_its_file(
    app, filled, ask, transaction, monkeypatch, packages
):
    ask()
    (package,) = rows(transaction)
    store = house_of(app).tool(SealedBlobs).store
    assert store.size(package.blob_id) > 0

    moment = clock.now() + asked.LIFE + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert packages.take().status_code in {302, 303}
    with standing_in(app):
        jobs.forget_packages.run()
    assert rows(transaction) == []
    show_only(monkeypatch, store, {package.blob_id})
    actor = system_actor("collector")
    for days in (30, 32):
        later = moment + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda later=later: later)
        with acting(app, actor):
            storage.collect(actor, {"kept": store})
    with pytest.raises(NoSuchBlob):
        store.size(package.blob_id)


def test_only_the_clock_lets_go(app, filled, ask, transaction, world):
    ask()
    with acting(app, world.actor("bram")) as session:
        gone = session.execute(
            text("select samenzicht_forget_packages(now() + interval '9 days')")
        ).scalar_one()
    assert gone == 0


def test_a_version_that_was_closed_since_is_not_handed_over(
    app, browser_of, address, ask, library, world, twice
):
    document = twice("bram")
    ask()
    with acting(app, world.actor("bram")):
        documents.close_version(world.actor("bram"), document.id, number=1)
    browser = browser_of("bram")
    assert browser.client.get(f"{address}/file").status_code == 303
    assert "veranderd" in browser.visit(address).body


def test_what_is_closed_is_closed_for_colleagues_too(app, ask, world, twice, tmp_path, packages):
    document = twice("bram")
    with acting(app, world.actor("bram")):
        documents.close_version(world.actor("bram"), document.id, number=1)
    ask()
    folder = content_of(packages.take(), tmp_path)
    whole = {path.name for path in (folder / "data" / "documenten").rglob("versie-*.txt")}
    assert whole == {"versie-2.txt"}


def test_police_data_it_became_since_are_not_handed_over(filled, ask, transaction, packages):
    ask()
    with transaction.as_owner() as owner:
        owner.get_one(Document, filled["own"].id).is_police_data = True
    assert packages.take().status_code == 303


@pytest.fixture
def leaving(app, browser_of, ask, library, world, transaction, monkeypatch, filled, twice):
    """A package on its way to Bram, of which the first piece left; it is asked at every piece."""
    monkeypatch.setattr(asked, "ASK_AGAIN_AFTER", 0.0)
    twice("bram")
    library.bring("bram", title="Groot", content=b"lang " * 1_000_000)
    ask()
    actor = world.actor("bram")
    with transaction.as_owner() as owner:
        session = owner.query(SignInSession).filter_by(person_id=actor.person_id).first()
        actor = replace(actor, session_id=session.id)
    with acting(app, actor):
        place = library.place(actor)
        package = queries.find_package(actor, place)
        taken = asked.take_package(
            actor, place, package=package, depot=library.depot, watch=library.watch(actor)
        )
    next(taken.pieces)
    return taken.pieces


def test_it_leaves_whole_when_nothing_changes(leaving):
    assert sum(len(each) for each in leaving) > 3_000_000


@pytest.mark.parametrize(
    "change",
    [
        "update document set withdrawn_at = now() where title = 'Gegeven'",
        "update access_rule set level = 2",
        "update document_version set closed_at = now() where number = 1",
        "update document set is_police_data = true where title = 'Verslag IGJ'",
        (
            "update membership set role = 'reader' where organisation_id ="
            " (select id from organisation where code = 'igj')"
        ),
        "update sign_in_session set ended_at = now()",
    ],
    ids=["withdrawn", "taken away", "closed", "police data", "role", "signed out"],
)
def test_it_is_cut_when_something_in_it_may_not_be_had_any_more(leaving, transaction, change):
    with transaction.as_owner() as owner:
        owner.execute(text("alter table document_version disable trigger user"))
        owner.execute(text(change))
    with pytest.raises(DownloadCut):
        list(leaving)


@pytest.fixture
def secret(library, transaction, world):
    """Something classified that IGJ may look at, and not take along."""
    with transaction.as_owner() as owner:
        owner.get(Workspace, world.workspace.id).classification = Classification.DEPARTMENTAL
    rule = rule_for("igj", "view")
    return library.bring("anna", rule, title="Geheim plan", classification="dep_vertrouwelijk")


def weaken(transaction):
    with transaction.as_owner() as owner:
        owner.execute(text("update sign_in_session set acr = 'password'"))


@pytest.mark.parametrize("is_weak", [False, True])
def test_it_names_what_is_classified_only_after_a_strong_sign_in(
    browser_of, address, filled, secret, make, transaction, is_weak
):
    bram = browser_of("bram")
    if is_weak:
        weaken(transaction)
    assert bram.visit(address).submit("#package-form").status == 303
    make()

    answer = bram.client.get(f"{address}/file")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        told = b"".join(archive.read(each) for each in archive.namelist()).decode("utf-8", "ignore")
    assert ("Geheim plan" in told) is not is_weak
    assert "Gegeven" in told


def test_what_was_asked_strongly_is_not_taken_weakly(
    browser_of, address, filled, secret, make, transaction
):
    bram = browser_of("bram")
    bram.visit(address).submit("#package-form")
    make()
    weaken(transaction)

    assert bram.client.get(f"{address}/file").status_code != 200
    weak = bram.visit(address)
    assert "Geheim plan" not in weak.body
