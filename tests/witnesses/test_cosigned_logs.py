"""Logs are offered to witnesses: what they cosign is handed out, what they object is told.

Els of IJenV and Cora of IGJ are administrators; Bram and Anna work in the workspace."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.adapters.keys import MasterKey
from app.adapters.witnessing import Post
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.audit import notes, publishing
from app.kernel.errors import NotAllowed, Refused
from app.oversight import verifier
from app.oversight.jobs import sign_logs
from app.oversight.service import origin_of
from app.running import around_job
from app.witnesses import queries, service
from app.witnesses.models import Fault
from app.witnesses.policy import WitnessPermission
from app.witnesses.service import WantedWitness
from tests.support.acting import acting
from tests.support.administering import make_administrator
from tests.support.confirmed import completed
from tests.support.cosigners import NAME, Running, a_key, make_folder
from tests.support.forks import request_of
from tests.support.hostile_witnesses import MINE, note_in, pretending, say, with_wrong_key


@pytest.fixture
def origin(house, world):
    return origin_of(str(house.settings.public_url), world.workspace.id)


@pytest.fixture
def log_key(app, watch):
    """The public key of this installation, which begins with its first checkpoint."""
    watch.round()
    with acting(app, system_actor("test")) as session:
        return publishing.find_key(session)


@pytest.fixture
def running(tmp_path, log_key, origin):
    """A real witness that trusts every log of this installation."""
    everything = notes.verifier_key(f"{origin.rpartition('/')[0]}/*", log_key.public_key)
    make_folder(tmp_path / "getuige", everything)
    made = Running(tmp_path / "getuige")
    made.start()
    yield made
    made.kill()


@pytest.fixture
def cosigned(watch, running):
    """A log that a witness of IGJ cosigned; gives the public key of the witness."""
    key = running.key
    watch.add(key, running.url)
    watch.lengthen()
    watch.round()
    return key


def test_what_was_cosigned_is_shown_and_handed_out(
    watch, cosigned, browser_of, api_of, world, tmp_path
):
    ref = world.workspace.ref
    page = browser_of("anna").visit(f"/workspaces/{ref}/log")
    assert NAME in page.text("[aria-labelledby=witnesses]")
    assert f"tot en met regel {watch.standing().size}" in page.text("[aria-labelledby=witnesses]")

    note = api_of("bram").get(f"/workspaces/{ref}/log/checkpoint").get_data(as_text=True)
    assert note.count("\u2014 ") == 2
    verifier.check_witnesses(note, [cosigned], 1)
    lines = browser_of("bram").visit(f"/workspaces/{ref}/log/verification/lines").response
    (tmp_path / "logboek.jsonl").write_bytes(lines.get_data())
    asked = ["log", str(tmp_path / "logboek.jsonl"), "--getuige"]
    assert verifier.main([*asked, cosigned]) == 0
    assert verifier.main([*asked, a_key("getuige.ivho.example")]) == 1
    two = [*asked, cosigned, "--witness", a_key("getuige.ivho.example")]
    assert verifier.main(two) == 1
    assert verifier.main([*two, "--minstens", "1"]) == 0


def size_in(running, origin):
    return int(running.seen(origin).split("\n")[1])


def test_a_log_goes_on_and_its_witness_with_it(watch, cosigned, running, origin):
    first = watch.standing()
    for _ in range(3):
        watch.lengthen()
        watch.round()
    now = watch.standing()
    assert (now.fault, now.split_at) == (None, None)
    assert now.size > first.size
    assert size_in(running, origin) == now.size


def test_without_its_witness_the_log_goes_on(watch, cosigned, running, app, browser_of, world):
    before = watch.standing()
    running.kill()
    watch.lengthen()
    watch.round()
    silent = watch.standing()
    assert (silent.size, silent.fault) == (before.size, Fault.SILENT)
    with acting(app, system_actor("test")) as session:
        assert publishing.newest_signed(session, world.workspace.id) > before.size
    page = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/log")
    assert "Tekent niet mee sinds" in page.text("[aria-labelledby=witnesses]")
    running.start()
    watch.round()
    back = watch.standing()
    assert (back.fault, back.faulty_since) == (None, None)
    assert back.size > before.size


def test_what_we_lost_the_witness_still_knows(watch, cosigned, transaction):
    """A witness may be further than we remember, as after a restore of this table alone."""
    with transaction.as_owner() as owner:
        owner.execute(text("delete from log_cosignature"))
        owner.execute(text("delete from witness_view"))
    watch.lengthen()
    watch.round()
    assert (watch.standing().fault, watch.standing().split_at) == (None, None)


def forge(app, house, origin, *, size):
    """Sign another log with our own key, as a host would that shows one partner something else."""
    master = house.tool(MasterKey)
    with acting(app, system_actor("test")) as session:
        wrapped = publishing.find_key(session).wrapped_key
    key = Ed25519PrivateKey.from_private_bytes(master.unwrap(wrapped, purpose="log:1"))
    written = notes.checkpoint_text(origin, size=size, root=b"\x07" * 32)
    return notes.signed_note(written, name=origin, key=key)


@pytest.mark.parametrize("size", [1, 9_000], ids=["shorter", "longer"])
def test_a_split_view_is_told_to_everybody_concerned(
    watch, running, app, house, origin, size, browser_of, transaction, world
):
    """IGJ was shown another log than the one kept here, under our own signature."""
    assert running.ask(request_of(0, [], forge(app, house, origin, size=size)))[0] == 200
    witness_id = watch.add(running.key, running.url)
    watch.lengthen()
    with transaction.as_owner() as owner:
        owner.execute(
            text("update person set duties = '{privacy_officer}' where id = :id"),
            {"id": world.person("bram").id},
        )
    watch.round()
    watch.round()

    found = watch.standing()
    assert (found.fault, found.is_proven, found.size) == (Fault.SPLIT, True, 0)
    for path in ("log", "log/verification"):
        page = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/{path}")
        assert "zag een ander logboek" in page.text(".utrecht-alert--error")
        assert "bewezen" in page.text(".utrecht-alert--error")
    assert transaction.audited(witness_id)[-1:] == ["installation:log:split"]
    assert transaction.audited(witness_id).count("installation:log:split") == 1
    with transaction.as_owner() as owner:
        jobs = owner.execute(
            text(
                "select task_name, args->>'person_id' as person from procrastinate_jobs"
                " where task_name in ('witnesses.tell_officer', 'notifications.note_of_place')"
            )
        ).all()
    assert [each.person for each in jobs if each.person] == [str(world.person("bram").id)]
    assert sum(each.person is None for each in jobs) == 3
    with acting(app, system_actor("test")):
        assert queries.count_trouble() == queries.Trouble(split=1, proven=1, silent=0)


def test_who_objects_to_the_very_log_it_shows_is_not_believed(watch, app, world):
    """It says it saw another log, and what it shows for it is this one."""
    shown = {}

    def conflict(handler, body):
        shown["note"] = note_in(body)
        say(handler, 422, "")

    with pretending(conflict, lambda handler, _body: say(handler, 200, shown["note"])) as url:
        watch.add(MINE, url)
        watch.lengthen()
        watch.round()
    assert (watch.standing().fault, watch.standing().split_at) == (Fault.REFUSED, None)


def test_a_witness_is_offered_only_the_logs_of_its_own_places(watch, world):
    """IGJ has no part in the case of NVWA: its witness hears not even that there is one."""
    offered = set()

    def hear(handler, body):
        offered.add(note_in(body).partition("\n")[0].rpartition("/")[2])
        say(handler, 403, "")

    with pretending(hear) as url:
        watch.add(MINE, url)
        watch.lengthen()
        watch.round()
    assert str(world.workspace.id) in offered
    assert str(world.elsewhere.id) not in offered


@pytest.mark.parametrize(
    "url",
    [
        "http://getuige.igj.example",
        "https://user@getuige.igj.example",
        "ftp://getuige.igj.example",
        "getuige",
        "http://127.0.0.1:9",
    ],
)
def test_an_address_that_cannot_be_is_refused(app, watch, world, house, url):
    els = watch.administrator("els")
    with acting(app, els), pytest.raises(Refused):
        wanted = WantedWitness(key=MINE, url=url)
        igj = world.organisations["igj"]
        service.ask_for_witness(els, igj, wanted=wanted, post=Post())


def test_we_do_not_go_inwards_unless_it_was_set(watch, house):
    with pretending(with_wrong_key) as url:
        watch.add(MINE, url)
        house.tools[Post] = Post(patience=timedelta(seconds=1))
        watch.lengthen()
        watch.round()
    assert watch.standing().fault is Fault.FORBIDDEN


def test_nobody_alone_adds_a_witness_not_even_in_the_database(app, watch, transaction, world):
    els, igj = watch.administrator("els"), world.organisations["igj"]
    wanted = WantedWitness(key=MINE, url="https://getuige.igj.example")
    with acting(app, els):
        asked = service.ask_for_witness(els, igj, wanted=wanted, post=Post())
        told = {"id": asked.id}
        with pytest.raises(NotAllowed, match="andere organisatie"):
            service.approve_witness(els, asked, ticket_id=asked.id)
    agree = (
        "update witness set answer = 'approved', answered_at = asked_at,"
        " answered_by_id = asked_by_id, answered_for_id = asked_for_id where id = :id"
    )
    with transaction.as_owner() as owner, pytest.raises(DBAPIError) as held, owner.begin_nested():
        owner.execute(text(agree), told)
    assert "four_eyes" in str(held.value.orig)
    with acting(app, els), pytest.raises(Refused, match="Er is al een getuige"):
        service.ask_for_witness(els, world.organisations["ivho"], wanted=wanted, post=Post())


@pytest.mark.parametrize("since", ["blocked_at = now()", "duties = '{}'"])
def test_the_word_of_who_may_no_longer_ask_brings_no_witness(watch, transaction, since):
    asked = watch.ask(MINE, "https://getuige.igj.example")
    with transaction.as_owner() as owner:
        owner.execute(text(f"update person set {since} where login = 'els'"))
    with pytest.raises(NotAllowed, match="mag dat niet meer"):
        watch.agree(asked)


def test_a_witness_that_is_no_longer_used_is_asked_no_more(app, watch, cosigned, running, origin):
    with acting(app, system_actor("test")):
        assert queries.list_due(clock.now()) == []
    cora = watch.administrator("cora")
    with acting(app, cora):
        (used,) = (each for each in queries.list_witnesses() if each.is_in_use)
        els = watch.administrator("els")
        service.end_witness(cora, queries.get_for(cora, WitnessPermission.END, used.id))
    before = size_in(running, origin)
    watch.lengthen()
    watch.round()
    assert size_in(running, origin) == before
    with acting(app, els), pytest.raises(NotAllowed):
        queries.get_for(els, WitnessPermission.END, used.id)


def test_pages_of_administrators_enter_a_witness(browser_of, watch, transaction, world):
    make_administrator(transaction, world, "cora")
    fields = {"organisation": "igj", "key": MINE, "url": "https://getuige.igj.example"}
    page = browser_of("els").visit("/administration/witnesses/new")
    assert page.submit("#witness-form", **{**fields, "key": "x"}).status == 422
    asked = page.submit("#witness-form", **fields).follow()
    assert (asked.has("#approve"), asked.has("#refuse")) == (False, True)
    (row,) = browser_of("cora").visit("/administration/witnesses").tree.cssselect("tbody th a")
    cora, address = browser_of("cora"), row.get("href")
    assert cora.visit(address).submit("#approve").status == 422  # her provider is silent
    purpose = {"action": "witness:register:approve", "witness": address.rpartition("/")[2]}
    done = completed(transaction, world.person("cora"), cora, f"{address}/approve", purpose)
    agreed = done.follow()
    assert "In gebruik" in agreed.text("main")
    ended = agreed.submit("#end").follow()
    assert "Beëindigd" in ended.text("main")
    told = transaction.audited(row.get("href").rpartition("/")[2])
    assert told == [f"organisation:witness:{each}" for each in ("ask", "approve", "end")]


def test_two_others_let_no_key_of_theirs_count_as_that_of_a_third(
    browser_of, watch, transaction, world
):
    """Els (IJenV) and Carla (IvhO) cannot make a witness of IGJ; neither can the application."""
    make_administrator(transaction, world, "carla")
    fields = {"organisation": "igj", "key": MINE, "url": "https://getuige.igj.example"}
    page = browser_of("els").visit("/administration/witnesses/new")
    address = page.submit("#witness-form", **fields).follow()
    carla = browser_of("carla").visit("/administration/witnesses").tree.cssselect("tbody th a")[0]
    shown = browser_of("carla").visit(carla.get("href"))

    assert (shown.has("#approve"), shown.has("#refuse")) == (False, False)
    assert "van de organisatie zijn van wie de getuige is" in shown.text("main")
    with pytest.raises(IntegrityError, match="ck_witness_own"), transaction.as_owner() as owner:
        owner.execute(
            text(
                "update witness set answer = 'approved', answered_at = asked_at,"
                " answered_by_id = :person, answered_for_id = :home"
            ),
            {"person": world.person("carla").id, "home": world.organisations["ivho"].id},
        )
    assert address.status == 200


def test_one_that_never_answers_takes_nothing_from_another(app, watch, monkeypatch):
    """Of what is due each gets its share, whoever of them comes first."""
    first = watch.add(a_key("eerste.example"), "https://eerste.igj.example")
    second = watch.add(a_key("tweede.example"), "https://tweede.ijenv.example", of="ijenv")
    watch.lengthen()
    around_job(app)(sign_logs.run)()
    monkeypatch.setattr(queries, "MOST_DUE", 2)
    with acting(app, system_actor("test")):
        due = queries.list_due(clock.now())
    assert {each.witness_id for each in due} == {first, second}
    assert [each.witness_id for each in due] == sorted((first, second), key=lambda key: key.int)
