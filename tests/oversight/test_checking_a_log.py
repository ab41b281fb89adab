"""A partner checks the log of a workspace with what the page gives, and nothing else of ours.

Anna and Bram see different lines of the same log; Dirk belongs elsewhere."""

import json
import subprocess
import sys

import pytest
from sqlalchemy import text

from app.documents.service.streams import DownloadCut
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.audit.publishing import BATCH, list_unsigned
from app.oversight import proofs, verifier
from app.oversight.inspecting import look_through
from app.oversight.jobs import sign_logs
from app.oversight.verifier import Fault, check_log, read_checkpoint
from app.running import around_job
from tests.support.acting import acting
from tests.support.documents import Library

SIGNER = system_actor("signer")


@pytest.fixture
def sign(app):
    """Sign what is there, as the clock has it done."""

    return around_job(app)(sign_logs.run)


@pytest.fixture
def address(world):
    return f"/workspaces/{world.workspace.ref}/log/verification"


@pytest.fixture
def tree(world):
    return world.workspace.id


@pytest.fixture
def lengthen(house, world):
    """Have some lines written, one of them about what only Bram's organisation sees."""

    library = Library(house, world)

    def some(count=3):
        for number in range(count):
            library.bring("bram", title=f"Verslag {number}")

    return some


@pytest.fixture
def looked_through(app, transaction, tree):
    """Check the log in the database, as who sees all rows."""

    def look():
        with transaction.without_row_security(), acting(app, SIGNER):
            (found,) = look_through(tree)
            return found

    return look


@pytest.fixture
def holding(browser_of, address):
    """What a person downloads: lines, checkpoint and key."""

    def of(who):
        browser = browser_of(who)
        lines = browser.visit(f"{address}/lines").response.get_data(as_text=True)
        note = browser.visit(f"{address}/checkpoint").response.get_data(as_text=True)
        return lines.splitlines(), note

    return of


def test_before_the_first_checkpoint_the_page_says_so(browser_of, address):
    page = browser_of("anna").visit(address)
    assert page.status == 200
    assert "Er is nog niets ondertekend" in page.text("[role=status]")
    assert browser_of("anna").visit(f"{address}/lines").status == 404
    assert browser_of("anna").visit(f"{address}/checkpoint").status == 404


def test_each_partner_checks_the_whole_log_and_sees_only_its_own(sign, lengthen, holding):
    lengthen()
    sign()
    anna, bram = holding("anna"), holding("bram")
    for lines, note in (anna, bram):
        found = check_log(lines, held=[note])
        assert found.size == len(lines) - 1
    assert anna[1] == bram[1]
    shown = [sum('"entry"' in line for line in lines) for lines, _note in (anna, bram)]
    assert shown[0] < shown[1]
    hidden = [json.loads(each) for each in anna[0] if "entry" not in each][1:]
    assert all(set(each) == {"index", "leaf_hash"} for each in hidden)


