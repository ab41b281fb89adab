"""Who hears of emergency sight, by mail without content, and why somebody sees something."""

import pytest
from sqlalchemy import text

from tests.emergencies.conftest import REASON, SIGHTS
from tests.support.emergencies import put_sight


@pytest.fixture
def mails(house, carry_out):
    """Each mail that left, by address."""

    def read():
        carry_out()
        folder = house.settings.data / "mail"
        found = {}
        for each in sorted(folder.glob("*emergency*")):
            written = each.read_text()
            for line in written.splitlines():
                if line.lower().startswith("to:"):
                    found[line.split(":", 1)[1].strip()] = written
            each.unlink()
        return found

    return read


def test_everybody_concerned_is_mailed_without_content(opened, mails, bram_coordinates, world):
    sent = mails()
    assert {"fons@igj.example", "nora@igj.example", "bram@igj.example"} <= set(sent)
    assert "anna@ijenv.example" in sent
    assert "carla@ivho.example" not in sent
    for mail in sent.values():
        for secret in (REASON, "zitting", world.workspace.ref, "Nora", "Fons"):
            assert secret not in mail.split("\n\n", 1)[1]


def test_coordinators_find_a_notice(opened, carry_out, transaction):
    carry_out()
    with transaction.as_owner() as owner:
        kinds = owner.execute(
            text(
                "select count(*) from procrastinate_jobs"
                " where task_name = 'notifications.note_of_place'"
                " and args->>'kind' = 'emergency'"
            )
        ).scalar_one()
    assert kinds == 3


def test_at_the_end_the_officers_are_asked_to_judge(opened, mails, browsing, nora):
    mails()
    browsing(nora).visit(opened).submit("#end-form")
    sent = mails()
    assert set(sent) == {"fons@igj.example", "nora@igj.example"}


@pytest.fixture
def document(library):
    return library.bring("bram", title="Eigen verslag")


def why(browser, world, document, who):
    at = f"/workspaces/{world.workspace.ref}/documents/{document.id}/access/why"
    return browser.visit(f"{at}?who={who}")


def test_why_somebody_sees_it_names_the_emergency_sight(
    document, transaction, world, nora, fons, browser_of
):
    put_sight(transaction, world.workspace, of=nora, by=fons)
    page = why(browser_of("bram"), world, document, "emergency:Nora")
    assert "Nora ziet dit met noodtoegang, tot" in page.text("main")


def test_why_somebody_does_not_see_special_data_is_told_too(
    library, transaction, world, nora, fons, browser_of
):
    document = library.bring("bram", is_criminal_data=True)
    put_sight(transaction, world.workspace, of=nora, by=fons)
    page = why(browser_of("bram"), world, document, "emergency:Nora")
    assert "geen tweede persoon instemde" in page.text("main")


def test_partners_are_not_told_it_there(document, transaction, world, nora, fons, browser_of):
    put_sight(transaction, world.workspace, of=nora, by=fons)
    assert why(browser_of("anna"), world, document, "emergency:Nora").status in (404, 422)


def test_after_its_end_nobody_is_named(document, transaction, world, nora, fons, browser_of, later):
    put_sight(transaction, world.workspace, of=nora, by=fons)
    later(hours=25)
    assert why(browser_of("bram"), world, document, "emergency:Nora").status == 422


def test_the_api_lists_them_for_the_officer(opened, app, transaction, fons, nora, world, browsing):
    from tests.support.api import Api

    items = Api(app, fons, transaction).get("/emergency-sights").json["items"]
    assert [(each["person"], each["workspace"]) for each in items] == [
        ("nora", world.workspace.ref)
    ]
    assert REASON not in str(items)
    assert Api(app, nora, transaction).get("/emergency-sights").status_code == 403
    assert browsing(fons).visit(SIGHTS).status == 200
