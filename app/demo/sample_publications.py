"""Publications in the sample: the plan for an adopted report, and who agreed already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.demo.sample_days import Day
from app.kernel.configuration import STRICT_SHAPE

if TYPE_CHECKING:
    from app.demo.sample_rows import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAgreement:
    """That the organisation of a person agrees with the public version."""

    __pydantic_config__ = STRICT_SHAPE

    person: int
    on: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePublication:
    """A planned publication; it is published at ten o'clock."""

    __pydantic_config__ = STRICT_SHAPE

    report: str
    planned_by: int
    planned_on: Day
    offered_to: str
    offered_on: Day
    publish_on: Day
    left_out: tuple[str, ...] = ()
    agreed: tuple[SampleAgreement, ...] = ()


def wrong_publications(sample: Sample) -> Iterator[str]:
    """Yield one sentence for everything in the publications that does not fit the sample."""
    for each in sample.publications.values():
        where = f"publication of {each.report}"
        report = sample.reports.get(each.report)
        if report is None or report.status != "adopted":
            yield f"{where}: there is no adopted report {each.report}."
        people = [each.planned_by, *(one.person for one in each.agreed)]
        yield from (
            f"{where}: there is no person {one}." for one in people if one not in sample.people
        )
