"""Who opens unusually many documents within an hour: the officers hear it, and more of it waits.

Anna of IJenV takes along what Bram of IGJ brought. Each officer hears of the own documents alone.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.adapters.mail import Mailer
from app.kernel import clock
from app.kernel.jobs import named
from app.oversight import jobs as packing
from app.privacy import jobs
from app.privacy.actions import PrivacyAction
from app.privacy.models import Surge
from app.running import standing_in
from tests.support.browser import Browser
from tests.support.counting import counting
from tests.support.documents import rule_for

PAGE = "/privacy-register/surges"
MOST = 3
JOBS = ("privacy.note_surge", "notifications.send")


@pytest.fixture
def strict(house, monkeypatch):
    """Three documents in an hour are told, five in a day are the most that leave."""
    paces = {"most_opened_hourly": MOST, "most_opened_daily": MOST + 2}
    monkeypatch.setattr(house, "settings", house.settings.model_copy(update=paces))


@pytest.fixture
def officers(app, world, transaction, officer_of, strict):
    """The officers of three organisations, by code: their person."""
    return {code: officer_of(code)[1] for code in ("ijenv", "igj", "ivho")}


@pytest.fixture
def bring(library):
    """Documents that Anna may take along, of an organisation by who brings them."""

    def some(number, *, who="bram"):
        rules = [rule_for("ijenv", "download")] if who != "anna" else []
        return [library.bring(who, *rules, title=f"Zeer eigen {each}") for each in range(number)]

    return some


@pytest.fixture
def take(api_of):
    """Take along the originals of documents; return the answers."""
    return lambda who, documents: [
        api_of(who).get(f"/documents/{each.id}/content") for each in documents
    ]


@pytest.fixture
def sent(monkeypatch):
    """What was handed to the mail server."""
    gone = []
    monkeypatch.setattr(
        Mailer, "send", lambda _self, _name, *, to, text, **_more: gone.append((to, text))
    )
    return gone


@pytest.fixture
def look(app, transaction):
    """Let the clock count, and do what it put in the queue; return what was noted."""

    def done():
        with standing_in(app):
            jobs.count_openings.run()
            for name in JOBS:
                taking = text(
                    "delete from procrastinate_jobs where status = 'todo' and task_name = :name"
                    " returning args"
                )
                with transaction.as_owner() as owner:
                    todo = owner.execute(taking, {"name": name}).scalars().all()
                for args in todo:
                    named(name).run(**args)
        with transaction.as_owner() as owner:
            rows = owner.execute(select(Surge)).scalars()
            return {each.organisation_id: (each.person_id, each.documents) for each in rows}

    return done


def test_an_officer_takes_the_own_list_along(
    app, officers, bring, take, look, take_list, world, transaction
):
    take("anna", bring(MOST))
    look()
    browser = Browser.signed_in(app, officers["igj"], transaction)

    [row] = take_list(browser, PAGE)

    assert (row["Organisatie"], row["Wie"]) == ("IJenV", world.person("anna").name)
    assert (row["Documenten"], row["Ruimtes"]) == (MOST, world.workspace.ref)
    [_csv, told] = take_list.told("igj", PrivacyAction.EXPORTED)
    assert (told["part"], told["rows"]) == ("surges", 1)
    other = Browser.signed_in(app, officers["ivho"], transaction)
    assert take_list.links(other, PAGE) == []


def test_both_organisations_hear_of_it_once_with_number_and_place(
    app, officers, bring, take, look, sent, world, transaction
):
    taken = take("anna", bring(MOST))
    assert [each.status_code for each in taken] == [200] * MOST
    home, owner = (world.organisations[code].id for code in ("ijenv", "igj"))
    anna = world.person("anna")
    assert look() == {home: (anna.id, MOST), owner: (anna.id, MOST)}
    assert sorted(to for to, _body in sent) == ["fg@igj.example", "fg@ijenv.example"]
    for _to, body in sent:
        assert "Iemand opende ongewoon veel documenten" in body
        assert "eigen" not in body
        assert anna.name not in body

    browser = Browser.signed_in(app, officers["igj"], transaction)
    link = browser.visit("/notices").tree.cssselect("[data-rows] a")[0].get("href")
    assert browser.visit(link).location == PAGE
    page = browser.visit(PAGE)
    assert anna.name in page.text()
    assert world.workspace.ref in page.text()
    assert "Zeer eigen" not in page.text()
    address = page.tree.cssselect("td a")[0].get("href")
    assert "organisation=ijenv" in address
    assert len(browser.visit(address).tree.cssselect("tbody tr")) == MOST

    take("anna", bring(1))
    look()
    assert len(sent) == 2
    other = Browser.signed_in(app, officers["ivho"], transaction)
    assert anna.name not in other.visit(PAGE).text()
    assert not other.visit("/notices").has("[data-rows]")


def test_it_stands_in_the_log_once_for_each_organisation(
    officers, bring, take, look, world, transaction
):
    take("anna", bring(MOST))
    look()
    look()
    for code in ("ijenv", "igj"):
        audited = transaction.audited(world.organisations[code].id)
        assert audited.count(PrivacyAction.SURGE_NOTED) == 1
    assert PrivacyAction.SURGE_NOTED not in transaction.audited(world.organisations["ivho"].id)


def test_a_partner_hears_nothing_of_what_was_opened_of_another(
    officers, bring, take, look, sent, world
):
    """Two of IGJ and two of the own organisation: for IGJ it is no more than two."""
    take("anna", bring(2) + bring(2, who="anna"))
    assert look() == {world.organisations["ijenv"].id: (world.person("anna").id, 4)}
    assert [to for to, _body in sent] == ["fg@ijenv.example"]


def test_the_same_document_counts_once_and_what_is_longer_ago_not_at_all(
    officers, bring, take, look
):
    documents = bring(MOST + 1)
    with clock.telling(clock.now() - timedelta(hours=2)):
        assert take("anna", documents[:1])[0].status_code == 200
    for _time in range(2):
        take("anna", documents[1:-1])
    assert look() == {}
    take("anna", documents[-1:])
    assert len(look()) == 2


def test_pages_on_screen_and_archives_count_too(officers, bring, library, browser_of, look, world):
    documents = bring(MOST)
    anna = browser_of("anna")
    assert anna.visit(library.address(documents[0], "/preview/1")).status == 200
    listed = anna.visit(library.list_address)
    ticked = [str(each.id) for each in documents[1:]]
    assert listed.submit("#documents-bundle", document=ticked).status == 200
    assert set(look()) == {world.organisations[code].id for code in ("ijenv", "igj")}


def test_lists_that_are_taken_count_once_each_and_only_at_home(
    officers, bring, take, look, browser_of, api_of, world
):
    place = f"/workspaces/{world.workspace.ref}"
    anna = browser_of("anna")
    for path in ("tasks/export", "tasks/export?words=a", "follow-ups/export"):
        assert anna.visit(f"{place}/{path}").status == 200
    assert look() == {}
    for _time in range(MOST):
        assert api_of("anna").get(f"{place}/log").status_code == 200
    assert look() == {world.organisations["ijenv"].id: (world.person("anna").id, MOST)}
    taken = take("anna", bring(3))
    assert [each.status_code for each in taken] == [200, 200, 429]


def test_a_package_counts_as_taken_and_waits_past_the_second_bound(
    app, officers, bring, take, look, browser_of, world, transaction
):
    bring(MOST)
    archive = f"/workspaces/{world.workspace.ref}/archive"
    anna = browser_of("anna")
    assert anna.visit(archive).submit("#package-form").status == 303
    with transaction.as_owner() as owner:
        asked = text("delete from procrastinate_jobs where task_name = :name returning args")
        (told,) = owner.execute(asked, {"name": packing.ASKED}).scalars()
    with standing_in(app):
        packing.make_package.run(**told)
    assert set(look()) == {world.organisations[code].id for code in ("ijenv", "igj")}
    take("anna", bring(2))

    assert anna.visit(archive).submit("#package-form").status == 429


def test_past_the_second_bound_originals_wait_and_reading_goes_on(
    officers, bring, library, take, browser_of, api_of
):
    documents = bring(MOST + 3)
    taken = take("anna", documents)
    assert [each.status_code for each in taken] == [200] * (MOST + 2) + [429]
    waits = taken[-1]
    assert waits.headers["Retry-After"] == "3600"
    assert waits.mimetype == "application/problem+json"
    assert "privacyfunctionaris van je organisatie" in waits.json["detail"]

    anna = browser_of("anna")
    page = anna.visit(library.address(documents[0], "/content"))
    assert page.status == 429
    assert "wacht downloaden even" in page.text("main")
    ticked = [str(each.id) for each in documents]
    listed = anna.visit(library.list_address)
    assert listed.submit("#documents-bundle", document=ticked).status == 429
    assert anna.visit(library.address(documents[-1], "/preview/1")).status == 200
    assert take("bram", documents[:1])[0].status_code == 200


def test_one_more_statement_counts_it(officers, bring, browser_of, library, owner_engine):
    (document,) = bring(1)
    anna = browser_of("anna")
    anna.visit(library.address(document, "/content"))
    with counting(owner_engine) as statements:
        assert anna.visit(library.address(document, "/content")).status == 200
    assert len([each for each in statements.seen if "samenzicht_opened" in each]) == 1


def test_nobody_but_an_officer_has_the_page(officers, browser_of):
    for who in ("anna", "bram", "els"):
        assert browser_of(who).visit(PAGE).status == 403
