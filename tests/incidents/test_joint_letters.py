"""The joint letter: drafted from the decision, agreed by each inspectorate, final and kept.

Anna coordinates for IJenV (lead, handles the case), Bram contributes for IGJ, Carla reads for IvhO,
Dirk is elsewhere."""

import hashlib
import io

import pypdf
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.incidents import queries
from app.incidents.policy import IncidentPermission
from app.incidents.service import letters
from app.kernel.ids import new_id
from app.workspaces import queries as workspaces
from app.workspaces.models import ParticipantRole
from tests.incidents.conftest import CASES, REPORT_ASKED
from tests.support.counting import counting
from tests.support.database import watching_off

AGREES = {"says": "agree"}
ASKS = {"says": "ask", "words": "Noem de termijn in de eerste zin."}


def typed(page, name):
    """What stands in a field of the form."""
    return page.tree.cssselect(f"#letter-form [name={name}]")[0].value.lstrip("\n")


def say(browser, address, said):
    done = browser.visit(address).submit("#judge-form", **said)
    assert done.status == 303, done.text("main")


def test_the_proposal_tells_the_facts_and_the_decision_and_names_nobody(
    browser_of, decided, stored, transaction
):
    page = browser_of("anna").visit(f"{CASES}/{decided}/letters/new")

    case, body = stored(decided), typed(page, "body")
    assert case.ref in body
    assert case.pseudonym in body
    assert case.facts in body
    assert REPORT_ASKED["reason"] in body
    assert "19 januari 2027" in body
    assert typed(page, "addressee") == "De directie van De Vuurvlinder"
    with transaction.as_owner() as owner:
        people = owner.execute(text("select name from person")).scalars().all()
    assert not [each for each in people if each in body]


def test_each_inspectorate_agrees_and_then_it_is_final_and_stands(
    browser_of, decided, drafted, transaction, world
):
    anna, bram = browser_of("anna"), browser_of("bram")
    say(anna, drafted, AGREES)
    assert 'id="finish-form"' not in anna.visit(drafted).body
    say(bram, drafted, AGREES)
    assert 'id="finish-form"' not in bram.visit(drafted).body

    done = anna.visit(drafted).submit("#finish-form")

    assert done.status == 303
    got = bram.visit(f"{drafted}/pdf")
    assert got.status == 200
    printed = "\n".join(
        each.extract_text() for each in pypdf.PdfReader(io.BytesIO(got.response.data)).pages
    )
    assert REPORT_ASKED["reason"] in printed
    assert "24 november 2026" in printed
    told = browser_of("carla").visit(drafted).text("main")
    digest = hashlib.sha256(got.response.data).hexdigest()
    assert digest in told.replace(" ", "").replace("\n", "")
    story = browser_of("carla").visit(f"{CASES}/{decided}").text("main")
    assert "definitief gemaakt" in story
    assert transaction.audited(str(decided))[-4:] == [
        "incident:letter:agree",
        "incident:letter:agree",
        "incident:letter:finish",
        "incident:letter:download",
    ]
    check_document(transaction, world, digest)
    assert not anna.visit(drafted).has("#change-form")


def check_document(transaction, world, digest):
    """The same file is among the documents of who made it final, and names the same blob."""
    with transaction.as_owner() as owner:
        row = owner.execute(
            text(
                "select d.organisation_id, d.is_special_category, v.sha256, v.blob_id, l.blob_id"
                " from incident_letter l join document d on d.id = l.document_id"
                " join document_version v on v.document_id = d.id"
            )
        ).one()
    assert row[0] == world.organisations["ijenv"].id
    assert row[1]
    assert (row[2].hex(), row[3]) == (digest, row[4])


def test_what_one_says_over_and_over_takes_no_room_of_others(
    browser_of, drafted, monkeypatch, transaction
):
    monkeypatch.setattr(letters, "MOST_STANCES", 1)
    anna, bram = browser_of("anna"), browser_of("bram")
    for _each in range(3):
        say(bram, drafted, ASKS)

    assert bram.visit(drafted).submit("#judge-form", **AGREES).status == 422
    say(anna, drafted, AGREES)

    with transaction.as_owner() as owner:
        kinds = owner.scalars(text("select kind from incident_letter_stance order by position"))
        assert kinds.all() == ["asked", "agreed"]


