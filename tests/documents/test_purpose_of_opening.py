"""Police data (Wpg) are opened after saying for which purpose: everybody, for half an hour.

Bram of IGJ brings them; Anna of IJenV may download, Carla of IvhO may only look."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.documents import queries, service
from app.documents.actions import DocumentAction
from app.documents.models import Purpose, StatedPurpose
from app.documents.models.purposes import LONGEST_WORDS
from app.documents.policy import HOLDS_FOR, DocumentPermission, purposes
from app.kernel import clock
from app.kernel.errors import NotAllowed, NotFound, Refused
from tests.support.documents import pdf_of, rule_for

FORM = "#purpose-form"
SAID = {"purpose": "supervision", "words": "Onderzoek naar de arrestantenzorg"}
NAMED = {"special_data": ("police_data",)}
CONTENT = pdf_of(2)
TO_LOOK = ("/pages/1", "/preview/1")
TO_TAKE = ("/content", "/content?version=1", "/compare?older=1&newer=2")
OF_OWNER = ("/redact", "/redact/pages/1", "/redact/excerpt")


@pytest.fixture
def document(library, browser_of):
    brought = library.bring(
        "bram",
        rule_for("ijenv", "download", **NAMED),
        rule_for("ivho", "view", **NAMED),
        title="Mutaties",
        name="mutaties.pdf",
        content=CONTENT,
        is_police_data=True,
    )
    page = browser_of("bram").visit(library.address(brought, "/versions"))
    newer = {"file": (io.BytesIO(pdf_of(1)), "nieuwer.pdf")}
    assert page.submit("#version-form", files=newer, note="geheime notitie").status == 303
    return brought


@pytest.fixture
def state(house, world):
    def stated(who, document, **changes):
        actor = world.actor(who)
        with house.database.session_for(actor):
            return service.state_purpose(actor, document.id, **{**SAID, **changes})

    return stated


@pytest.fixture
def later(monkeypatch):
    """Move the clock; the session of the browser is made anew after it."""

    def moved(time):
        moment = clock.now() + time
        monkeypatch.setattr(clock, "now", lambda: moment)

    return moved


def statuses(browser, library, document, parts):
    return {each: browser.visit(library.address(document, each)).status for each in parts}


@pytest.mark.parametrize(
    ("who", "parts"),
    [("carla", TO_LOOK), ("anna", TO_LOOK + TO_TAKE), ("bram", TO_LOOK + TO_TAKE + OF_OWNER)],
)
def test_nobody_opens_it_without_a_purpose(browser_of, library, document, state, who, parts):
    browser = browser_of(who)
    for part in parts:
        page = browser.visit(library.address(document, part))
        assert (page.status, page.has(FORM)) == (403, True), part
        assert b"%PDF" not in page.response.get_data()
        assert "nieuwer.pdf" not in page.body

    state(who, document)
    assert set(statuses(browser, library, document, parts).values()) == {200}


@pytest.mark.parametrize("part", ["/content?version=1", "/pages/2?zoom=150"])
def test_after_saying_why_one_goes_on_to_what_was_asked(browser_of, library, document, part):
    anna = browser_of("anna")
    wanted = library.address(document, part)

    answer = anna.visit(wanted).submit(FORM, **SAID)
    assert (answer.status, answer.location) == (303, wanted)
    assert answer.follow().status == 200


@pytest.mark.parametrize(
    "then",
    [
        "https://elders.example/",
        "//elders.example/x",
        "/account",
        "\\\\elders.example",
        "javascript:alert(1)",
        "{here}\r\nX-Taken: ja",
        "{here}0/content",
    ],
)
def test_one_goes_on_to_this_document_alone(browser_of, library, document, then):
    here = library.address(document)
    form = browser_of("anna").visit(library.address(document, "/purpose"))
    answer = form.submit(FORM, **SAID, then=then.format(here=here))
    assert (answer.status, answer.location) == (303, here)
    assert "X-Taken" not in answer.response.headers


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"purpose": ""}, "Kies voor welk doel je het opent."),
        ({"purpose": "nieuwsgierig"}, "Ongeldige keuze."),
        ({"words": "   "}, "Zeg in je eigen woorden waarom je het opent."),
        ({"words": "x" * (LONGEST_WORDS + 1)}, "Dit is te lang. Gebruik hoogstens"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_typed_is_lost(
    browser_of, library, document, changes, told
):
    asked = browser_of("anna").visit(library.address(document, "/content"))
    answer = asked.submit(FORM, **{**SAID, **changes})
    assert answer.status == 422
    assert told in answer.text(FORM)
    if "words" not in changes:
        assert answer.tree.cssselect("textarea")[0].text_content().strip() == SAID["words"]
    assert answer.tree.cssselect("[name=then]")[0].get("value").endswith("/content")


def test_a_purpose_ends_after_half_an_hour(browser_of, library, document, state, later):
    state("anna", document)
    later(HOLDS_FOR - timedelta(seconds=1))
    assert browser_of("anna").visit(library.address(document, "/content")).status == 200
    later(timedelta(seconds=2))
    assert browser_of("anna").visit(library.address(document, "/content")).status == 403
    state("anna", document)
    assert browser_of("anna").visit(library.address(document, "/content")).status == 200


def test_a_purpose_is_of_one_person_and_one_document(browser_of, library, document, state):
    other = library.bring("bram", rule_for("ijenv", "download", **NAMED), is_police_data=True)
    state("anna", document)
    assert browser_of("wim").visit(library.address(document, "/content")).status == 403
    assert browser_of("bram").visit(library.address(document, "/content")).status == 403
    assert browser_of("anna").visit(library.address(other, "/content")).status == 403


def test_a_purpose_was_said_for_one_organisation(library, document, state, world, transaction):
    stated = state("anna", document)
    with transaction.as_owner() as owner:
        owner.get_one(StatedPurpose, stated.id).organisation_id = world.organisations["ivho"].id
    actor = world.actor("anna")
    with library.house.database.session_for(actor), pytest.raises(NotAllowed):
        queries.get_for(actor, DocumentPermission.READ, document.id)


@pytest.mark.parametrize("method", ["HEAD", "GET"])
@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-9"}, {"HX-Request": "true"}])
def test_no_way_of_asking_gives_a_byte(browser_of, library, document, method, headers):
    anna = browser_of("anna")
    for part in (*TO_LOOK, *TO_TAKE):
        answer = anna.client.open(library.address(document, part), method=method, headers=headers)
        assert answer.status_code == (204 if "HX-Request" in headers else 403)
        assert answer.mimetype.startswith("text/html")
        assert b"%PDF" not in answer.get_data()
        assert "Content-Disposition" not in answer.headers


def test_a_purpose_opens_nothing_that_was_closed(browser_of, library, document, state):
    state("carla", document)
    carla = browser_of("carla")
    for part in TO_TAKE:
        page = carla.visit(library.address(document, part))
        assert (page.status, page.has(FORM)) == (403, False)
    library.share("bram", document.id, rule_for("ijenv", "download", **NAMED))
    assert carla.visit(library.address(document, "/pages/1")).status == 404
    with pytest.raises(NotFound):
        state("carla", document)


def test_other_documents_ask_nothing(browser_of, library, state):
    plain = library.bring("bram", rule_for("ijenv", "download"))
    with pytest.raises(NotAllowed, match="no police data"):
        state("anna", plain)
    anna = browser_of("anna")
    assert anna.visit(library.address(plain, "/purpose")).status == 403
    assert anna.visit(library.address(plain, "/content")).status == 200
    assert not browser_of("bram").visit(library.address(plain)).has("#documents-purposes")


def test_the_flag_put_on_it_asks_from_then_on(browser_of, library, document, transaction):
    plain = library.bring("bram", rule_for("ijenv", "download", **NAMED))
    anna = browser_of("anna")
    assert anna.visit(library.address(plain, "/content")).status == 200
    with transaction.as_owner() as owner:
        owner.execute(
            text("update document set is_police_data = true where id = :id"), {"id": plain.id}
        )
    assert anna.visit(library.address(plain, "/content")).status == 403


def test_what_was_sent_in_between_is_told_not_carried_out(
    browser_of, library, document, state, monkeypatch
):
    state("bram", document)
    desk = browser_of("bram").visit(library.address(document, "/redact"))
    monkeypatch.setattr(purposes, "HOLDS_FOR", timedelta(0))
    answer = desk.submit("#words-form", words="naam", ground="5.1.2.e")
    assert answer.status == 403
    assert "Wat je net stuurde, is niet uitgevoerd." in answer.text(FORM)
    back = answer.submit(FORM, **SAID)
    assert back.location == library.address(document, "/redact")


def test_the_page_of_the_document_names_no_version_before(browser_of, library, document, state):
    anna = browser_of("anna")
    page = anna.visit(library.address(document))
    assert page.status == 200
    assert "geheime notitie" not in page.body
    assert "/content" not in page.body
    assert page.has(f"a[href='{library.address(document, '/purpose')}']")
    assert "Dit bestand kan niet worden geopend" not in page.body
    state("anna", document)
    page = anna.visit(library.address(document))
    assert "geheime notitie" in page.text("#documents-versions")
    assert "/content" in page.body


def test_the_owner_reads_who_opened_it_for_what_and_nobody_else(
    browser_of, library, document, state
):
    bram = browser_of("bram")
    assert "Nog niemand" in bram.visit(library.address(document)).text("#documents-purposes")
    state("anna", document)
    state("bram", document, purpose="audit", words="Klopt de lijst?")

    told = bram.visit(library.address(document)).text("#documents-purposes")
    for words in ("Anna", "IJenV", SAID["words"], "Politiewet 2012", "Bram", "Klopt de lijst?"):
        assert words in told
    assert told.index("Bram") < told.index("Anna")
    for who in ("anna", "carla"):
        page = browser_of(who).visit(library.address(document))
        assert not page.has("#documents-purposes")
        assert "Klopt de lijst?" not in page.body


def test_the_log_says_that_and_for_which_purpose_without_the_words(
    browser_of, library, document, state, transaction
):
    state("anna", document)
    browser_of("anna").visit(library.address(document, "/content"))
    browser_of("anna").visit(library.address(document, "/pages/1"))
    said = transaction.audited(document.id)
    assert said[-3:] == [
        DocumentAction.PURPOSE_STATED,
        DocumentAction.DOWNLOADED,
        DocumentAction.READ,
    ]
    log = browser_of("bram").visit(f"/workspaces/{library.world.workspace.ref}/log")
    assert "noemde het doel voor het openen van" in log.body
    assert log.body.count("oel: Toezicht op de politie") >= 3
    assert SAID["words"] not in log.body


def test_looking_as_a_partner_shows_no_versions_without_a_purpose(
    browser_of, library, world, state
):
    brought = library.bring(
        "anna", rule_for("igj", **NAMED), name="geheim.txt", is_police_data=True
    )
    address = f"/workspaces/{world.workspace.ref}/look-as/documents/{brought.id}?as=igj"
    before = browser_of("anna").visit(address)
    assert (before.status, "geheim.txt" in before.body) == (200, False)
    state("anna", brought)
    assert "geheim.txt" in browser_of("anna").visit(address).body


@pytest.mark.parametrize("purpose", list(Purpose))
def test_each_purpose_can_be_said_and_is_told(state, document, purpose):
    assert state("anna", document, purpose=purpose.value).purpose is purpose
    assert str(service.PURPOSE_WORDS[purpose])


@pytest.mark.parametrize("words", ["", "  \n ", "x" * (LONGEST_WORDS + 1)])
def test_the_service_wants_words_too(state, document, words):
    with pytest.raises(Refused):
        state("anna", document, words=words)
