"""Setting observations beside a norm as the facts of a finding, each in the words of one version.

A finding rests only on what its organisation may see; one that others read, only on what they may
read too. What was cited keeps its version until its author chooses the newer one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.findings import queries
from app.findings.models import Audience, Finding, FindingFact, Observation
from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """An observation, in the words of one version."""

    observation_id: UUID
    number: int


def rest_on(
    work: Work, finding: Finding, *, wanted: Iterable[Fact], kept: Sequence[FindingFact] = ()
) -> list[str]:
    """Let a finding rest on these observations and on no others that the actor may see.

    Args:
        kept: what it rests on already; none for a new one.

    Raises:
        Refused: an observation may not be seen, was withdrawn, changed meanwhile, or is not for who
            reads the finding.
    """
    chosen = {each.observation_id: each.number for each in sorted(wanted)}
    rows = {each.observation_id: each for each in kept}
    if not chosen and not rows:
        return []
    known = queries.find_to_cite(work.actor, finding.workspace, ids=chosen)
    found = {each.id: each for each in known}
    for key, number in chosen.items():
        is_kept = key in rows and rows[key].number == number
        _check(finding, found.get(key), number=number, is_kept=is_kept)
    new = {key: n for key, n in chosen.items() if key not in rows or rows[key].number != n}
    gone = [row for key, row in rows.items() if chosen.get(key) != row.number]
    for row in gone:
        work.remove(row)
    work.settle()
    for key, number in sorted(new.items()):
        work.add(
            FindingFact(
                finding_id=finding.id,
                observation_id=key,
                workspace_id=finding.workspace_id,
                number=number,
                cited_at=clock.now(),
            )
        )
    return ["facts"] if new or gone else []


def _check(
    finding: Finding, observation: Observation | None, *, number: int, is_kept: bool
) -> None:
    if observation is None:
        raise Refused(_("Choose observations you may read."), field="facts")
    if not is_kept:
        _check_new(observation, number=number)
    if finding.audience == Audience.WORKSPACE:
        _check_shared(observation, number=number)


def _check_new(observation: Observation, *, number: int) -> None:
    """Go on only when it stands, in the very words that were read."""
    if observation.is_withdrawn:
        told = _("Observation %(ref)s was withdrawn. Leave it out.", ref=observation.ref)
        raise Refused(told, field="facts")
    if number != observation.version:
        told = _(
            "Observation %(ref)s changed while you were reading. Read it again, then choose.",
            ref=observation.ref,
        )
        raise Refused(told, field="facts")


def _check_shared(observation: Observation, *, number: int) -> None:
    """Go on only when all who read the finding read these words too."""
    if observation.released_version is None:
        told = _(
            "Only your organisation reads observation %(ref)s. Release it first, or leave it out.",
            ref=observation.ref,
        )
        raise Refused(told, field="facts")
    if number < observation.released_version:
        told = _(
            "Others do not read this version of observation %(ref)s. Choose the newer one.",
            ref=observation.ref,
        )
        raise Refused(told, field="facts")
