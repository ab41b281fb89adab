"""What overlaps, found the slow and obvious way: an oracle that knows nothing of the product.

Every pair of rows at one organisation is looked at day by day, for one reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """One activity of one authority."""

    number: int
    organisation: str
    place: str
    key: str
    starts_on: date
    ends_on: date
    title: str
    is_quiet: bool
    named: frozenset[str]
    rest: str
    moved_at: datetime
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Agreement:
    """Two rows that were settled at a moment."""

    one: int
    other: int
    at: datetime


@dataclass(frozen=True)
class Seen:
    """One overlap as a reader should see it."""

    rows: frozenset[int]
    titles: frozenset[tuple[int, str | None]]
    is_settled: bool


def level(row: Row, reader: str) -> int:
    """How much a reader knows of a row: nothing 0, that something is planned 1, everything 2."""
    is_there = row.place == ("there" if reader == "nvwa" else "here")
    if row.is_withdrawn or not is_there:
        return 0
    if row.organisation == reader or reader in row.named:
        return 2
    return {"nothing": 0, "planned": 1, "everything": 2}[row.rest]


def days_of(row: Row) -> set[date]:
    """Every day of a window."""
    count = (row.ends_on - row.starts_on).days + 1
    return {row.starts_on + n * ONE_DAY for n in range(count)}


def touch(one: Row, other: Row) -> bool:
    """Do they share a day, or does one begin the day after the other ends?"""
    with_next = {day + ONE_DAY for day in days_of(one)} | days_of(one)
    with_next |= {day - ONE_DAY for day in days_of(one)}
    return bool(with_next & days_of(other))


def overlaps(rows: list[Row], agreements: list[Agreement], reader: str) -> set[Seen]:
    """Return every overlap that a reader may know of."""
    found = set()
    for one in rows:
        for other in rows:
            if one.number >= other.number or one.key != other.key or not touch(one, other):
                continue
            levels = level(one, reader), level(other, reader)
            if 0 in levels or not _clash(one, other, levels):
                continue
            is_settled = levels == (2, 2) and any(
                {each.one, each.other} == {one.number, other.number}
                and each.at >= max(one.moved_at, other.moved_at)
                for each in agreements
            )
            titles = frozenset(
                (each.number, each.title if known == 2 else None)
                for each, known in zip((one, other), levels, strict=True)
            )
            found.add(Seen(frozenset({one.number, other.number}), titles, is_settled))
    return found


def _clash(one: Row, other: Row, levels: tuple[int, int]) -> bool:
    quiet = [each.is_quiet and known == 2 for each, known in zip((one, other), levels, strict=True)]
    return not all(quiet) and (one.organisation != other.organisation or any(quiet))


def draw_calendars(
    random: Random, count: int, *, moment: datetime
) -> tuple[list[Row], list[Agreement]]:
    """Draw that many calendars, each about one organisation, and some agreements in them."""
    rows: list[Row] = []
    agreements: list[Agreement] = []
    for calendar in range(count):
        mine = [
            _row(random, len(rows) + n, key=f"name:calendar{calendar}", moment=moment)
            for n in range(random.randint(2, 6))
        ]
        rows += mine
        pairs = [
            (a, b)
            for a in mine
            for b in mine
            if a.organisation < b.organisation and a.place == b.place == "here"
        ]
        for one, other in random.sample(pairs, min(len(pairs), random.randint(0, 2))):
            at = moment + timedelta(hours=random.randint(-30, 30))
            agreements.append(Agreement(one.number, other.number, at))
    return rows, agreements


def _row(random: Random, number: int, *, key: str, moment: datetime) -> Row:
    organisation = random.choice(["ijenv", "igj", "igj", "ivho", "nvwa"])
    starts_on = date(2027, 1, 1) + timedelta(days=random.randint(0, 60))
    others = [each for each in ("ijenv", "igj", "ivho") if each != organisation]
    return Row(
        number=number,
        organisation=organisation,
        place="there" if organisation == "nvwa" else "here",
        key=key,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=random.randint(0, 12)),
        title=f"cnry-{organisation}-{number}",
        is_quiet=random.random() < 0.2,
        named=frozenset(each for each in others if random.random() < 0.3),
        rest=random.choice(["nothing", "nothing", "planned", "everything"]),
        moved_at=moment + timedelta(hours=random.randint(-30, 0)),
        is_withdrawn=random.random() < 0.1,
    )
