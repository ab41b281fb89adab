"""What a line of a log says is erased, for good; the tree stays what it was.

Bram of IGJ is in the line; the officers of IGJ and IJenV work in no workspace."""

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from app import commanding
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.ids import new_id
from app.oversight.inspecting import look_through
from app.oversight.jobs import sign_logs
from app.oversight.verifier import check_log
from app.running import around_job
from app.storage.service.erased import ErasedAgain, ErasedLine
from tests.support.acting import acting


@pytest.fixture
def sign(app):
    return around_job(app)(sign_logs.run)


@pytest.fixture
def looked_through(app, transaction, tree):
    def look():
        signer = system_actor("signer")
        with transaction.without_row_security(), acting(app, signer):
            (found,) = look_through(tree)
            return found.fault

    return look


def holding(browser, world):
    address = f"/workspaces/{world.workspace.ref}/log/verification"
    lines = browser.visit(f"{address}/lines").response.get_data(as_text=True)
    return lines.splitlines(), browser.visit(f"{address}/checkpoint").response.get_data(
        as_text=True
    )


def test_only_the_hash_stays_and_the_tree_holds(
    sign, erase, row, line, browser_of, world, looked_through
):
    sign()
    _lines, kept = holding(browser_of("bram"), world)
    before = row(line)
    erase()
    after = row(line)

    assert {name for name, value in after.items() if value is None} >= {"entry", "salt", "actor_id"}
    assert (after["leaf_hash"], after["at"]) == (before["leaf_hash"], before["at"])
    sign()
    for who in ("anna", "bram"):
        lines, _note = holding(browser_of(who), world)
        check_log(lines, held=[kept])
        told = json.loads(lines[line])
        assert set(told) == {"index", "leaf_hash", "erased"}
        assert told["erased"]["ground"] == "unlawful"
        newest = json.loads(json.loads(lines[-1])["entry"])
        assert (newest["action"], newest["facts"]["erased_line"]) == ("log:line:erase", line)
    assert looked_through() == ""


def test_everybody_who_sees_the_log_reads_that_it_was_erased_and_why(
    sign, erase, line, browser_of, api_of, world
):
    erase()
    place = f"/workspaces/{world.workspace.ref}/log"
    for who in ("anna", "bram"):
        page = browser_of(who).visit(place).text()
        assert "Gewist op" in page
        assert "op grond van AVG artikel 17, eerste lid, d: onrechtmatig verwerkt." in page
        assert f"IGJ, regel {line}, AVG artikel 17" in page
        assert "akkoord van IJenV" in page
        assert "Gewist op" in browser_of(who).visit(f"{place}/print").text()
        exported = browser_of(who).visit(f"{place}/export?format=csv").response
        assert "Gewist" in exported.get_data().decode("utf-8", "replace")
        items = api_of(who).get(place).get_json()["items"]
        (told,) = [each for each in items if "erased" in each]
        assert set(told) == {"index", "leaf_hash", "erased"}
        narrowed = browser_of(who).visit(f"{place}?from=2020-01-01").text()
        assert "Gewist op" not in narrowed


CHANGES = {
    "words": "entry = entry || ' '",
    "hash": "leaf_hash = sha256(leaf_hash)",
    "who": "actor_id = null",
    "moment": "at = at - interval '1 day'",
    "number": "index = index + 100000",
    "erased by hand": "entry = null, salt = null, actor_id = null, organisation_id = null,"
    " object_id = null, object_kind = 'erased'",
}


@pytest.mark.parametrize("change", CHANGES)
def test_not_even_the_owner_changes_a_line_otherwise(transaction, tree, line, change):
    statement = text(f"update log_entry set {CHANGES[change]} where tree_id = :id and index = :at")
    never = pytest.raises(IntegrityError, match="never changed")
    with transaction.as_owner() as owner, never, owner.begin_nested():
        owner.execute(statement, {"id": tree, "at": line - 1})


def test_what_was_erased_cannot_be_filled_again(erase, transaction, tree, line):
    erase()
    statement = text(
        "update log_entry set entry = 'x', salt = 'x' where tree_id = :id and index = :at"
    )
    never = pytest.raises(IntegrityError, match="never changed")
    with transaction.as_owner() as owner, never, owner.begin_nested():
        owner.execute(statement, {"id": tree, "at": line - 1})


@pytest.mark.parametrize(
    "statement",
    [
        "update log_erasure set ground = 'child'",
        "delete from log_erasure",
        "insert into log_erasure select * from log_erasure",
    ],
)
def test_the_application_cannot_write_that_something_was_erased(app, els, statement):
    with acting(app, els) as session, pytest.raises(ProgrammingError, match="permission denied"):
        session.connection().exec_driver_sql(statement)


@pytest.fixture
def els(world):
    return world.actor("els")


def test_a_line_that_is_empty_while_the_log_does_not_say_so_is_a_fault(
    keeper_command, officers, transaction, tree, line, looked_through, row
):
    """Until the restore of a backup, from which it was erased again, has said so."""
    with transaction.as_owner() as owner:
        owner.execute(text("alter table log_entry disable trigger guards_lines"))
        owner.execute(
            text(
                f"update log_entry set {CHANGES['erased by hand']}"
                " where tree_id = :id and index = :at"
            ),
            {"id": tree, "at": line - 1},
        )
    assert looked_through() == f"Regel {line} is leeg, en nergens staat dat zij is gewist."

    who = officers["igj"].person.id, officers["ijenv"].person.id
    erased = ErasedLine(tree, line - 1, row(line)["leaf_hash"], clock.now(), "unlawful", *who)
    again = ErasedAgain(new_id(), erased, officers["ijenv"].person.organisation_id)
    commanding._note_restored(None, made_at="2026-11-30", again=[again])

    assert looked_through() == ""
