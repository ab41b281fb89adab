"""Nothing is destroyed but what two agreed to, whoever writes the list and whoever comes between.

IGJ brought documents; Bram proposes for it, Cora reads there. Anna coordinates for IJenV.
"""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from app.comments.policy import At
from app.kernel import clock, ids
from app.kernel.db import driver_url
from app.workspaces.models import MemberRole, Membership
from tests.closing.conftest import whole
from tests.support.acting import acting
from tests.support.commenting import say
from tests.support.database import watching_off
from tests.support.documents import rule_for
from tests.support.holding import put_hold

WORDS = "Let op de termijn."
APPROVE = "select samenzicht_approve_destruction(:list, now(), now() + interval '8 days')"


@pytest.fixture
def forged(app, world):
    """Write a list straight into the database, as the application's role standing for Bram."""

    def write(layer, documents):
        list_id, bram = ids.new_id(), world.actor("bram")
        told = {"id": list_id, "place": world.workspace.id, "layer": layer}
        with acting(app, bram) as session, watching_off(session):
            session.execute(
                text(
                    "insert into destruction (id, workspace_id, organisation_id, layer, ground,"
                    " item, source, sha256, proposed_by_id, proposed_at) values (:id, :place,"
                    " :igj, :layer, 'copy', '', '', 'x', :bram, now())"
                ),
                {**told, "igj": bram.organisation_id, "bram": bram.person_id},
            )
            for position, each in enumerate(documents, 1):
                session.execute(
                    text("insert into destruction_line values (:list, :at, :id, 1, 'x', 1, 'x')"),
                    {"list": list_id, "at": position, "id": each.id},
                )
            session.commit()
        return list_id

    return write


@pytest.fixture
def approve(app, world):
    """Have somebody approve a list straight in the database."""

    def approve(who, list_id):
        with acting(app, world.actor(who)) as session, watching_off(session):
            is_done = session.execute(text(APPROVE), {"list": list_id}).scalar_one()
            session.commit()
            return is_done

    return approve


@pytest.mark.parametrize("role", [MemberRole.READER, MemberRole.CONTRIBUTOR])
@pytest.mark.usefixtures("closed")
def test_what_was_shared_does_not_go_by_a_list_of_the_own_layer(
    forged,
    approve,
    shared,
    transaction,
    world,
    role,
    later,
    carry_out,
):
    with transaction.as_owner() as owner:
        cora = owner.query(Membership).filter_by(person_id=world.person("cora").id).one()
        cora.role = role
    list_id = forged("private", shared)
    assert approve("cora", list_id) is (role == MemberRole.CONTRIBUTOR)
    later(9)
    carry_out()
    assert whole(transaction) == (3, 0)


def test_a_version_that_is_on_no_list_stays(
    approved,
    shared,
    transaction,
    later,
    carry_out,
):
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "insert into document_version (id, document_id, workspace_id, number, file_name,"
                " media_type, size, sha256, blob_id, wrapped_key, uploaded_by_id, uploaded_at,"
                " note, status) select gen_random_uuid(), document_id, workspace_id, 2, file_name,"
                " media_type, size, sha256, blob_id, wrapped_key, uploaded_by_id, uploaded_at,"
                " note, status from document_version where document_id = :id"
            ),
            {"id": shared[2].id},
        )
    later(8)
    carry_out()
    there, _gone = whole(transaction)
    assert there >= 1


@pytest.fixture
def spoken(app, world, transaction):
    """Let somebody say something beside a document; return the id of the comment."""

    def speak(who, document):
        actor = world.actor(who)
        with acting(app, actor):
            say(actor, At(document_id=document.id), body=WORDS)
        with transaction.as_owner() as owner:
            return owner.execute(
                text("select id from comment where document_id = :it and author_id = :who"),
                {"it": document.id, "who": actor.person_id},
            ).scalar_one()

    return speak


def words_of(transaction):
    with transaction.as_owner() as owner:
        return dict(owner.execute(text("select id, body from comment")).all())


