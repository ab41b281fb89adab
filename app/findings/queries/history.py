"""Reading how findings came about: their versions, and who asked for what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from app.documents.service.differences import Stretch, compare
from app.findings.models import Audience, Finding, FindingVersion, Influence, Judgement
from app.findings.policy import visible_in
from app.findings.queries.words import ASPECT_WORDS, AUDIENCE_WORDS, JUDGEMENT_WORDS
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.text import _, lazy
from app.workspaces.models import Workspace

PART_WORDS = {
    "title": lazy("Finding in one sentence"),
    "norm": lazy("Norm"),
    "text": lazy("What we saw"),
    "judgement": lazy("Judgement"),
    "aspect": lazy("Aspect"),
    "recommendations": lazy("Recommendations"),
    "audience": lazy("Who reads along"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step in how a finding came about."""

    finding_id: UUID
    at: datetime
    name: str
    """Who did it."""
    version: FindingVersion | None
    """None when something was asked that was not adopted."""
    influence: Influence | None
    """None for the first draft, and when it was put forward as it was."""
    changed: tuple[str, ...] = ()
    """Parts that differ from the version before it that the reader may read, in words."""
    before: int | None = None
    """Number of that version."""


@dataclass(frozen=True, slots=True)
class PartDifference:
    """Where one part of a finding differs between two versions."""

    words: str
    stretches: list[Stretch]


def list_steps(actor: Actor, workspace: Workspace, *, finding_ids: Iterable[UUID]) -> list[Step]:
    """Return how findings came about, oldest first, as this reader may know it; two statements."""
    ids = set(finding_ids)
    versions = list_versions(actor, workspace, finding_ids=ids)
    notes = _list_influence(actor, workspace, finding_ids=ids)
    led_to = {(each.finding_id, each.number): each for each in notes if each.number is not None}
    steps, before = [], dict[UUID, FindingVersion]()
    for each in versions:
        older = before.get(each.finding_id)
        before[each.finding_id] = each
        steps.append(_step(each, older, led_to.get((each.finding_id, each.number))))
    declined = [each for each in notes if each.number is None]
    steps += [Step(x.finding_id, x.noted_at, x.noted_by.name, None, x) for x in declined]
    return sorted(steps, key=lambda each: each.at)


def list_versions(
    actor: Actor, workspace: Workspace, *, finding_ids: Iterable[UUID]
) -> list[FindingVersion]:
    """Return the versions of findings that the actor may read, oldest first."""
    statement = (
        select(FindingVersion)
        .join(Finding, Finding.id == FindingVersion.finding_id)
        .options(
            joinedload(FindingVersion.author, innerjoin=True),
            joinedload(FindingVersion.norm, innerjoin=True),
        )
        .where(
            FindingVersion.finding_id.in_(set(finding_ids)),
            visible_in(actor, workspace),
            _is_told(actor, FindingVersion.audience == Audience.WORKSPACE),
        )
        .order_by(FindingVersion.finding_id, FindingVersion.number)
    )
    return list(db.session().execute(statement).scalars())


def differences(older: FindingVersion, newer: FindingVersion) -> list[PartDifference]:
    """Return the parts of a finding that differ between two versions, word by word."""
    before, after = _parts(older), _parts(newer)
    return [
        PartDifference(str(words), compare(before[part], after[part]))
        for part, words in PART_WORDS.items()
        if before[part] != after[part]
    ]


def _list_influence(
    actor: Actor, workspace: Workspace, *, finding_ids: Iterable[UUID]
) -> Sequence[Influence]:
    statement = (
        select(Influence)
        .join(Finding, Finding.id == Influence.finding_id)
        .options(joinedload(Influence.noted_by, innerjoin=True))
        .where(
            Influence.finding_id.in_(set(finding_ids)),
            visible_in(actor, workspace),
            _is_told(actor, Influence.audience == Audience.WORKSPACE),
        )
        .order_by(Influence.noted_at, Influence.id)
    )
    return db.session().execute(statement).scalars().all()


def _is_told(actor: Actor, is_shared: ColumnElement[bool]) -> ColumnElement[bool]:
    """Hold for the author's organisation, and for others when it was written for them."""
    own = Finding.organisation_id == actor.organisation_id
    return or_(own, and_(Finding.audience == Audience.WORKSPACE, is_shared))


def _step(
    version: FindingVersion, older: FindingVersion | None, influence: Influence | None
) -> Step:
    changed: tuple[str, ...] = ()
    if older is not None:
        was, now = _parts(older), _parts(version)
        changed = tuple(str(words) for part, words in PART_WORDS.items() if was[part] != now[part])
    return Step(
        finding_id=version.finding_id,
        at=version.made_at,
        name=version.author.name,
        version=version,
        influence=influence,
        changed=changed,
        before=older.number if older else None,
    )


def _parts(version: FindingVersion) -> dict[str, str]:
    return {
        "title": version.title,
        "norm": f"{version.norm.code} {version.norm.text}",
        "text": version.text,
        "judgement": str(JUDGEMENT_WORDS[Judgement(version.judgement)]),
        "aspect": str(ASPECT_WORDS[version.aspect]),
        "recommendations": "\n".join(map(_advice, version.recommendations)),
        "audience": str(AUDIENCE_WORDS[version.audience]),
    }


def _advice(told: dict[str, str | None]) -> str:
    words = _("For %(addressee)s", addressee=told["addressee"]) + f": {told['text']}"
    due_on = told["due_on"]
    return f"{words} ({date.fromisoformat(due_on):%d-%m-%Y})" if due_on else words
