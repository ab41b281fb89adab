"""Destroying takes two, waits, goes document by document, and leaves a certificate and no canary.

IGJ brought documents; Bram proposes for it. Anna coordinates for IJenV, Carla reads for IvhO.
"""

import io
import itertools
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from app.closing.service import COOLING, destruction
from app.kernel.web.house import house_of
from app.running import standing_in
from app.storage.jobs import collect, stores_of
from app.workspaces.models import MemberRole, Membership
from tests.closing.conftest import CANARY, approve_list, whole
from tests.support.collecting import show_only
from tests.support.holding import put_hold
from tests.support.putting_back import put_back


def test_nothing_goes_before_two_agreed_and_a_week_passed(
    browser_of, proposed, carry_out, transaction, later, world
):
    carry_out()
    assert whole(transaction) == (3, 0)
    approve_list(browser_of("anna"), proposed, transaction, world.person("anna"))
    carry_out()
    assert whole(transaction) == (3, 0)
    later(6)
    carry_out()
    assert whole(transaction) == (3, 0)
    later(2)
    carry_out()
    assert whole(transaction) == (0, 3)
    assert timedelta(days=7) == COOLING


def _may_approve(who, layer):
    """Who approves a list of Bram for IGJ, told apart from the policy: by hand."""
    others_coordinator, own_worker = {"anna"}, {"colleague"}
    return who in (others_coordinator if layer == "shared" else own_worker)


@pytest.mark.parametrize(
    ("who", "layer"),
    list(
        itertools.product(
            ("anna", "wim", "bram", "cora", "carla", "colleague"), ("shared", "private")
        )
    ),
)
def test_who_approves(browser_of, world, closed, lists, transaction, who, layer, shared):
    if who == "colleague":
        with transaction.as_owner() as owner:
            mine = owner.query(Membership).filter_by(person_id=world.person("cora").id).one()
            mine.role = MemberRole.CONTRIBUTOR
        asked = "cora"
    else:
        asked = who
    if layer == "private":
        with transaction.as_owner() as owner:
            owner.execute(
                text("update document set is_private = true where id = :id"),
                {"id": shared[0].id},
            )
    page = browser_of("bram").visit(lists)
    answer = page.submit("#proposal-form", layer=layer, ground="copy")
    assert answer.status == 303, answer.text("main")
    found = browser_of(asked).visit(answer.location)
    may_see = layer == "shared" or asked in ("bram", "cora")
    assert (found.status == 200) is may_see
    if may_see:
        assert bool(found.tree.cssselect("#approval-form")) is _may_approve(who, layer)
        token = found.tree.cssselect("[name=csrf_token]")
        seen = "".join(found.text("dl .sz-hash").split())
        if token:
            told = {"csrf_token": token[0].get("value"), "seen_hash": seen}
            sent = found.browser.send(f"{answer.location}/approve", told)
            # Who may is led to sign in anew, where the provider is silent; another is refused.
            assert sent.status == (422 if _may_approve(who, layer) else 403)


def test_the_database_lets_nobody_approve_alone(app, approved, proposed, world, transaction):
    with transaction.as_owner() as owner:
        row = owner.execute(text("select * from destruction")).one()
    assert row.approver_id == world.organisations["ijenv"].id
    assert row.approved_by_id != row.proposed_by_id


@pytest.mark.parametrize("who", ["anna", "bram"])
def test_both_may_stop_it_in_time(browser_of, approved, carry_out, transaction, later, who):
    assert browser_of(who).visit(approved).submit("#halt-form").status == 303
    later(30)
    carry_out()
    assert whole(transaction) == (3, 0)


def test_where_an_older_state_was_put_back_there_is_time_to_stop_it_again(
    approved, carry_out, transaction, later
):
    """Nobody can sign in then, and a hold that was set since is lost."""
    put_back(transaction)

    later(8)
    carry_out()
    in_a_week = whole(transaction)
    later(7)
    carry_out()

    assert (in_a_week, whole(transaction)) == ((3, 0), (0, 3))


