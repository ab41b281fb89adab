"""What a workspace stands on: changed by a coordinator of the lead, read by all."""

import pytest
from sqlalchemy import update

from app.workspaces.models import Workspace

FORM = "#workspaces-foundations form"


@pytest.fixture
def form_page(browser_of, ref):
    return browser_of("anna").visit(f"/workspaces/{ref}/foundations")


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_coordinator_changes_the_purpose(form_page, world, ref, transaction, htmx):
    answer = form_page.submit(FORM, htmx=htmx, purpose="Is het er veilig?")

    assert (answer.status, answer.location) == ((204, "") if htmx else (303, f"/workspaces/{ref}"))
    assert transaction.audited(world.workspace.id)[-1:] == ["workspace:foundation:change"]


def test_nothing_changed_is_nothing_recorded(form_page, world, transaction):
    form_page.submit(FORM)

    assert "workspace:foundation:change" not in transaction.audited(world.workspace.id)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_what_changed_meanwhile_is_told_and_ones_own_text_kept(form_page, world, transaction, htmx):
    with transaction.as_owner() as owner:
        owner.execute(update(Workspace).where(Workspace.id == world.workspace.id).values(version=2))

    answer = form_page.submit(FORM, htmx=htmx, purpose="Mijn tekst")

    assert answer.status in {409, 422}
    assert "gewijzigd terwijl je las" in answer.text()
    assert "Mijn tekst" in answer.text("textarea")
    assert "workspace:foundation:change" not in transaction.audited(world.workspace.id)


@pytest.mark.parametrize("field", ["purpose", "controller_arrangement", "retention"])
def test_what_was_filled_in_does_not_become_empty(form_page, field):
    answer = form_page.submit(FORM, **{field: " "})

    assert answer.status == 422
    assert "kan niet meer leeg" in answer.text("main")


@pytest.mark.parametrize("who", ["bram", "carla", "wim"])
def test_others_read_why_they_may_not(browser_of, ref, who):
    page = browser_of(who).visit(f"/workspaces/{ref}/foundations")

    assert page.status == 403
    assert "trekker" in page.text("main")


def test_in_a_closed_workspace_nothing_changes(browser_of, ref, world, transaction):
    with transaction.as_owner() as owner:
        owner.execute(
            update(Workspace).where(Workspace.id == world.workspace.id).values(status="closed")
        )

    page = browser_of("anna").visit(f"/workspaces/{ref}/foundations")

    assert page.status == 403
    assert "gesloten" in page.text("main")
    assert browser_of("anna").visit(f"/workspaces/{ref}/members").status == 200
