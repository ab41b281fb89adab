"""Holidays of the Algemene termijnenwet: by rule and by decree, against tables and a library."""

from datetime import date, timedelta
from pathlib import Path

import holidays as holiday_library
import pytest

from app.kernel.configuration import WrongConfigurationError
from app.kernel.holidays import easter_sunday, load_holidays, standard_calendar

# Written from the church calendar, not from the code under test.
EASTER = {
    2014: (4, 20), 2016: (3, 27), 2018: (4, 1), 2019: (4, 21), 2022: (4, 17), 2023: (4, 9),
    2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1),
    2030: (4, 21), 2035: (3, 25), 2038: (4, 25), 2049: (4, 18),
}  # fmt: skip


@pytest.mark.parametrize("year", EASTER)
def test_easter_is_where_the_church_calendar_has_it(year):
    assert easter_sunday(year) == date(year, *EASTER[year])


def test_the_year_2027_holds_these_days():
    days = [(h.day.isoformat(), h.name) for h in standard_calendar().list_year(2027)]

    assert days == [
        ("2027-01-01", "Nieuwjaarsdag"),
        ("2027-03-26", "Goede Vrijdag"),
        ("2027-03-29", "Tweede Paasdag"),
        ("2027-04-27", "Koningsdag"),
        ("2027-05-05", "Bevrijdingsdag"),
        ("2027-05-06", "Hemelvaartsdag"),
        ("2027-05-07", "Gelijkgestelde dag"),
        ("2027-05-17", "Tweede Pinksterdag"),
        ("2027-12-25", "Eerste Kerstdag"),
        ("2027-12-26", "Tweede Kerstdag"),
    ]


@pytest.mark.parametrize("year", [2014, 2025, 2031])
def test_kings_day_moves_to_saturday_when_it_falls_on_a_sunday(year):
    calendar = standard_calendar()

    assert date(year, 4, 27).weekday() == 6
    assert calendar.find(date(year, 4, 27)) is None
    moved = calendar.find(date(year, 4, 26))
    assert moved is not None
    assert moved.name == "Koningsdag"


@pytest.mark.parametrize("year", [2021, 2023, 2026, 2027, 2029])
def test_the_fifth_of_may_counts_every_year_not_only_every_fifth(year):
    found = standard_calendar().find(date(year, 5, 5))

    assert found is not None
    assert found.name == "Bevrijdingsdag"
    assert holiday_library.country_holidays("NL", years=year).get(date(year, 5, 5)) is None


def test_a_decreed_day_names_its_decree_and_unknown_years_say_so():
    calendar = standard_calendar()
    bridging = calendar.find(date(2026, 5, 15))

    assert bridging is not None
    assert bridging.article == "3 lid 3"
    assert "15 mei 2026" in bridging.source
    assert calendar.knows_decrees_of(date(2028, 12, 31))
    assert not calendar.knows_decrees_of(date(2029, 1, 1))


@pytest.mark.parametrize("year", range(2014, 2036))
def test_the_library_agrees_but_for_the_known_differences(year):
    library = set(holiday_library.country_holidays("NL", years=year))
    ours = {h.day for h in standard_calendar().list_year(year)}
    easter = date(year, *EASTER[year]) if year in EASTER else easter_sunday(year)
    sundays = {easter, easter + timedelta(days=49)}
    decreed = {h.day for h in standard_calendar().list_year(year) if h.article == "3 lid 3"}

    assert library - ours == sundays  # the law needs no name for days that are Sundays
    assert ours - library - decreed <= {easter - timedelta(days=2), date(year, 5, 5)}


def test_a_rule_without_a_day_is_refused_in_plain_words(tmp_path: Path):
    file = tmp_path / "holidays.toml"
    rule = '{name = "Carnaval", name_en = "Carnival", article = "-"}'
    file.write_text(
        f'recognised = {{source = "x", rules = [{rule}]}}\n'
        "decreed = {from_year = 2026, until_year = 2026, days = []}\n"
    )

    with pytest.raises(WrongConfigurationError, match="Carnaval needs either month and day"):
        load_holidays(file)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("this is not toml", "this is not TOML"),
        ("[recognised]\nsource = 1\nrules = []\n", "recognised.source is 1"),
        ('[recognised]\nsource = "x"\nrules = []\ncolour = "red"', "colour is not a known field"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, text, sentence):
    file = tmp_path / "holidays.toml"
    file.write_text(text)

    with pytest.raises(WrongConfigurationError, match=sentence) as refusal:
        load_holidays(file)

    assert str(refusal.value).startswith("holidays.toml: ")


def test_a_missing_file_says_so(tmp_path: Path):
    with pytest.raises(WrongConfigurationError, match=r"none\.toml: this file is missing"):
        load_holidays(tmp_path / "none.toml")
