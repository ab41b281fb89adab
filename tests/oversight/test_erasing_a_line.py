"""What a line of a log says is erased, by two who agree and for good; the tree stays what it was.

Bram of IGJ is in the line; the officers of IGJ and IJenV work in no workspace."""

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from app import commanding
from app.identity import queries
from app.identity.service import openings
from app.kernel import clock
from app.kernel.access import NotAllowed, system_actor
from app.kernel.audit.models import PLATFORM_TREE
from app.kernel.errors import Refused
from app.kernel.ids import new_id
from app.oversight import erasing
from app.oversight.erasing import Request, erase_line
from app.oversight.grounds import ErasureGround
from app.oversight.inspecting import look_through
from app.oversight.jobs import sign_logs
from app.oversight.verifier import check_log
from app.running import around_job
from app.storage.service.erased import ErasedAgain, ErasedLine
from tests.support.acting import acting
from tests.support.documents import Library
from tests.support.officers import make_officer


@pytest.fixture
def sign(app):
    return around_job(app)(sign_logs.run)


@pytest.fixture
def tree(world):
    return world.workspace.id


@pytest.fixture
def officers(app, world, transaction):
    return {
        code: make_officer(app, world, transaction, code=code)[1]
        for code in ("igj", "ijenv", "nvwa")
    }


@pytest.fixture
def line(house, world, transaction, tree):
    """The number of the line that says what Bram brought."""
    Library(house, world).bring("anna", title="Plan van anderen")
    document = Library(house, world).bring("bram", title="Verslag")
    with transaction.as_owner() as owner:
        found = owner.execute(
            text("select index from log_entry where tree_id = :tree and object_id = :id limit 1"),
            {"tree": tree, "id": document.id},
        )
        return found.scalar_one() + 1


@pytest.fixture
def erase(app, officers, tree, line):
    """Erase that line; what is told otherwise, otherwise."""

    def erasing_it(asker="igj", approver="ijenv", **other):
        told = {"tree_id": tree, "number": line, "ground": ErasureGround.UNLAWFUL, **other}
        request = Request(asked_by=officers[asker], approved_by=officers[approver], **told)
        organisation_id = officers[approver].organisation_id
        actor = system_actor("command", organisation_id=organisation_id, place_id=tree)
        with acting(app, actor):
            erase_line(actor, request)

    return erasing_it


@pytest.fixture
def row(transaction, tree, line):
    def of():
        with transaction.as_owner() as owner:
            found = owner.execute(
                text("select * from log_entry where tree_id = :tree and index = :index"),
                {"tree": tree, "index": line - 1},
            )
            return dict(found.mappings().one())

    return of


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
    before = row()
    erase()
    after = row()

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


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"asker": "ijenv", "approver": "igj"}, "whose line it is"),
        ({"approver": "igj"}, "another organisation"),
        ({"approver": "nvwa"}, "another organisation"),
        ({"number": 99_999}, "no such line"),
    ],
)
def test_what_is_not_asked_by_the_right_two_is_refused(erase, row, told, why):
    with pytest.raises(Refused, match=why):
        erase(**told)
    assert row()["entry"] is not None


@pytest.mark.parametrize(
    "damage", ["duties = '{}'", "blocked_at = now()"], ids=["no officer", "blocked"]
)
@pytest.mark.parametrize("who", ["igj", "ijenv"])
def test_who_is_no_officer_any_more_stands_behind_nothing(
    erase, officers, transaction, row, who, damage
):
    with transaction.as_owner() as owner:
        owner.execute(text(f"update person set {damage} where id = :id"), {"id": officers[who].id})
    with pytest.raises(Refused):
        erase()
    assert row()["entry"] is not None


def test_nothing_is_erased_twice_and_no_erasure_is(erase, line, transaction, tree):
    erase()
    with pytest.raises(Refused, match="already"):
        erase()
    with transaction.as_owner() as owner:
        newest = owner.execute(
            text("select max(index) from log_entry where tree_id = :id"), {"id": tree}
        ).scalar_one()
    with pytest.raises(Refused, match="it stays"):
        erase(asker="ijenv", approver="igj", number=newest + 1)


def test_under_a_legal_hold_nothing_is_erased(erase, transaction, world, row):
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "insert into legal_hold (id, workspace_id, organisation_id, reason, asked_by,"
                " from_on, review_on, set_by_id, set_at, lift_reason, version)"
                " values (gen_random_uuid(), :place, :owner, 'Een claim.', 'Iemand',"
                " '2026-01-01', '2027-01-01', :who, now(), '', 1)"
            ),
            {
                "place": world.workspace.id,
                "owner": world.organisations["igj"].id,
                "who": world.person("bram").id,
            },
        )
    with pytest.raises(Refused, match="legal hold"):
        erase()
    assert row()["entry"] is not None


def test_a_person_erases_nothing_by_whatever_road(app, world, officers, tree, line, row):
    bram = world.actor("bram")
    told = {"tree_id": tree, "number": line, "ground": ErasureGround.UNLAWFUL}
    request = Request(asked_by=officers["igj"], approved_by=officers["ijenv"], **told)
    with acting(app, bram), pytest.raises(NotAllowed):
        erase_line(bram, request)
    with acting(app, bram) as session:
        given = {
            "id": officers["igj"].id,
            "tree": tree,
            "line": line - 1,
            "ground": "unlawful",
            "asker": officers["igj"].id,
            "approver": officers["ijenv"].id,
            "moment": clock.now(),
        }
        assert session.connection().execute(erasing._ERASE, given).scalar_one() == "actor"
    assert row()["entry"] is not None


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

    who = officers["igj"].id, officers["ijenv"].id
    erased = ErasedLine(tree, line - 1, row()["leaf_hash"], clock.now(), "unlawful", *who)
    again = ErasedAgain(new_id(), erased, officers["ijenv"].organisation_id)
    commanding._note_restored(None, made_at="2026-11-30", again=[again])

    assert looked_through() == ""


def test_by_command(keeper_command, officers, line, world, row, tree):
    words = ["audit", "erase", world.workspace.ref, str(line), "--ground", "unlawful", "--yes"]
    two = ["--asked-by", officers["igj"].login, "--approved-by"]
    status, said = keeper_command(*words, *two, "nobody")
    assert (status, said) == (1, "Error: Nobody here has the login nobody.\n")
    status, said = keeper_command(*words, *two, officers["ijenv"].login)
    assert (status, "is erased" in said) == (0, True), said
    assert row()["entry"] is None
    status, said = keeper_command(*words, *two, officers["ijenv"].login)
    assert (status, said) == (1, "Error: This line was erased already.\n")


def test_of_the_installations_log_too(app, keeper_command, officers, transaction):
    with acting(app, commanding.COMMAND):
        openings.close_provider(commanding.COMMAND, queries.find_any_provider("igj"))
    with transaction.as_owner() as owner:
        newest = text("select max(index) from log_entry where tree_id = :id")
        number = owner.execute(newest, {"id": PLATFORM_TREE}).scalar_one() + 1
    words = ["audit", "erase", "platform", str(number), "--ground", "duty", "--yes"]
    two = ["--asked-by", officers["igj"].login, "--approved-by", officers["nvwa"].login]
    status, said = keeper_command(*words, *two)
    assert status == 0, said
    with transaction.as_owner() as owner:
        left = text("select entry, action from log_entry where tree_id = :id order by index desc")
        told, erased = owner.execute(left, {"id": PLATFORM_TREE}).fetchmany(2)
    assert (told.action, erased.entry) == ("log:line:erase", None)