def test_the_program_of_the_page_runs_by_itself(
    sign, lengthen, holding, browser_of, address, tmp_path
):
    lengthen()
    sign()
    lines, note = holding("bram")
    program = browser_of("bram").visit(f"{address}/program").response.get_data()
    (tmp_path / "samenzicht_controle.py").write_bytes(program)
    (tmp_path / "bewaard.txt").write_text(note, "utf-8")

    def run(content):
        (tmp_path / "logboek.jsonl").write_text("\n".join(content), "utf-8")
        command = ["samenzicht_controle.py", "log", "logboek.jsonl", "--bewaard", "bewaard.txt"]
        return subprocess.run(
            [sys.executable, "-I", *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    right = run(lines)
    assert (right.returncode, right.stderr) == (0, "")
    assert right.stdout.startswith("Alles klopt:")
    wrong = run([*lines[:2], *lines[3:]])
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr == "Op de plaats van regel 2 staat een andere regel.\n"


def test_a_checkpoint_of_before_holds_for_what_grew(sign, lengthen, holding, api_of, world):
    lengthen(2)
    sign()
    _lines, old_note = holding("bram")
    lengthen(3)
    sign()
    lines, new_note = holding("anna")
    key = json.loads(lines[0])["key"]
    check_log(lines, held=[old_note], key=key)

    old, new = read_checkpoint(old_note, key), read_checkpoint(new_note, key)
    assert old.size < new.size
    api, place = api_of("carla"), f"/workspaces/{world.workspace.ref}/log"
    assert api.get(f"{place}/checkpoint").get_data(as_text=True) == new_note
    grew = api.get(f"{place}/consistency?from={old.size}").get_json()
    verifier.check_consistency(grew, old, new)
    for index in range(new.size):
        verifier.check_inclusion(api.get(f"{place}/proof?index={index}").get_json(), new)
    early = api.get(f"{place}/proof?index=0&size={old.size}").get_json()
    verifier.check_inclusion(early, old)


def test_the_api_gives_what_a_leaf_is_made_of(lengthen, api_of, world):
    lengthen(1)
    items = api_of("bram").get(f"/workspaces/{world.workspace.ref}/log").get_json()["items"]
    shown = [each for each in items if "entry" in each]
    assert shown
    for each in shown:
        leaf = verifier.leaf_hash(bytes.fromhex(each["salt"]), each["entry"].encode())
        assert leaf.hex() == each["leaf_hash"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("proof", 422),
        ("proof?index=x", 422),
        ("proof?index=-1", 422),
        ("proof?index=99999999", 422),
        ("proof?index=0&size=99999999", 422),
        ("proof?index=0&size=0", 422),
        ("consistency", 422),
        ("consistency?from=0", 422),
        ("consistency?from=2&to=1", 422),
        ("consistency?from=1&to=99999999", 422),
        ("consistency?from=1&to=1", 200),
        ("proof?index=" + "9" * 40, 422),
    ],
)
def test_what_cannot_be_proved_is_said(sign, lengthen, api_of, world, path, status):
    lengthen(1)
    sign()
    place = f"/workspaces/{world.workspace.ref}/log"
    assert api_of("anna").get(f"{place}/{path}").status_code == status


def test_for_a_stranger_there_is_no_log(sign, lengthen, browser_of, api_of, address, world):
    lengthen(1)
    sign()
    for part in ("", "/lines", "/checkpoint", "/program"):
        assert browser_of("dirk").visit(address + part).status == 404
    for part in ("checkpoint", "proof?index=0", "consistency?from=1"):
        place = f"/workspaces/{world.workspace.ref}/log"
        assert api_of("dirk").get(f"{place}/{part}").status_code == 404


def test_lines_on_their_way_end_with_the_session_of_their_reader(
    sign, lengthen, browser_of, address, transaction, world, monkeypatch
):
    monkeypatch.setattr(proofs, "AT_A_TIME", 2)
    lengthen()
    sign()
    answer = browser_of("bram").visit(f"{address}/lines", buffered=False).response
    pieces = answer.iter_encoded()
    assert b'"checkpoint"' in next(pieces)
    next(pieces)

    with transaction.as_owner() as owner:
        blocked = text("update person set blocked_at = now() where id = :who")
        owner.execute(blocked, {"who": world.person("bram").id})

    with pytest.raises(DownloadCut):
        list(pieces)


def test_a_long_log_is_taken_in_some_thousands_at_a_time(
    app, sign, transaction, looked_through, tree
):
    """What was there before the tree was kept gets its nodes in batches."""
    sign()
    now = clock.now()
    moment = now.isoformat(timespec="milliseconds")
    told = {
        "before": f'{{"action":"x","actor":"system:x","at":"{moment}","index":',
        "after": f',"object":["x",null],"organisation":null,"tree":"{tree}"}}',
    }
    with transaction.as_owner() as owner:
        size = owner.execute(
            text("select size from log_tree where id = :id"), {"id": tree}
        ).scalar_one()
        owner.execute(
            text(
                "insert into log_entry (tree_id, index, at, action, object_kind, entry, salt,"
                " leaf_hash) select :id, n, :at, 'x', 'x', told, s,"
                " sha256('\\x00'::bytea || s || told)"
                " from (select n, decode(md5(n::text), 'hex') s,"
                " convert_to(:before || n || :after, 'utf-8') told"
                " from generate_series(cast(:size as bigint), :size + :more - 1) n) e"
            ),
            {"id": tree, "at": now, "size": size, "more": BATCH + 10, **told},
        )
        owner.execute(
            text("update log_tree set size = size + :more where id = :id"),
            {"id": tree, "more": BATCH + 10},
        )
    with acting(app, SIGNER) as session:
        assert [each.size - each.signed for each in list_unsigned(session)] == [BATCH + 10]
    sign()
    with acting(app, SIGNER) as session:
        assert [each.size - each.signed for each in list_unsigned(session)] == [10]
    sign()
    found = looked_through()
    assert (found.fault, found.signed) == ("", found.size)


DAMAGE = {
    "changed": "update log_entry set entry = entry || ' ' where tree_id = :id and index = 1",
    "changed with its hash": "update log_entry set entry = entry || ' ',"
    " leaf_hash = sha256('\\x00'::bytea || salt || entry || ' ') where tree_id = :id and index = 1",
    "removed": "delete from log_entry where tree_id = :id and index = 1",
    "cut off": "delete from log_entry where tree_id = :id and index >= 1",
    "another checkpoint": "update log_checkpoint set root = sha256(root) where tree_id = :id",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_a_superuser_does_is_found(
    sign, lengthen, holding, transaction, looked_through, tree, damage
):
    lengthen()
    sign()
    _lines, kept = holding("bram")
    assert not looked_through().fault
    with transaction.as_owner() as owner:
        owner.execute(text("alter table log_entry disable trigger guards_lines"))
        owner.execute(text(DAMAGE[damage]), {"id": tree})
    assert looked_through().fault
    if damage != "another checkpoint":
        lines, _note = holding("bram")
        with pytest.raises(Fault):
            check_log(lines, held=[kept])


TOLD_OTHERWISE = {
    "by whom": "actor_id = null",
    "for whom": "organisation_id = gen_random_uuid()",
    "what": "action = 'document:document:read'",
    "about which": "object_id = gen_random_uuid()",
    "about what kind": "object_kind = 'workspace'",
    "when": "at = at - interval '1 hour'",
}


@pytest.mark.parametrize("change", TOLD_OTHERWISE)
def test_what_a_page_finds_a_line_by_is_what_the_line_says(
    sign, lengthen, transaction, looked_through, tree, change
):
    """A partner's file has none of it; the page would tell another story than what is proved."""
    lengthen()
    sign()
    assert not looked_through().fault
    with transaction.as_owner() as owner:
        owner.execute(text("alter table log_entry disable trigger guards_lines"))
        damage = f"update log_entry set {TOLD_OTHERWISE[change]} where tree_id = :id and index = 1"
        owner.execute(text(damage), {"id": tree})
    assert looked_through().fault == "Regel 2 wordt anders gevonden dan zij zegt."
