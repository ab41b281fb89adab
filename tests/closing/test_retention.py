"""How long things are kept: by the organisation's own selection list, counted from the closing."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from app.closing.selection import ArchiveLaw, SelectionLists, load_selection_lists
from app.kernel import clock
from app.kernel.configuration import WrongConfigurationError
from app.wiring import CONFIG
from tests.support.holding import put_hold

LISTS = load_selection_lists(CONFIG / "selection_lists.toml")


@pytest.fixture
def choosing(browser_of, address):
    """Let somebody choose the category for the own organisation."""

    def choose(who, item, law="1995"):
        return browser_of(who).visit(address).submit("#retention-form", item=item, law=law)

    return choose


@pytest.fixture
def closed(transaction, world):
    """Close the workspace at a moment."""

    def at(moment):
        with transaction.as_owner() as owner:
            owner.execute(
                text("update workspace set status = 'closed', closed_at = :at where id = :id"),
                {"at": moment, "id": world.workspace.id},
            )

    return at


@pytest.mark.parametrize(
    ("code", "law", "ends"),
    [
        ("A-5", "1995", date(2031, 11, 29)),
        ("A-10", "2026", date(2036, 11, 29)),
        ("A-20", "1995", date(2046, 11, 29)),
        ("A-B", "1995", date(2046, 11, 29)),
        ("A-B", "2026", date(2036, 11, 29)),
    ],
)
def test_the_list_and_the_law_say_when(code, law, ends):
    item = LISTS.find("igj", code)
    assert item.due(date(2026, 11, 29), ArchiveLaw(law)).ends_on == ends


def test_a_leap_day_ends_on_the_last_of_february():
    assert LISTS.find("igj", "A-5").due(date(2028, 2, 29), ArchiveLaw.LAW_1995).ends_on == date(
        2033, 2, 28
    )


def test_who_has_an_own_list_chooses_from_that_alone(started, choosing):
    assert LISTS.find("ijenv", "A-5") is None
    assert choosing("anna", "7.2").status == 303
    assert choosing("anna", "A-5").status == 422
    assert choosing("bram", "A-B", "2026").status == 303
    assert choosing("bram", "A-B", "1813").status == 422


def test_it_is_read_by_the_own_organisation_alone(
    started, choosing, closed, browser_of, officer, world
):
    choosing("bram", "A-5")
    closed(datetime(2021, 11, 1, 11, 0, tzinfo=UTC))
    for browser in (officer, browser_of("bram")):
        told = browser.visit("/retention").text("main")
        assert "A-5 Afstemming en overleg" in told
        assert "1 november 2026" in told
        assert "Mag worden vernietigd" in told
    assert "A-5" not in browser_of("anna").visit("/retention").text("main")
    assert (
        "retention" not in browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/log").body
    )


def test_under_a_hold_it_says_so(started, choosing, closed, officer, world, transaction):
    choosing("bram", "A-5")
    closed(datetime(2021, 11, 1, 11, 0, tzinfo=UTC))
    put_hold(transaction, world.workspace, by=world.person("bram"))
    told = officer.visit("/retention").text("main")
    assert "Vernietigingsstop" in told
    assert "Mag worden vernietigd" not in told


def test_what_is_kept_for_good_is_transferred_and_never_destroyed(
    started, choosing, closed, officer
):
    choosing("bram", "A-B", "2026")
    closed(datetime(2016, 1, 4, 11, 0, tzinfo=UTC))
    told = officer.visit("/retention").text("main")
    assert "Over te brengen" in told
    assert "Mag worden vernietigd" not in told
    assert clock.today() >= date(2026, 1, 4)


def test_mistakes_in_the_file_stop_the_start(tmp_path):
    path = tmp_path / "lists.toml"
    path.write_text(
        '[[items]]\norganisation = "x"\ncode = "1"\ntitle = "a"\ntitle_en = "a"\n'
        'appraisal = "B"\nyears = 3\nsource = "s"\n'
    )
    with pytest.raises(WrongConfigurationError) as wrong:
        load_selection_lists(path)
    assert "B has none" in str(wrong.value)
    assert "there is no list" in str(wrong.value)
    assert isinstance(LISTS, SelectionLists)
