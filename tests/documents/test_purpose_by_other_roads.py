"""No side road to police data: the API asks for a purpose too, what takes several leaves them out.

And row security holds the purposes themselves: each states the own, and nobody changes one."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from app.documents import queries, service
from app.documents.actions import DocumentAction
from app.documents.models import Purpose
from app.documents.policy import HOLDS_FOR
from app.kernel import clock, ids
from tests.support.acting import acting
from tests.support.api import Api
from tests.support.documents import rule_for

SAID = {"purpose": "given_task", "words": "Samen onderzoeken"}
NAMED = {"special_data": ("police_data",)}
PARTS = ("/content", "/content?version=1", "/preview/1", "/versions")


@pytest.fixture
def document(library):
    rules = (rule_for("ijenv", "download", **NAMED), rule_for("ivho", "view", **NAMED))
    return library.bring("bram", *rules, title="Mutaties", is_police_data=True)


@pytest.fixture
def state(app, world):
    def stated(who, document):
        actor = world.actor(who)
        with acting(app, actor):
            return service.state_purpose(actor, document.id, **SAID)

    return stated


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("part", PARTS)
def test_the_api_says_how_a_purpose_is_given(api_of, document, part, method):
    anna = api_of("anna")
    answer = anna.ask(method, f"/documents/{document.id}{part}", headers={"Range": "bytes=0-"})
    assert answer.status_code == 403
    assert answer.mimetype == "application/problem+json"
    if method == "GET":
        told = answer.get_json()
        assert told["code"] == "purpose_needed"
        assert told["purpose_url"] == f"/api/v1/documents/{document.id}/purpose"
        assert told["purposes"] == [each.value for each in Purpose]
        assert "plan.txt" not in answer.text


def test_after_giving_it_by_the_api_it_opens_until_it_ends(api_of, document, monkeypatch):
    anna, path = api_of("anna"), f"/documents/{document.id}"
    given = anna.post(f"{path}/purpose", json=SAID)
    assert given.status_code == 201
    assert {name: given.get_json()[name] for name in SAID} == SAID
    assert given.get_json()["valid_until"] > given.get_json()["stated_at"]
    assert [anna.get(f"{path}{each}").status_code for each in PARTS] == [200] * 4
    assert api_of("carla").get(f"{path}/preview/1").status_code == 403

    moment = clock.now() + HOLDS_FOR
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert [anna.get(f"{path}{each}").status_code for each in PARTS] == [403] * 4


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, "purpose words"),
        ({"purpose": "curious", "words": "x"}, "purpose"),
        ({"purpose": "audit"}, "words"),
        ({"purpose": "audit", "words": " "}, "words"),
        ({"purpose": "audit", "words": "x" * 301}, "words"),
        ({"purpose": "audit", "words": "x", "until": "2030-01-01"}, "until"),
        ({"purpose": ["audit"], "words": "x"}, "purpose"),
    ],
)
def test_the_api_wants_a_purpose_and_words(api_of, document, body, fields):
    answer = api_of("anna").post(f"/documents/{document.id}/purpose", json=body)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.get_json()["errors"]] == fields.split()


def test_a_token_that_may_only_read_states_nothing(app, world, transaction, document):
    reader = Api(app, world.person("anna"), transaction, scope="read")
    assert reader.post(f"/documents/{document.id}/purpose", json=SAID).status_code == 403


def test_for_who_does_not_see_it_there_is_nothing_to_state(api_of, document):
    for who in ("dirk", "els"):
        answer = api_of(who).post(f"/documents/{document.id}/purpose", json=SAID)
        assert answer.status_code == 404


def test_the_api_says_what_one_may_now(api_of, document, state):
    opened = {
        "document:content:read",
        "document:content:download",
        "document:content:compare",
        "document:version:list",
    }
    anna = api_of("anna")
    before = set(anna.get(f"/documents/{document.id}").get_json()["may"])
    state("anna", document)
    after = set(anna.get(f"/documents/{document.id}").get_json()["may"])
    assert (before & opened, after & opened) == (set(), opened)
    assert "document:purpose:state" in before & after


def test_other_refusals_of_the_api_are_told_as_they_were(api_of, document, state):
    state("carla", document)
    answer = api_of("carla").get(f"/documents/{document.id}/content")
    assert answer.status_code == 403
    assert "code" not in answer.get_json()


@pytest.mark.parametrize("is_stated", [False, True])
def test_an_archive_leaves_it_out_with_or_without_a_purpose(
    browser_of, library, document, state, transaction, is_stated
):
    other = library.bring("bram", rule_for("ijenv", "download"), title="Rooster")
    if is_stated:
        state("anna", document)
    ticked = [str(document.id), str(other.id)]
    page = browser_of("anna").visit(library.list_address)
    answer = page.submit("#documents-bundle", document=ticked)

    assert answer.response.mimetype == "application/zip"
    assert b"Mutaties" not in answer.response.get_data().replace(b"Politiegegevens", b"")[:40]
    assert DocumentAction.DOWNLOADED not in transaction.audited(document.id)
    alone = page.submit("#documents-bundle", document=ticked[:1])
    assert (alone.status, "één" in alone.body or "Wpg" in alone.body) == (422, True)


def test_giving_several_at_once_leaves_it_out(app, library, world, transaction):
    police = library.bring("bram", title="Mutaties", is_police_data=True)
    plain = library.bring("bram", title="Rooster")
    actor = world.actor("bram")
    with acting(app, actor):
        place = library.place(actor)
        proposal = service.Proposal(rules=[rule_for("ivho", **NAMED)], bases=library.bases)
        done = service.give_several(
            actor, place, document_ids={police.id, plain.id}, proposal=proposal
        )
    assert [each.row.title for each in done.left_out] == ["Mutaties"]
    assert DocumentAction.GRANTED not in transaction.audited(police.id)
    assert DocumentAction.GRANTED in transaction.audited(plain.id)


def test_a_download_that_began_in_time_is_not_cut(library, app, world, document, state):
    state("anna", document)
    actor = world.actor("anna")
    with acting(app, actor), pytest.MonkeyPatch.context() as patch:
        moment = clock.now() + HOLDS_FOR * 2
        patch.setattr(clock, "now", lambda: moment)
        assert queries.may_download(actor, document.id, number=1)


STATE = (
    "insert into stated_purpose (id, workspace_id, document_id, owner_id, organisation_id,"
    " person_id, purpose, words, stated_at) values (:id, :place, {document}, {owner}, {home},"
    " {person}, {purpose}, {words}, :now)"
)
RIGHT = {
    "document": ":police",
    "owner": ":igj",
    "home": ":mine",
    "person": ":me",
    "purpose": "'audit'",
    "words": "'x'",
}
STOPPED = [
    ("anna", {"person": ":other"}),
    ("anna", {"home": ":igj"}),
    ("anna", {"owner": ":mine"}),
    ("anna", {"document": ":plain"}),
    ("anna", {"document": ":hidden"}),
    ("dirk", {}),
]


@pytest.fixture
def run(app, world, library, document):
    plain = library.bring("bram", rule_for("ijenv", "download"))
    hidden = library.bring("bram", is_police_data=True)

    def done(who, statement):
        actor = world.actor(who)
        known = {
            "id": ids.new_id(),
            "place": world.workspace.id,
            "police": document.id,
            "plain": plain.id,
            "hidden": hidden.id,
            "igj": world.organisations["igj"].id,
            "mine": actor.organisation_id,
            "me": actor.person_id,
            "other": world.person("wim").id,
            "now": clock.now(),
        }
        with acting(app, actor) as session:
            return session.connection().execute(text(statement), known)

    return done


@pytest.mark.parametrize(("who", "changes"), STOPPED)
def test_row_security_stops_a_purpose_that_is_not_ones_own(run, who, changes):
    with pytest.raises(ProgrammingError, match="row-level security"):
        run(who, STATE.format(**{**RIGHT, **changes}))


@pytest.mark.parametrize("who", ["anna", "wim", "bram", "carla"])
def test_the_same_statement_passes_for_oneself(run, who):
    run(who, STATE.format(**RIGHT))


@pytest.mark.parametrize("changes", [{"words": "''"}, {"purpose": "'curious'"}])
def test_the_database_knows_the_purposes_too(run, changes):
    with pytest.raises(DBAPIError, match="ck_stated_purpose"):
        run("anna", STATE.format(**{**RIGHT, **changes}))


def test_the_owner_and_oneself_read_it_and_nobody_else(run, state, document, library):
    state("anna", document)
    count = "select count(*) from stated_purpose"
    seen = {who: run(who, count).scalar_one() for who in ("anna", "bram", "wim", "carla", "dirk")}
    assert seen == {"anna": 1, "bram": 1, "wim": 0, "carla": 0, "dirk": 0}
    library.share("bram", document.id, rule_for("ivho", **NAMED))
    assert run("anna", count).scalar_one() == 0


@pytest.mark.parametrize(
    "statement", ["update stated_purpose set stated_at = :now", "delete from stated_purpose"]
)
def test_nobody_changes_what_was_stated(run, state, document, statement):
    state("anna", document)
    with pytest.raises(ProgrammingError, match="permission denied"):
        run("anna", statement)
