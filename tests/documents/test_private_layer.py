"""The private layer: what is kept for the own organisation beats every rule, until it is released.

Anna of IJenV brings; Bram of IGJ and Carla of IvhO would see it by rules of document, folder or
workspace."""

import io

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from app.documents import queries, service
from app.documents.models import AccessPolicy, AccessRule, Document, Level
from app.documents.policy import DocumentPermission, may_cite
from app.kernel import clock
from app.kernel.errors import NotAllowed, NotFound, OutOfDate, Refused
from app.kernel.work import circumstances
from tests.support.documents import rule_for

FORM = "#private-form"
EVERY_LEVEL = [each.code for each in Level if each > Level.NONE]


@pytest.fixture
def keep(house, world):
    def done(who, document, *, seen=None):
        actor = world.actor(who)
        with house.database.session_for(actor):
            version = document.version if seen is None else seen
            return service.keep_private(actor, document.id, seen_version=version)

    return done


@pytest.fixture
def share_workspace(house, world, library):
    """Lay down rules for all that an organisation brings, before anything is there."""

    def done(who, *rules):
        actor = world.actor(who)
        with house.database.session_for(actor):
            place = service.FolderPlace(library.place(actor))
            proposal = service.Proposal(rules=rules, bases=library.bases)
            service.set_folder_rules(actor, place, proposal=proposal)

    return done


@pytest.fixture
def levels(house, world):
    """What every member may with a document."""

    def told(document):
        with house.database.session_for(world.actor("anna")):
            seers = queries.list_audience_of(document.id)
            return {each.person.login: each.level for each in seers}

    return told


@pytest.fixture
def prepared(library):
    """A private document with rules that wait for its release."""
    document = library.bring("anna", title="Zeer eigen", is_private=True)
    library.share("anna", document.id, rule_for("igj", "download"), rule_for("ivho", "finding"))
    return document


@pytest.mark.parametrize("level", EVERY_LEVEL)
def test_what_arrives_private_is_hidden_whatever_the_workspace_says(
    share_workspace, library, browser_of, levels, level
):
    share_workspace("anna", rule_for("igj", level))
    hidden = library.bring("anna", title="Zeer eigen", is_private=True)
    shown = library.bring("anna", title="Voor allen")
    assert levels(hidden)["bram"] == Level.NONE < levels(shown)["bram"]
    assert levels(hidden)["anna"] == Level.MANAGE
    browser = browser_of("bram")
    for part in ("", "/access", "/content", "/access/why", "/private"):
        assert browser.visit(library.address(hidden, part)).status == 404
    assert "Zeer eigen" not in browser.visit(library.list_address).text()
    assert "Zeer eigen" in browser_of("wim").visit(library.list_address).text()


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_the_mark_stands_in_the_upload_form(browser_of, library, world, transaction, htmx):
    page = browser_of("anna").visit(library.list_address)
    answer = page.submit(
        "#documents-upload form",
        htmx=htmx,
        files={"file": (io.BytesIO(b"Alleen van ons"), "eigen.txt")},
        is_private="y",
    )
    assert answer.status in (200, 303)
    with transaction.as_owner() as owner:
        found = owner.execute(select(Document).where(Document.title == "eigen")).scalar_one()
        assert (found.is_private, found.opened_at) == (True, None)
    assert transaction.audited(found.id) == ["document:document:add", "document:private:keep"]
    assert "Alleen voor onze organisatie" in browser_of("anna").visit(library.address(found)).text()


@pytest.mark.parametrize("who", ["bram", "carla"])
def test_each_wall_hides_it_without_the_other(house, world, library, transaction, prepared, who):
    actor = world.actor(who)
    with house.database.session_for(actor) as session:
        for table in ("document", "document_version", "document_text"):
            column = "id" if table == "document" else "document_id"
            found = session.execute(text(f"select {column} from {table}")).scalars()
            assert prepared.id not in set(found)
        known = select(Document.id).where(may_cite(actor, Document.id))
        assert session.execute(known).all() == []
        cite = text("select samenzicht_may_cite(:it), samenzicht_all_may_cite(:it)")
        assert tuple(session.execute(cite, {"it": prepared.id}).one()) == (False, False)
        assert session.execute(select(AccessPolicy)).all() == []
        assert session.execute(select(AccessRule)).all() == []
    with transaction.without_row_security(), house.database.session_for(actor):
        with pytest.raises(NotFound):
            queries.get_for(actor, DocumentPermission.VIEW, prepared.id)
        assert queries.list_visible(actor, library.place(actor)) == []


