"""Contribution rounds in the sample: what is asked, and how far each authority came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.demo.sample_days import Day
from app.kernel.configuration import STRICT_SHAPE

if TYPE_CHECKING:
    from app.demo.sample_rows import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleGift:
    """What one authority did with what it is asked; without anything it has not reacted."""

    __pydantic_config__ = STRICT_SHAPE

    organisation: str
    person: int | None = None
    """Who works at it."""
    given_on: Day | None = None
    text: str = ""
    documents: tuple[str, ...] = ()
    """Codes of documents that go along."""
    wants_until: Day | None = None
    """The day until which it asks for more time."""
    wants_on: Day | None = None
    """When it asks that."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRound:
    """A contribution round."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    workspace: str
    title: str
    details: str
    purpose: str
    legal_basis: str
    started_by: int
    started_on: Day
    due_on: Day
    gifts: tuple[SampleGift, ...]
    reminded_on: Day | None = None


def wrong_rounds(sample: Sample) -> Iterator[str]:
    """Yield one sentence for everything in the rounds that does not fit the rest of the sample."""
    for each in sample.rounds.values():
        where = f"contribution round {each.code}"
        workspace = sample.workspaces.get(each.workspace)
        if workspace is None:
            yield f"{where}: there is no workspace {each.workspace!r}."
            continue
        members = {member.person for member in workspace.members}
        parties = {party.organisation for party in workspace.participants}
        if each.started_by not in members:
            yield f"{where}: person {each.started_by} is no member."
        for gift in each.gifts:
            yield from _wrong_gift(sample, gift, where=where, members=members, parties=parties)


def _wrong_gift(
    sample: Sample, gift: SampleGift, *, where: str, members: set[int], parties: set[str]
) -> Iterator[str]:
    if gift.organisation not in parties:
        yield f"{where}: {gift.organisation!r} takes no part."
    acts = gift.given_on is not None or gift.wants_until is not None
    if acts and gift.person not in members:
        yield f"{where}: person {gift.person} is no member."
    for code in gift.documents:
        document = sample.documents.get(code)
        if document is None or document.owner != gift.organisation:
            yield f"{where}: {code!r} is no document of {gift.organisation}."
