"""The story of a report: its versions one after another, who decided what, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.findings.models import Finding
from app.findings.queries import SeatRow
from app.kernel.access import Actor
from app.kernel.text import _
from app.reports.models import Report
from app.reports.queries.seats import seat_rows


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a report as the story tells it."""

    report: Report
    seats: tuple[SeatRow, ...]
    changes: tuple[str, ...]
    """What is different from the version before it, in sentences."""
    is_shown: bool
    """True for the version of the page itself."""


def tell_rounds(
    actor: Actor, series: Sequence[Report], *, shown: UUID, findings: Iterable[Finding]
) -> list[VersionRow]:
    """Return the versions of a report, the newest first.

    Args:
        findings: those of all versions that the actor may read.
    """
    known = {each.id: each for each in findings}
    before: Report | None = None
    told = []
    for each in series:
        changes = () if before is None else tuple(list_changes(before, each, known=known))
        seats = seat_rows(actor, each.seats) if each.is_frozen else ()
        told.append(VersionRow(each, seats, changes, is_shown=each.id == shown))
        before = each
    return told[::-1]


def list_changes(old: Report, new: Report, *, known: Mapping[UUID, Finding]) -> list[str]:
    """Return what is different between two versions, in sentences.

    Args:
        known: the findings by id; one the reader may not see is left out.
    """
    parts = {
        _("The title is different."): (old.title, new.title),
        _("The introduction is different."): (old.introduction, new.introduction),
        _("The conclusions are different."): (old.conclusion, new.conclusion),
    }
    changes = [sentence for sentence, (was, now) in parts.items() if was != now]
    had, has = _versions(old, known), _versions(new, known)
    changes += [
        _("%(finding)s was taken out.", finding=known[each].ref) for each in had if each not in has
    ]
    for each, version in has.items():
        if each not in had:
            changes.append(_("%(finding)s was added.", finding=known[each].ref))
        elif had[each] != version:
            changes.append(
                _(
                    "%(finding)s went from version %(old)s to version %(new)s.",
                    finding=known[each].ref,
                    old=had[each],
                    new=version,
                )
            )
    return changes


def _versions(report: Report, known: Mapping[UUID, Finding]) -> dict[UUID, int]:
    """Return which version of each finding stands in a report; in a draft, the present one."""
    return {
        each.finding_id: each.finding_version or known[each.finding_id].version
        for each in report.chapters
        if each.finding_id in known
    }