def test_release_shows_who_gains_first_and_then_gives_it(
    browser_of, library, prepared, transaction, levels, house, world
):
    anna = browser_of("anna")
    page = anna.visit(library.address(prepared, "/private"))
    assert not page.has("#private-impact")
    seen = page.submit(FORM, preview="1")
    assert seen.status == 200
    assert "Bram" in seen.text("#private-impact")
    assert levels(prepared)["bram"] == Level.NONE
    assert "document:private:open" not in transaction.audited(prepared.id)
    done = seen.submit(FORM, open="1")
    assert done.status == 303
    assert levels(prepared) | {"bram": 3, "carla": 1} == levels(prepared)
    assert transaction.audited(prepared.id)[-1] == "document:private:open"
    cite = text("select samenzicht_may_cite(:it), samenzicht_all_may_cite(:it)")
    with house.database.session_for(world.actor("carla")) as session:
        assert tuple(session.execute(cite, {"it": prepared.id}).one()) == (True, True)
    assert browser_of("bram").visit(library.address(prepared)).status == 200
    assert browser_of("carla").visit(library.address(prepared)).status == 404


def test_without_having_seen_who_gains_nothing_is_released(browser_of, library, prepared, levels):
    page = browser_of("anna").visit(library.address(prepared, "/private"))
    answer = page.submit(FORM)
    assert answer.status == 409
    assert "gewijzigd" in answer.text(FORM)
    assert levels(prepared)["bram"] == Level.NONE


def test_rules_that_changed_after_the_preview_are_looked_at_again(
    browser_of, library, prepared, levels
):
    page = browser_of("anna").visit(library.address(prepared, "/private"))
    seen = page.submit(FORM, preview="1")
    library.share("anna", prepared.id, rule_for("igj", "manage"))
    assert seen.submit(FORM, open="1").status == 409
    assert levels(prepared)["bram"] == Level.NONE


def test_what_was_released_never_goes_back(house, world, transaction, library, keep):
    document = library.bring("anna", is_private=True)
    actor = world.actor("anna")
    with circumstances(request_id="t", queue=house.queue), house.database.session_for(actor):
        token = queries.get_rulebook(document.policy_id).token
        opened = service.open_up(actor, document.id, seen_version=1, seen_rules=token)
        assert (opened.is_private, opened.opened_at is None) == (False, False)
    with pytest.raises(Refused, match="cannot be undone"):
        keep("anna", opened)
    for values in ({"is_private": True}, {"opened_at": None}, {"opened_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.as_owner() as owner:
            owner.execute(update(Document).where(Document.id == document.id).values(**values))


def test_the_mark_cannot_be_wiped_without_a_trace(transaction, library):
    document = library.bring("anna", is_private=True)
    with pytest.raises(IntegrityError), transaction.as_owner() as owner:
        owner.execute(update(Document).where(Document.id == document.id).values(is_private=False))


@pytest.mark.parametrize("level", EVERY_LEVEL)
def test_what_others_may_know_of_is_not_made_private(library, keep, levels, level):
    document = library.bring("anna", rule_for("igj", level))
    with pytest.raises(Refused, match="IGJ may know of this document"):
        keep("anna", document)
    assert levels(document)["bram"] > Level.NONE


def test_what_nobody_else_knows_of_can_be_kept_and_rules_wait(
    library, keep, levels, browser_of, transaction
):
    document = library.bring("anna")
    page = browser_of("anna").visit(library.address(document, "/private"))
    assert page.submit(FORM, keep="1").status == 303
    library.share("anna", document.id, rule_for("igj", "manage"))
    assert levels(document)["bram"] == Level.NONE
    why = browser_of("anna").visit(library.address(document, "/access/why?who=igj"))
    assert "alleen voor de organisatie die het inbracht" in why.text()
    assert "document:private:keep" in transaction.audited(document.id)


def test_only_who_decides_for_the_owner_keeps_or_releases(library, keep, prepared):
    with pytest.raises(OutOfDate):
        keep("anna", library.bring("anna"), seen=9)
    own = library.bring("anna")
    with pytest.raises(NotAllowed):
        keep("wim", own)
    for who in ("bram", "carla", "dirk"):
        with pytest.raises(NotFound):
            keep(who, prepared)
    shared = library.bring("anna", rule_for("igj", "manage"))
    with pytest.raises(NotAllowed):
        keep("bram", shared)


def test_the_api_brings_in_and_tells_what_is_private(api_of, library, world, prepared):
    ref = world.workspace.ref
    told = api_of("anna").get(f"/documents/{prepared.id}")
    assert told.json["private"] is True
    assert api_of("bram").get(f"/documents/{prepared.id}").status_code == 404
    listed = api_of("bram").get(f"/workspaces/{ref}/documents").json
    assert str(prepared.id) not in str(listed)
