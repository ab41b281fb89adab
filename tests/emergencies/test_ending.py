"""How emergency sight ends: by hand, by the clock, with what it leans on; and never comes back."""

import pytest
from sqlalchemy import text

from app.commanding import restore_backup
from app.emergencies.service import END_ALL
from tests.emergencies.conftest import SIGHTS
from tests.support.emergencies import put_sight


@pytest.fixture
def document(library):
    return library.bring("bram", title="Eigen verslag", content=b"Regel een.")


@pytest.fixture
def sight(transaction, world, nora, fons):
    return put_sight(transaction, world.workspace, of=nora, by=fons)


@pytest.fixture
def looks(browsing, nora, sight, document):
    """The status of each way to look, for Nora now."""
    at = f"{SIGHTS}/{sight}/documents"

    def ask():
        # A session ends by itself before an emergency sight does.
        browser = browsing(nora)
        paths = (at, f"{at}/{document.id}/pages/1", f"{at}/{document.id}/preview/1")
        return [browser.visit(path).status for path in paths]

    return ask


def state_of(transaction, sight):
    with transaction.as_owner() as owner:
        return owner.execute(
            text("select ended_how, ended_at <= ends_at from emergency_sight where id = :id"),
            {"id": sight},
        ).one()


CLOSED = [403, 403, 403]


@pytest.mark.parametrize("who", ["fons", "nora", "frida", "bram"])
def test_each_who_has_a_say_ends_it_and_it_counts_at_once(
    looks, sight, browsing, fons, frida, nora, world, bram_coordinates, logged, who
):
    people = {"fons": fons, "frida": frida, "nora": nora, "bram": world.person("bram")}
    assert looks() == [200, 200, 200]
    answer = browsing(people[who]).visit(f"{SIGHTS}/{sight}").submit("#end-form")
    assert answer.status == 303, answer.text("main")
    assert looks() == CLOSED
    assert logged() == ["emergency:sight:end"]


def test_others_cannot_end_it(sight, browser_of):
    for who in ("anna", "cora", "carla", "dirk", "els"):
        assert browser_of(who).visit(f"{SIGHTS}/{sight}").status == 404


def test_ended_in_another_tab_the_button_says_so(sight, browsing, fons):
    browser = browsing(fons)
    first, second = (browser.visit(f"{SIGHTS}/{sight}") for _ in range(2))
    assert first.submit("#end-form").status == 303
    answer = second.submit("#end-form")
    assert answer.status == 403
    assert "voorbij" in answer.text("main")


def test_the_clock_ends_it_without_any_job(looks, later, sight, transaction):
    assert looks() == [200, 200, 200]
    later(hours=23, minutes=59)
    assert looks() == [200, 200, 200]
    later(minutes=2)
    assert looks() == CLOSED
    assert state_of(transaction, sight) == (None, None)


def test_the_job_writes_down_that_the_time_was_over(
    sight, later, carry_out, transaction, logged, app
):
    from app.emergencies import jobs
    from app.running import standing_in

    later(hours=25)
    for _ in range(2):
        with standing_in(app):
            jobs.look.run()
        carry_out()
    assert state_of(transaction, sight) == ("clock", True)
    assert logged() == ["emergency:sight:lapse"]


def leave(owner, world):
    owner.execute(
        text(
            "update participation set ended_at = now() where workspace_id = :place"
            " and organisation_id = :igj"
        ),
        {"place": world.workspace.id, "igj": world.organisations["igj"].id},
    )


def come_back(owner, world):
    owner.execute(
        text("update participation set ended_at = null where organisation_id = :igj"),
        {"igj": world.organisations["igj"].id},
    )


WORKS_FOR = (
    "update person set organisation_id = p.organisation_id, provider_id = p.id"
    " from identity_provider p join organisation o on o.id = p.organisation_id"
    " where o.code = '{}' and login = 'nora'"
)


@pytest.mark.parametrize(
    ("away", "back", "how"),
    [
        (leave, come_back, "left"),
        (
            "update person set blocked_at = now() where login = 'nora'",
            "update person set blocked_at = null where login = 'nora'",
            "blocked",
        ),
        (
            "update person set duties = '{administrator}' where login = 'nora'",
            "update person set duties = '{}' where login = 'nora'",
            "blocked",
        ),
        (
            WORKS_FOR.format("nvwa"),
            WORKS_FOR.format("igj"),
            "blocked",
        ),
    ],
    ids=["the organisation left", "blocked", "became administrator", "works elsewhere"],
)
def test_it_goes_with_what_it_leans_on_and_does_not_come_back(
    looks, sight, transaction, world, away, back, how
):
    assert looks() == [200, 200, 200]
    for change in (away, back):
        with transaction.as_owner() as owner:
            change(owner, world) if callable(change) else owner.execute(text(change))
    assert state_of(transaction, sight) == (how, True)
    assert looks() == CLOSED


def test_closing_the_workspace_ends_nothing(looks, transaction, world):
    with transaction.as_owner() as owner:
        owner.execute(
            text("update workspace set status = 'closed', closed_at = now() where id = :id"),
            {"id": world.workspace.id},
        )
    assert looks() == [200, 200, 200]


def test_who_becomes_a_member_meanwhile_loses_nothing_by_its_end(
    looks, sight, browsing, nora, document, world, transaction
):
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "insert into membership (id, workspace_id, person_id, organisation_id, role,"
                " added_at) values (gen_random_uuid(), :place, :nora, :igj, 'reader', now())"
            ),
            {
                "place": world.workspace.id,
                "nora": nora.id,
                "igj": world.organisations["igj"].id,
            },
        )
    assert looks() == [200, 200, 200]
    browsing(nora).visit(f"{SIGHTS}/{sight}").submit("#end-form")
    place = f"/workspaces/{world.workspace.ref}/documents/{document.id}"
    assert browsing(nora).visit(place).status == 200


def test_a_restored_backup_revives_nothing(looks, sight, transaction):
    """What the restore carries out as owner, in the transaction that brings the rows."""
    assert END_ALL in restore_backup.__globals__.values()
    with transaction.as_owner() as owner:
        owner.execute(text(END_ALL))
    assert state_of(transaction, sight) == ("restored", True)
    assert looks() == CLOSED
