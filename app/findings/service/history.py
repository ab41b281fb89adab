"""How a finding came about: each version is kept, with who asked for it and what became of that."""

from __future__ import annotations

from dataclasses import dataclass

from app.findings.actions import FindingAction
from app.findings.models import Capacity, Finding, FindingVersion, Influence, Outcome
from app.findings.policy import FindingPermission
from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import Refused, known
from app.kernel.text import _
from app.kernel.work import Work, begin_work

LONGEST_REASON = 1000
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Prompt:
    """What led to a change, or to a request that was not adopted."""

    reason: str = ""
    asked_by: str = ""
    """Person or organisation; empty when nobody asked."""
    capacity: Capacity = Capacity.OWN
    outcome: Outcome = Outcome.ADOPTED
    asked: str = ""
    """What was asked, when it was not adopted."""


def decline_request(actor: Actor, finding: Finding, *, prompt: Prompt) -> None:
    """Write down what somebody asked of a finding, and why its author does not do it.

    Everybody who reads the finding reads this.

    Raises:
        NotAllowed: the finding is of another organisation.
        Refused: it is not said who asked, what, or why it is not done.
    """
    check_prompt(prompt)
    if prompt.capacity == Capacity.OWN:
        raise Refused(_("Say in what capacity it was asked."), field="capacity")
    if not prompt.asked:
        raise Refused(_("Write down what was asked."), field="asked")
    if not prompt.reason:
        raise Refused(_("Say why you do not adopt it."), field="reason")
    with begin_work(actor) as work:
        work.lock(finding)
        require(actor, FindingPermission.CHANGE, finding)
        note_prompt(work, finding, prompt)
        work.record(
            FindingAction.NOT_ADOPTED, finding, version=finding.version, capacity=prompt.capacity
        )


def check_prompt(prompt: Prompt) -> None:
    """Go on only when it is said who asked.

    Raises:
        Refused: somebody asked but is not named.
    """
    if prompt.capacity != Capacity.OWN and not prompt.asked_by:
        raise Refused(_("Say who asked for this."), field="asked_by")


def keep_version(
    work: Work, finding: Finding, *, recommendations: list[dict[str, str | None]]
) -> None:
    """Keep what the finding says now; the database refuses a version it does not have."""
    work.settle()
    work.add(
        FindingVersion(
            finding_id=finding.id,
            number=finding.version,
            workspace_id=finding.workspace_id,
            title=finding.title,
            text=finding.text,
            norm_id=finding.norm_id,
            aspect=finding.aspect,
            judgement=finding.judgement,
            audience=finding.audience,
            status=finding.status,
            recommendations=recommendations,
            author_id=known(work.actor.person_id),
            made_at=finding.changed_at,
        )
    )


def note_prompt(work: Work, finding: Finding, prompt: Prompt) -> None:
    """Keep who asked, and what became of it."""
    is_adopted = prompt.outcome != Outcome.NOT_ADOPTED
    work.add(
        Influence(
            finding_id=finding.id,
            workspace_id=finding.workspace_id,
            number=finding.version if is_adopted else None,
            asked_by=prompt.asked_by,
            capacity=prompt.capacity,
            asked=prompt.asked,
            outcome=prompt.outcome,
            reason=prompt.reason,
            audience=finding.audience,
            noted_by_id=known(work.actor.person_id),
            noted_at=clock.now(),
        )
    )
