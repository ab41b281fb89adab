"""A basis in free text: asked by who decides, approved by the privacy officer, used in a rule.

Bram of IGJ asks; the officer of IGJ works in no workspace. Carla of IvhO would get the document."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from app.documents import service
from app.documents.actions import DocumentAction
from app.documents.models import AccessRule, OwnBasis, RequestAnswer
from app.documents.service import FolderPlace, Proposal
from app.identity.models import PRIVACY_OFFICER, Person
from app.kernel import clock
from app.kernel.errors import Refused
from tests.support.documents import next_month, rule_for

ASKED = {
    "law": "Wet toezicht onderwijs",
    "article": "12a",
    "purpose": "Samen één school onderzoeken",
    "reason": "Het convenant van 2026 noemt dit.",
    "kinds": ["bevindingen"],
}


@pytest.fixture
def ask(browser_of, library, document):
    def asked(who="bram", partner="ivho", htmx=False, **changes):
        address = library.address(document, f"/sharing-guide/basis?partner={partner}")
        given = ASKED | {"valid_until": next_month().isoformat()} | changes
        return browser_of(who).visit(address).submit("#basis-form", htmx=htmx, **given)

    return asked


@pytest.fixture
def kept(transaction):
    """What stands in the table, whoever may read it."""

    def rows():
        with transaction.as_owner() as owner:
            found = list(owner.execute(select(OwnBasis)).scalars())
            owner.expunge_all()
            return found

    return rows


@pytest.fixture
def judge(officer_of, kept):
    def judged(answer="granted", reason="Het convenant staat.", code="igj", htmx=False):
        browser, _person = officer_of(code)
        page = browser.visit(f"/basis-questions/{kept()[0].id}")
        return page.submit("#judge-form", htmx=htmx, answer=answer, reason=reason)

    return judged


@pytest.fixture
def share(library, document, kept):
    """Lay down a rule that rests on the basis that was asked."""

    def shared(organisation="ivho", **more):
        given = {"legal_basis": kept()[0].code} | more
        library.share("bram", document.id, rule_for(organisation, **given))

    return shared


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_asked_approved_and_used(
    ask, judge, kept, transaction, browser_of, library, document, guide_of, htmx
):
    assert ask(htmx=htmx).status == (204 if htmx else 303)
    assert judge(htmx=htmx).status == (204 if htmx else 303)
    basis = kept()[0]
    assert (basis.answer, basis.answer_reason) == (RequestAnswer.GRANTED, "Het convenant staat.")
    assert transaction.audited(basis.id) == [
        DocumentAction.BASIS_ASKED,
        DocumentAction.BASIS_APPROVED,
    ]
    asked = browser_of("bram").visit(library.address(document, "/sharing-guide/basis?partner=ivho"))
    assert "goedgekeurd" in asked.text("#sharing-basis")
    assert "Het convenant staat." in asked.text("#sharing-basis")

    told = guide_of("bram", document)
    choices = [each.get("value") for each in told.tree.cssselect("#keep-form [name=basis]")]
    assert basis.code in choices
    kept_answer = told.submit("#keep-form", basis=basis.code, until=basis.valid_until.isoformat())
    link = kept_answer.follow().tree.cssselect("a.utrecht-button-link--primary-action")[0]
    editor = browser_of("bram").visit(link.get("href"))
    saved = editor.submit("#documents-rule")
    assert saved.status == 303, saved.text("#documents-rule")
    with transaction.as_owner() as owner:
        rule = owner.execute(select(AccessRule)).scalar_one()
        assert (rule.legal_basis, rule.purpose) == (basis.code, ASKED["purpose"])
    seen = browser_of("carla").visit(library.address(document, "/access"))
    assert "Grondslag die de privacyfunctionaris goedkeurde" in seen.text()
    assert "Wet toezicht onderwijs" not in seen.text()


def test_until_it_is_approved_no_rule_rests_on_it(ask, share, judge):
    ask()
    with pytest.raises(Refused, match="Choose a legal basis"):
        share()
    judge("refused", "Het convenant loopt niet meer.")
    with pytest.raises(Refused, match="Choose a legal basis"):
        share()


def test_it_holds_for_that_document_and_partner_alone(
    ask, judge, share, kept, library, house, world
):
    ask()
    judge()
    code = kept()[0].code
    with pytest.raises(Refused, match="Choose a legal basis"):
        share("ijenv")
    other = library.bring("bram", title="Een ander stuk")
    with pytest.raises(Refused, match="Choose a legal basis"):
        library.share("bram", other.id, rule_for("ivho", legal_basis=code))
    actor = world.actor("bram")
    rules = (rule_for("ivho", legal_basis=code),)
    with (
        house.database.session_for(actor),
        pytest.raises(Refused, match="Choose a legal basis"),
    ):
        service.set_folder_rules(
            actor,
            FolderPlace(library.place(actor)),
            proposal=Proposal(rules=rules, bases=library.bases),
        )
    share()


def test_it_ends_and_names_the_special_data(app, ask, judge, share, kept, transaction, document):
    ask()
    judge()
    last = kept()[0].valid_until
    with app.test_request_context(), pytest.raises(Refused, match="Deze grondslag geldt tot"):
        share(until=last + timedelta(days=1))
    with transaction.as_owner() as owner:
        owner.execute(
            text("update document set is_police_data = true where id = :id"), {"id": document.id}
        )
    with pytest.raises(Refused, match="did not approve this basis for the special data"):
        share(special_data=("police_data",))
    with transaction.as_owner() as owner:
        owner.execute(
            text("update document set is_police_data = false where id = :id"), {"id": document.id}
        )
        owner.execute(text("update own_basis set valid_until = :day"), {"day": clock.today()})
    share(until=clock.today())
    with transaction.as_owner() as owner:
        owner.execute(
            text("update own_basis set valid_until = :day"),
            {"day": clock.today() - timedelta(days=1)},
        )
    with pytest.raises(Refused, match="Choose a legal basis"):
        share(until=clock.today(), purpose="Nog eens")


@pytest.mark.parametrize(
    ("who", "status"),
    [("bram", 403), ("cora", 403), ("anna", 404), ("carla", 404), ("dirk", 404), ("els", 404)],
)
def test_nobody_else_answers_it(ask, kept, browser_of, who, status):
    ask()
    address = f"/basis-questions/{kept()[0].id}"
    assert browser_of(who).visit(address).status == status
    assert browser_of(who).send(address, {}).status in (status, 400, 403)


@pytest.mark.parametrize("code", ["ijenv", "ivho"])
def test_not_the_officer_of_another_organisation(ask, kept, officer_of, code):
    ask()
    browser, _person = officer_of(code)
    assert browser.visit(f"/basis-questions/{kept()[0].id}").status == 404
    assert "Wet toezicht onderwijs" not in browser.visit("/sharing-answers").body


def test_nobody_answers_the_own_question(ask, kept, transaction, browser_of, world):
    with transaction.as_owner() as owner:
        owner.get_one(Person, world.person("bram").id).duties = [PRIVACY_OFFICER]
    ask()
    page = browser_of("bram").visit(f"/basis-questions/{kept()[0].id}")
    assert page.status == 403
    assert "Laat een collega het vragen" in page.text()


def test_row_security_alone_hides_it_and_lets_only_the_officer_answer(
    ask, kept, house, world, officer_of, app
):
    ask()
    for who, number in {"bram": 1, "cora": 1, "anna": 0, "carla": 0, "dirk": 0}.items():
        with house.database.session_for(world.actor(who)) as session:
            found = session.execute(text("select count(*) from own_basis")).scalar_one()
            assert (who, found) == (who, number)
            changed = session.connection().exec_driver_sql(
                "update own_basis set answer = 'granted', answered_at = now()"
            )
            assert (who, changed.rowcount) == (who, 0)
    with (
        house.database.session_for(world.actor("bram")) as session,
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        session.connection().exec_driver_sql("update own_basis set law = 'Een andere wet'")
    assert kept()[0].answer == RequestAnswer.OPEN


def test_the_log_tells_it_to_the_own_organisation_only(ask, judge, browser_of, world):
    ask()
    judge()
    log = f"/workspaces/{world.workspace.ref}/log"
    for who, number in {"bram": 1, "anna": 0, "carla": 0}.items():
        told = browser_of(who).visit(log).text()
        assert told.count("vroeg de privacyfunctionaris om een grondslag") == number
        assert told.count("keurde een grondslag goed") == number


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"law": "  "}, "Noem de wet."),
        ({"article": ""}, "Noem het artikel."),
        ({"purpose": "x" * 301}, "Dit is te lang. Gebruik hoogstens"),
        ({"reason": "\n\n"}, "Zeg waarom deze grondslag het draagt."),
        ({"kinds": ["iets anders"]}, "Kies wat voor gegevens erin staan."),
        ({"valid_until": "2020-01-01"}, "Kies een dag vanaf vandaag"),
        ({"valid_until": "2999-01-01"}, "Kies een dag vanaf vandaag"),
    ],
)
def test_a_wrong_question_is_told_and_kept_on_screen(ask, kept, change, sentence, htmx):
    answer = ask(htmx=htmx, **change)
    assert (answer.status, answer.is_whole_page) == (422, not htmx)
    assert sentence in answer.text("#sharing-basis")
    fields = {each.get("name"): each.get("value") for each in answer.tree.cssselect("input")}
    assert fields["law"] == change.get("law", ASKED["law"])
    assert kept() == []


def test_a_partner_that_takes_no_part_is_told(browser_of, library, document, kept):
    address = library.address(document, "/sharing-guide/basis?partner=nvwa")
    page = browser_of("bram").visit(address)
    assert not page.has("#basis-form")
    assert "Kies een organisatie die hier meedoet." in page.text()
    good = browser_of("bram").visit(address.replace("nvwa", "ivho"))
    given = ASKED | {"valid_until": next_month().isoformat(), "partner": "nvwa"}
    assert good.submit("#basis-form", **given).status == 422
    assert kept() == []


def test_one_question_at_a_time_and_one_answer(ask, judge, kept, officer_of):
    ask()
    again = ask()
    assert again.status == 422
    assert "staat al een vraag open" in again.text()
    browser, _person = officer_of("igj")
    page = browser.visit(f"/basis-questions/{kept()[0].id}")
    empty = page.submit("#judge-form", answer="granted", reason=" ")
    assert (empty.status, "Zeg waarom." in empty.text("#judge-form")) == (422, True)
    none = page.submit("#judge-form", reason="Goed", form_key=str(uuid4()))
    assert (none.status, "Kies een antwoord." in none.text("#judge-form")) == (422, True)
    assert page.submit("#judge-form", answer="refused", reason="Nee", form_key=str(uuid4())).status
    twice = page.submit("#judge-form", answer="granted", reason="Ja", form_key=str(uuid4()))
    assert twice.status == 422
    assert kept()[0].answer == RequestAnswer.REFUSED


@pytest.mark.parametrize(("who", "status"), [("cora", 403), ("anna", 404), ("dirk", 404)])
def test_only_who_decides_for_the_owner_asks(browser_of, library, document, who, status):
    address = library.address(document, "/sharing-guide/basis?partner=ivho")
    assert browser_of(who).visit(address).status == status


@pytest.mark.parametrize("who", ["anna", "bram", "dirk", "els"])
def test_the_desk_is_for_privacy_officers(browser_of, who):
    assert browser_of(who).visit("/sharing-answers").status == 403


def test_the_officer_reads_on_my_work_that_a_question_waits(ask, officer_of, browser_of):
    ask()
    browser, _person = officer_of("igj")
    assert "1 vraag over een grondslag wacht op jou." in browser.visit("/").text()
    other, _person = officer_of("ijenv")
    assert "0 vragen over een grondslag wachten op jou." in other.visit("/").text()
    assert not browser_of("bram").visit("/").has("[aria-labelledby=privacy]")


def test_marking_the_document_does_not_widen_what_was_approved(
    ask, judge, share, browser_of, library, document, transaction
):
    ask()
    judge()
    share()
    page = browser_of("bram").visit(library.address(document, "/edit"))
    flags = {"is_police_data": "y", "rules_give_special_data": "y"}
    answer = page.submit("#edit-form", **flags)
    assert answer.status == 422
    assert "die de privacyfunctionaris niet goedkeurde voor politiegegevens" in answer.text()
    with transaction.as_owner() as owner:
        assert owner.execute(select(AccessRule.special_data)).scalar_one() == []