def test_an_agreement_falls_away_when_the_text_changes(browser_of, drafted):
    anna, bram = browser_of("anna"), browser_of("bram")
    say(anna, drafted, AGREES)
    say(bram, drafted, AGREES)
    old = bram.visit(drafted)

    done = anna.visit(drafted).submit("#change-form", subject="Een ander onderwerp")

    assert done.status == 303
    told = anna.visit(drafted)
    assert "0/2" in told.text("main")
    assert 'id="finish-form"' not in told.body
    assert "Eens met deze tekst" in told.text("main")
    late = old.submit("#judge-form", **AGREES)
    assert late.status == 409
    assert "een andere tekst" in late.text("[role=alert]")


def test_who_asks_for_a_change_holds_it_up_until_it_agrees(browser_of, drafted):
    anna, bram = browser_of("anna"), browser_of("bram")
    say(anna, drafted, AGREES)
    say(bram, drafted, AGREES)
    final = anna.visit(drafted)
    say(bram, drafted, ASKS)

    refused = final.submit("#finish-form")

    assert refused.status == 403
    assert ASKS["words"] in anna.visit(drafted).text("main")
    say(bram, drafted, AGREES)
    assert anna.visit(drafted).submit("#finish-form").status == 303


def test_what_should_change_must_be_said(browser_of, drafted):
    done = browser_of("bram").visit(drafted).submit("#judge-form", says="ask", words="  ")

    assert done.status == 422
    assert "wat er anders moet" in done.text("main")


def test_a_corrected_decision_asks_for_another_text(browser_of, decided, transaction, close_list):
    anna = browser_of("anna")
    made = anna.visit(f"{CASES}/{decided}/letters/new").submit("#letter-form", parties=["ijenv"])
    say(anna, made.location, AGREES)
    open_list = anna.visit(made.location).submit("#finish-form")
    assert open_list.status == 422
    assert "Sluit eerst de besluitenlijst" in open_list.text("[role=alert]")
    other = {"outcome": "investigate", "reason": "Wij kijken zelf."}
    anna.visit(f"{CASES}/{decided}/decision").submit("#decision-form", **other)
    close_list()

    refused = anna.visit(made.location).submit("#finish-form")

    assert refused.status == 422
    assert "verbeterde" in refused.text("[role=alert]")
    with transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from document")).scalar_one() == 0
    anna.visit(made.location).submit("#change-form", body="Wij doen zelf onderzoek.")
    say(anna, made.location, AGREES)
    assert anna.visit(made.location).submit("#finish-form").status == 303


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"parties": []}, "parties"),
        ({"parties": ["igj"]}, "parties"),
        ({"parties": ["ijenv", "nvwa"]}, "parties"),
        ({"addressee": " "}, "addressee"),
        ({"addressee": "jan@voorbeeld.nl"}, "addressee"),
        ({"subject": ""}, "subject"),
        ({"body": ""}, "body"),
        ({"body": "Het nummer is 111222333."}, "body"),
    ],
)
def test_a_letter_that_cannot_be_is_refused_beside_its_field(browser_of, decided, wrong, field):
    page = browser_of("anna").visit(f"{CASES}/{decided}/letters/new")

    done = page.submit("#letter-form", **({"parties": ["ijenv", "igj"]} | wrong))

    assert done.status == 422
    assert f'id="{field}-error"' in done.body


def test_before_the_committee_decides_there_is_no_letter(browser_of, register):
    case_id, anna = register(), browser_of("anna")

    page = anna.visit(f"{CASES}/{case_id}/letters/new")

    assert page.status == 200
    assert not page.has("#letter-form")
    assert "letters/new" not in anna.visit(f"{CASES}/{case_id}").body


def test_one_draft_at_a_time(browser_of, decided, drafted):
    anna = browser_of("anna")

    again = anna.visit(f"{CASES}/{decided}/letters/new").submit("#letter-form", parties=["ijenv"])

    assert again.status == 422
    assert "al een gezamenlijke brief" in again.text("[role=alert]")


@pytest.mark.parametrize(
    ("who", "judges", "changes"),
    [("anna", True, True), ("bram", True, False), ("carla", False, False)],
)
def test_who_may_do_what(browser_of, drafted, who, judges, changes):
    page = browser_of(who).visit(drafted)

    assert (page.has("#judge-form")) is judges
    assert (page.has("#change-form")) is changes


@pytest.mark.parametrize("role", [ParticipantRole.GUEST, ParticipantRole.OBSERVER])
def test_for_guests_and_strangers_the_letter_does_not_exist(browser_of, drafted, as_part, role):
    as_part("ivho", role)

    for who in ("carla", "dirk"):
        assert browser_of(who).visit(drafted).status == 404
        assert browser_of(who).visit(f"{drafted}/preview").status == 404