def test_a_hold_stops_it_at_the_last_moment_and_it_goes_on_after(
    approved, carry_out, transaction, later, world
):
    hold = put_hold(transaction, world.workspace, by=world.person("bram"))
    later(8)
    carry_out()
    assert whole(transaction) == (3, 0)
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "update legal_hold set lifted_at = now(), lifted_by_id = set_by_id where id = :id"
            ),
            {"id": hold},
        )
    carry_out()
    assert whole(transaction) == (0, 3)


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_killed_anywhere_it_goes_on_where_it_was(
    approved, carry_out, transaction, later, monkeypatch, after
):
    """A worker that dies after so many documents leaves each whole or gone, and no certificate."""
    real, done = destruction._destroy_one, []

    class Killed(BaseException):
        pass

    def dies(*args, **more):
        if len(done) == after:
            raise Killed
        done.append(args)
        return real(*args, **more)

    def dies_before_the_certificate(*_args, **_more):
        raise Killed

    later(8)
    monkeypatch.setattr(destruction, "_destroy_one", dies)
    with monkeypatch.context() as also:
        also.setattr(destruction, "_certify", dies_before_the_certificate)
        with pytest.raises(Killed):
            carry_out()
    assert whole(transaction) == (3 - after, after)
    with transaction.as_owner() as owner:
        assert owner.execute(text("select done_at from destruction")).scalar_one() is None
    monkeypatch.setattr(destruction, "_destroy_one", real)
    carry_out()
    assert whole(transaction) == (0, 3)
    with transaction.as_owner() as owner:
        assert owner.execute(text("select done_at from destruction")).scalar_one() is not None


@pytest.fixture
def read_out(transaction, world, shared):
    """Let the text of each document stand in the search index; what was stored of each."""
    with transaction.as_owner() as owner:
        for each in shared:
            owner.execute(
                text(
                    "insert into document_text (document_id, workspace_id, number, title, body,"
                    " outcome, read_at) values (:id, :place, 1, :title, :body, 'read', now())"
                ),
                {
                    "id": each.id,
                    "place": world.workspace.id,
                    "title": each.title,
                    "body": f"{CANARY} gelezen",
                },
            )
        return owner.execute(
            text("select blob_id, wrapped_key from document_version where document_id = any(:ids)"),
            {"ids": [each.id for each in shared]},
        ).all()


def test_no_canary_is_left_and_what_stays_can_be_proved(
    app, approved, read_out, carry_out, transaction, later, settings, world, monkeypatch
):
    assert len(read_out) == 3
    for store in stores_of(house_of(app)).values():
        show_only(monkeypatch, store, {blob_id for blob_id, _key in read_out})
    assert CANARY in _dump(transaction)
    later(8)
    carry_out()
    for _look in range(3):
        later(9)
        with standing_in(app):
            collect.run()
    dump = _dump(transaction)
    assert CANARY not in dump
    files = [each for each in settings.data.rglob("*") if each.is_file()]
    assert not [each for each in files if CANARY.encode() in each.read_bytes()]
    for blob_id, wrapped_key in read_out:
        assert bytes(wrapped_key).hex() not in dump
        assert not [each for each in files if blob_id in each.name]
    _check_log(transaction, world)


def test_what_is_gone_does_not_exist_and_the_pages_around_it_stand(
    approved, carry_out, later, browser_of, library, shared, world
):
    later(8)
    carry_out()
    place = f"/workspaces/{world.workspace.ref}"
    for who in ("anna", "bram"):
        browser = browser_of(who)
        assert browser.visit(library.address(shared[0])).status == 404
        for page in ("", "/documents", "/log", "/closing", "/destructions"):
            found = browser.visit(place + page)
            assert (page, found.status) == (page, 200)
            assert CANARY not in found.body
        assert str(shared[0].id) not in browser.visit(f"/search?q={CANARY}").body


