"""Which activity a row means: of its own year, not finished, of its kind; else it is a new one."""

import pytest

from app.coordination import service
from app.coordination.models import ActivityKind
from tests.coordination.conftest import window
from tests.support.tables import counts_of

HEAD = ["Organisatie", "Activiteit", "Soort", "Eerste dag", "Laatste dag"]
IN_2026 = ("2026-04-01", "2026-06-30")
IN_2027 = ["UMC", "Zorgplichtaudit", "Audit", "2027-04-01", "2027-06-30"]


@pytest.fixture
def planned(doing):
    """Plan the audit of some days at UMC: ``planned(*IN_2026)``."""
    entity = doing.enter("bram", "UMC")

    def plan(first, last, **more):
        return doing.plan("bram", entity, "Zorgplichtaudit", when=window(first, last), **more)

    return plan


@pytest.mark.parametrize("is_finished", [False, True])
def test_a_table_of_next_year_leaves_the_activity_of_this_year_alone(
    look, planned, doing, is_finished
):
    last_year = planned(*IN_2026)
    if is_finished:
        doing.act("bram", service.finish_activity, last_year)

    page = look("bram", [HEAD, IN_2027])
    page.submit("#confirm-form")

    days = sorted(str(each.starts_on) for _name, each in doing.everything()[0])
    assert (counts_of(page), days) == (["Nieuw 1"], ["2026-04-01", "2027-04-01"])


@pytest.mark.parametrize(
    ("days", "counts"),
    [
        (("2027-01-01", "2027-03-31"), ["Gewijzigd 1"]),  # another quarter of the same year
        (("2026-10-01", "2027-02-28"), ["Gewijzigd 1"]),  # into that year
        (("2027-07-01", "2028-01-31"), ["Gewijzigd 1"]),
        (("2026-10-01", "2026-12-31"), ["Nieuw 1"]),
        (("2028-01-01", "2028-02-28"), ["Nieuw 1"]),
    ],
)
def test_what_moves_within_its_year_stays_the_same_activity(look, planned, days, counts):
    planned(*days)

    assert counts_of(look("bram", [HEAD, IN_2027])) == counts


def test_what_slips_over_new_year_into_the_days_right_after_it_is_still_the_same(look, planned):
    planned("2026-10-01", "2026-12-31")

    page = look("bram", [HEAD, [*IN_2027[:3], "2027-01-01", "2027-02-28"]])

    assert counts_of(page) == ["Gewijzigd 1"]


def test_what_is_finished_is_not_moved_within_its_year_either(look, planned, doing):
    doing.act("bram", service.finish_activity, planned("2027-01-01", "2027-02-28"))

    assert counts_of(look("bram", [HEAD, IN_2027])) == ["Nieuw 1"]


def test_what_is_finished_on_the_very_same_days_is_known(look, planned, doing):
    doing.act("bram", service.finish_activity, planned("2027-04-01", "2027-06-30"))

    assert counts_of(look("bram", [HEAD, IN_2027])) == ["Ongewijzigd 1"]


def test_another_kind_is_another_activity(look, planned):
    planned("2027-01-01", "2027-02-28", kind=ActivityKind.EXERCISE)

    assert counts_of(look("bram", [HEAD, IN_2027])) == ["Nieuw 1"]


def test_each_of_two_years_in_one_table_finds_its_own(look, planned):
    planned(*IN_2026)
    planned("2027-01-01", "2027-03-31")
    moved = [*IN_2027[:3], "2026-08-01", "2026-09-30"]

    assert counts_of(look("bram", [HEAD, moved, IN_2027])) == ["Gewijzigd 2"]


def test_a_reference_moves_an_activity_to_whatever_year(look, planned):
    last_year = planned(*IN_2026)

    page = look("bram", [[*HEAD, "Kenmerk"], [*IN_2027, str(last_year.id)]])

    assert counts_of(page) == ["Gewijzigd 1"]