LIES = [
    ("anna", "update incident_letter_text set body = 'anders'"),
    ("anna", "delete from incident_letter_text"),
    ("anna", "update incident_letter_stance set kind = 'agreed', words = ''"),
    ("anna", "delete from incident_letter"),
    ("bram", "update incident_letter set organisation_id = (select id from organisation limit 1)"),
    (
        "carla",
        (
            "insert into incident_letter_stance (id, letter_id, case_id, workspace_id,"
            " organisation_id, position, number, kind, words, made_by_id, made_at)"
            " select gen_random_uuid(), id, case_id, workspace_id, samenzicht_organisation(), 9,"
            " current_number, 'agreed', '', samenzicht_person(), now() from incident_letter"
        ),
    ),
    (
        "bram",
        (
            "insert into incident_letter_stance (id, letter_id, case_id, workspace_id,"
            " organisation_id, position, number, kind, words, made_by_id, made_at)"
            " select gen_random_uuid(), id, case_id, workspace_id, organisation_id, 9,"
            " current_number, 'agreed', '', samenzicht_person(), now() from incident_letter"
        ),
    ),
    (
        "anna",
        (
            "update incident_letter set made_final_at = now(),"
            " made_final_by_id = samenzicht_person(), sha256 = 'x', size = 1, pages = 1,"
            " blob_id = 'x', wrapped_key = 'x',"
            " document_id = (select id from document limit 1)"
        ),
    ),
]


@pytest.mark.parametrize(("who", "statement"), LIES)
def test_the_database_keeps_who_agreed_to_what(app, world, house, drafted, who, statement):
    with (
        app.app_context(),
        house.database.session_for(world.actor(who)) as session,
        watching_off(session),
        pytest.raises(DBAPIError),
        session.begin_nested(),
    ):
        session.execute(text(statement))


def test_a_final_letter_never_changes(browser_of, drafted, transaction):
    for who in ("anna", "bram"):
        say(browser_of(who), drafted, AGREES)
    browser_of("anna").visit(drafted).submit("#finish-form")

    changing = text("update incident_letter set version = version + 1")
    with pytest.raises(DBAPIError, match="is final"), transaction.as_owner() as owner:
        owner.execute(changing)


def test_the_letter_is_read_after_its_document_was_withdrawn(
    browser_of, drafted, transaction, api_of
):
    for who in ("anna", "bram"):
        say(browser_of(who), drafted, AGREES)
    anna = browser_of("anna")
    anna.visit(drafted).submit("#finish-form")
    before = browser_of("bram").visit(f"{drafted}/pdf").response.data
    with transaction.as_owner() as owner:
        document = owner.execute(text("select document_id from incident_letter")).scalar_one()
    withdrawn = api_of("anna").ask("DELETE", f"/documents/{document}")
    assert withdrawn.status_code == 204

    assert browser_of("bram").visit(f"{drafted}/pdf").response.data == before


def test_a_letter_cannot_be_destroyed_with_its_document(
    app, world, house, browser_of, drafted, transaction
):
    """It is of both inspectorates, and the letter would stay readable."""
    for who in ("anna", "bram"):
        say(browser_of(who), drafted, AGREES)
    assert browser_of("anna").visit(drafted).submit("#finish-form").status == 303
    with transaction.as_owner() as owner:
        letter = owner.execute(text("select document_id from incident_letter")).scalar_one()

    actor = world.actor("anna")
    with app.app_context(), house.database.session_for(actor):
        place = workspaces.get_place_for(actor, IncidentPermission.LIST, world.workspace.ref)
        assert queries.list_letter_documents(place) == {letter}
    with (
        transaction.as_owner() as owner,
        pytest.raises(IntegrityError, match="several"),
        owner.begin_nested(),
    ):
        row = {"list": new_id(), "document": letter}
        owner.execute(
            text(
                "insert into destruction_line values"
                " (:list, 1, :document, 1, 'application/pdf', 1, 'x', null)"
            ),
            row,
        )


def test_a_letter_costs_few_statements(browser_of, decided, drafted, owner_engine):
    anna, costs = browser_of("anna"), {}
    anna.visit(drafted)
    with counting(owner_engine) as reading:
        anna.visit(drafted)
    for who in ("anna", "bram"):
        page = browser_of(who).visit(drafted)
        with counting(owner_engine) as judging:
            page.submit("#judge-form", **AGREES)
        costs[who] = len(judging)
    page = anna.visit(drafted)
    with counting(owner_engine) as finishing:
        page.submit("#finish-form")
    with counting(owner_engine) as case:
        anna.visit(f"{CASES}/{decided}")

    assert len(reading) <= 8
    assert len(case) <= 8
    assert max(costs.values()) <= 14, costs
    assert len(finishing) <= 22, "a document comes in as well"