def test_a_certificate_stays_as_page_and_as_pdf(approved, carry_out, later, browser_of):
    assert browser_of("anna").visit(f"{approved}/certificate").status == 404
    later(8)
    carry_out()
    for who in ("anna", "bram"):
        assert "Verklaring van vernietiging" in browser_of(who).visit(approved).text("main")
        printed = browser_of(who).visit(f"{approved}/certificate")
        pages = PdfReader(io.BytesIO(printed.response.data)).pages
        words = " ".join("".join(each.extract_text() for each in pages).split())
        words = words.replace("\u200b", "")  # where a long word may break
        assert "Verklaring van vernietiging" in words
        assert "artikel 8 van het Archiefbesluit 1995" in words
        assert CANARY not in words


def test_what_was_destroyed_before_a_list_stopped_is_certified(
    approved, carry_out, later, browser_of, transaction, monkeypatch
):
    """As when the organisation gets a successor while a legal hold keeps the rest."""
    real, done = destruction._destroy_one, []

    def holds_after_one(*args, **more):
        done.append(args)
        return len(done) == 1 and real(*args, **more)

    later(8)
    monkeypatch.setattr(destruction, "_destroy_one", holds_after_one)
    carry_out()
    assert browser_of("anna").visit(f"{approved}/certificate").status == 404
    with transaction.as_owner() as owner:
        owner.execute(text("update destruction set stopped_at = now()"))
    page, printed = (browser_of("anna").visit(approved + each) for each in ("", "/certificate"))
    pages = PdfReader(io.BytesIO(printed.response.data)).pages
    words = " ".join("".join(each.extract_text() for each in pages).split())

    assert "Daarvoor is er al iets van vernietigd" in page.text("main")
    assert "zijn 1 van 3 documenten vernietigd. Daarna is ze gestopt." in words
    assert words.count(", versie ") == 1


def test_of_what_was_stopped_in_time_nothing_is_certified(approved, browser_of):
    bram = browser_of("bram")
    bram.visit(approved).submit("#halt-form")

    assert "Gestopt" in bram.visit(approved).text("main")
    assert "/certificate" not in bram.visit(approved).body
    assert bram.visit(f"{approved}/certificate").status == 404


def _dump(transaction):
    """Every row of every table, as text: what a dump of the database holds."""
    with transaction.as_owner() as owner:
        tables = (
            owner.execute(
                text(
                    "select relname from pg_class where relkind = 'r' and relnamespace ="
                    " 'public'::regnamespace"
                )
            )
            .scalars()
            .all()
        )
        return "\n".join(
            str(row)
            for table in tables
            for row in owner.execute(text(f'select to_jsonb(x)::text from "{table}" x')).scalars()
        )


def _check_log(transaction, world):
    """The leaves of the log are the hashes of what they hold, and none is missing."""
    with transaction.as_owner() as owner:
        wrong, size, there = owner.execute(
            text(
                "select count(*) filter (where leaf_hash <> sha256(decode('00', 'hex') || salt ||"
                " entry)), (select size from log_tree where id = :id), count(*)"
                " from log_entry where tree_id = :id"
            ),
            {"id": world.workspace.id},
        ).one()
        destroyed = owner.execute(
            text("select count(*) from log_entry where action = 'destruction:document:destroy'")
        ).scalar_one()
    assert (wrong, size, destroyed) == (0, there, 3)


def test_what_is_kept_for_good_or_not_yet_due_has_no_ground(
    browser_of, shared, closed, lists, transaction
):
    for change, told in (
        ("update retention_choice set item = 'A-B'", "blijvend bewaard"),
        ("update retention_choice set item = 'A-20'", "nog niet verstreken"),
        ("update closing_answer set choice = 'archive'", "koos"),
    ):
        ground = "copy" if "closing_answer" in change else "term"
        with transaction.undone():
            with transaction.as_owner() as owner:
                owner.execute(text(change))
            page = browser_of("bram").visit(lists)
            answer = page.submit("#proposal-form", layer="shared", ground=ground)
            assert answer.status == 422
            assert told in answer.text("main")