def test_words_under_a_hold_are_not_taken_back(browser_of, world, transaction, library, spoken):
    document = library.bring("anna", rule_for("igj", "download"))
    comment = spoken("bram", document)
    browser = browser_of("bram")
    page = browser.visit(library.address(document, "/comments"))
    token = page.tree.cssselect("[name=csrf_token]")[0].get("value")
    put_hold(transaction, world.workspace, by=world.person("bram"), reason="Een claim.")

    refused = browser.send(
        library.address(document, "/comments/withdrawal"),
        {"csrf_token": token, "comment": str(comment)},
    )

    assert refused.status == 422
    assert "Een claim" in refused.body
    assert words_of(transaction) == {comment: WORDS}


def test_words_of_another_under_its_hold_stay_until_it_is_lifted(
    browser_of,
    world,
    transaction,
    shared,
    spoken,
    request,
    later,
):
    """IGJ destroys its document; IJenV's words beside it are held, IGJ's are not."""
    held, free = spoken("anna", shared[0]), spoken("bram", shared[0])
    hold = put_hold(transaction, world.workspace, by=world.person("anna"))
    request.getfixturevalue("approved")
    later(8)
    request.getfixturevalue("carry_out")()
    assert whole(transaction) == (0, 3)
    assert words_of(transaction) == {held: WORDS, free: ""}

    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "update legal_hold set lifted_at = now(), lifted_by_id = set_by_id where id = :id"
            ),
            {"id": hold},
        )

    assert words_of(transaction) == {held: "", free: ""}


MADE = (
    "insert into access_policy values (:policy, :place, :ijenv, null, :document, :policy, 1)",
    (
        "insert into document (id, workspace_id, folder_id, organisation_id, policy_id, title,"
        " classification, marking, is_special_category, is_criminal_data, is_police_data, status,"
        " current_number, changed_at, version) values (:document, :place, :folder, :ijenv,"
        " :policy, 'x', 0, 'confidential', false, false, false, 'released', 1, :then, 1)"
    ),
    (
        "insert into destruction (id, workspace_id, organisation_id, layer, ground, item, source,"
        " sha256, proposed_by_id, proposed_at, approved_by_id, approver_id, approved_at,"
        " execute_after) values (:list, :place, :ijenv, 'shared', 'copy', '', '', 'x', :anna,"
        " :then, :bram, :igj, :then, :then)"
    ),
    "insert into destruction_line values (:list, 1, :document, 1, 'x', 1, 'x')",
)


@contextmanager
def committed_list(owner_engine, world):
    """A list of IJenV that IGJ approved, with one document, for connections of their own."""
    keys = {name: ids.new_id() for name in ("policy", "document", "list")}
    told = {
        **keys,
        "place": world.workspace.id,
        "folder": world.root.id,
        "ijenv": world.organisations["ijenv"].id,
        "igj": world.organisations["igj"].id,
        "anna": world.person("anna").id,
        "bram": world.person("bram").id,
        "then": clock.now() - timedelta(days=9),
    }
    with owner_engine.begin() as owner:
        for statement in MADE:
            owner.execute(text(statement), told)
    try:
        yield told
    finally:
        with owner_engine.begin() as owner:
            for statement in (
                "delete from destruction_line where destruction_id = :list",
                "delete from destruction where id = :list",
                "delete from document where id = :document",
                "delete from access_policy where id = :policy",
            ):
                owner.execute(text(statement), told)


SPEAKS_FOR = (
    "select set_config('samenzicht.organisation', :ijenv, true),"
    " set_config('samenzicht.person', :who, true)"
)


def test_who_stops_while_the_first_document_goes_is_told_that_it_is_too_late(
    server, database_name, owner_engine, world
):
    engine = create_engine(driver_url(server.url("samenzicht_app", database=database_name)))
    said = []

    with committed_list(owner_engine, world) as told:
        mine = {"list": told["list"], "ijenv": str(told["ijenv"])}

        def stop():
            with engine.begin() as late:
                late.execute(text(SPEAKS_FOR), {**mine, "who": str(told["anna"])})
                asked = text("select samenzicht_stop_destruction(:list, now())")
                said.append(late.execute(asked, mine).scalar_one())

        with engine.begin() as job:
            job.execute(text(SPEAKS_FOR), {**mine, "who": ""})
            gone = {**mine, "gone": told["document"]}
            destroy = text("select samenzicht_destroy_document(:list, :gone, now())")
            assert job.execute(destroy, gone).scalar_one()
            thread = threading.Thread(target=stop)
            thread.start()
            thread.join(1)
            assert not said
        thread.join()
    engine.dispose()

    assert said == [False]
