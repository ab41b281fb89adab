"""Changing findings: write, change, put forward."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value

from app.documents import queries as documents
from app.findings import queries
from app.findings.actions import FindingAction
from app.findings.models import (
    Aspect,
    Audience,
    Evidence,
    Finding,
    FindingStatus,
    Judgement,
    Norm,
    Recommendation,
)
from app.findings.policy import FindingPermission
from app.findings.service.facts import Fact, rest_on
from app.findings.service.history import Prompt, check_prompt, keep_version, note_prompt
from app.findings.service.holding import end_by_saving
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces.models import Workspace

NUMBER_DIGITS = 3
TRIES = 8
"""How often another number is drawn when an invisible finding has this one."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation as it is typed."""

    text: str
    addressee: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class FindingText:
    """What a finding says, as it is typed."""

    title: str
    text: str
    norm_id: UUID
    aspect: Aspect
    judgement: Judgement
    audience: Audience
    evidence: frozenset[UUID] = frozenset()
    """Documents that are cited."""
    recommendations: tuple[Advice, ...] = ()
    facts: frozenset[Fact] = frozenset()
    """Observations it rests on."""


def add_finding(actor: Actor, workspace: Workspace, *, text: FindingText) -> Finding:
    """Write a finding for the actor's organisation; it begins as a concept.

    Raises:
        Refused: the norm or a document is not of this workspace, or may not be cited.
    """
    with begin_work(actor) as work:
        return write_finding(work, workspace, text=text)


def write_finding(work: Work, workspace: Workspace, *, text: FindingText) -> Finding:
    """Write a finding as a part of what happens; as `add_finding`.

    Raises:
        Refused: the norm or a document is not of this workspace, or may not be cited.
    """
    require(work.actor, FindingPermission.WRITE, workspace)
    norm = _norm_for(work.actor, workspace, text)
    finding = _numbered(work, workspace, text=text, norm=norm)
    _cite(work, finding, wanted=text.evidence)
    rest_on(work, finding, wanted=text.facts)
    _advise(work, finding, recommendations=text.recommendations)
    keep_version(work, finding, recommendations=_told(text.recommendations))
    work.record(
        FindingAction.ADDED,
        finding,
        ref=finding.ref,
        version=1,
        audience=text.audience,
        **({"judgement": text.judgement} if text.audience == Audience.WORKSPACE else {}),
    )
    return finding


def change_finding(
    actor: Actor,
    finding: Finding,
    *,
    text: FindingText,
    seen_version: int,
    prompt: Prompt,
    cited: Iterable[Evidence] | None = None,
    is_taken_over: bool = False,
) -> None:
    """Change a finding of the actor's own organisation; a final one becomes a concept again.

    Args:
        seen_version: version on the writer's screen.
        prompt: who asked for it, and why it is done.
        cited: what it cites that this actor may know of, when the caller read that already.
        is_taken_over: also when a colleague has the text in hand.

    Raises:
        OutOfDate: somebody saved another version meanwhile, or has the text in hand.
        Refused: the norm or a document is not of this workspace, or may not be cited; or it is not
            said who asked.
    """
    check_prompt(prompt)
    before = _advice_of(finding.recommendations)
    with begin_work(actor) as work:
        work.lock(finding)
        require(actor, FindingPermission.CHANGE, finding)
        _check_version(finding, seen_version)
        end_by_saving(work, finding, is_taken_over=is_taken_over)
        if (text.norm_id, text.audience) != (finding.norm_id, finding.audience):
            _norm_for(actor, finding.workspace, text, but_also=finding.norm_id)
        changed, was_shared = _changed_parts(finding, text), finding.audience == Audience.WORKSPACE
        finding.title, finding.text, finding.norm_id = text.title, text.text, text.norm_id
        finding.aspect, finding.judgement = text.aspect, text.judgement
        finding.audience, finding.status = text.audience, FindingStatus.CONCEPT
        changed += _cite(work, finding, wanted=text.evidence, known=cited)
        if text.recommendations != before:
            changed += _advise(work, finding, recommendations=text.recommendations)
        finding.changed_at, finding.version = clock.now(), finding.version + 1
        changed += rest_on(work, finding, wanted=text.facts, kept=finding.facts)
        keep_version(work, finding, recommendations=_told(text.recommendations))
        note_prompt(work, finding, prompt)
        work.record(
            FindingAction.CHANGED,
            finding,
            version=finding.version,
            audience=text.audience,
            **_told_of_change(text, changed, prompt, was_shared=was_shared),
        )


def put_forward(actor: Actor, finding: Finding, *, seen_version: int) -> None:
    """Put a finding forward as final, so that it can stand in a report.

    Raises:
        OutOfDate: somebody saved another version meanwhile, or has the text in hand.
        Refused: nobody else reads it yet, or it is final already.
    """
    with begin_work(actor) as work:
        work.lock(finding)
        require(actor, FindingPermission.CHANGE, finding)
        _check_version(finding, seen_version)
        end_by_saving(work, finding)
        if finding.status == FindingStatus.FINAL:
            raise Refused(_("This finding is final already."))
        if finding.audience != Audience.WORKSPACE:
            raise Refused(
                _("Only your own organisation reads this finding. Choose another audience first.")
            )
        finding.status = FindingStatus.FINAL
        finding.changed_at, finding.version = clock.now(), finding.version + 1
        told = _told(_advice_of(queries.list_recommendations(finding)))
        keep_version(work, finding, recommendations=told)
        work.record(FindingAction.PUT_FORWARD, finding, version=finding.version)


def _check_version(finding: Finding, seen_version: int) -> None:
    if finding.version != seen_version:
        raise OutOfDate(_("This text changed while you were reading. Your text stands below."))


def _norm_for(
    actor: Actor, workspace: Workspace, text: FindingText, *, but_also: UUID | None = None
) -> Norm:
    """Return the norm of a text, which all who read the finding can read.

    Args:
        but_also: the norm the finding rests on now; it may be retired meanwhile.
    """
    norms = queries.list_norms(actor, workspace, but_also=but_also)
    norm = next((each for each in norms if each.id == text.norm_id), None)
    if norm is None:
        raise Refused(_("Choose a norm of this workspace."), field="norm")
    if text.audience == Audience.WORKSPACE and norm.framework.audience != Audience.WORKSPACE:
        told = _(
            "Only your organisation reads the framework of this norm. Share the framework first, or"
            " choose another norm."
        )
        raise Refused(told, field="norm")
    return norm


def _numbered(work: Work, workspace: Workspace, *, text: FindingText, norm: Norm) -> Finding:
    """Add the finding under a number nobody has; those one may not see count as well."""
    taken = queries.taken_numbers(workspace)
    for _attempt in range(TRIES):
        number = ids.draw_number(taken, digits=NUMBER_DIGITS)
        finding = _made(work.actor, workspace, text=text, norm=norm, number=number)
        try:
            with work.session.begin_nested():
                work.add(finding)
                work.settle()
        except IntegrityError:
            taken.add(number)
        else:
            finding.workspace = workspace
            set_committed_value(finding, "hold", None)
            return finding
    raise Refused(_("This did not work just now. Try again."))


def _made(
    actor: Actor, workspace: Workspace, *, text: FindingText, norm: Norm, number: int
) -> Finding:
    moment = clock.now()
    return Finding(
        workspace_id=workspace.id,
        organisation_id=actor.organisation_id,
        number=number,
        ref=f"{workspace.ref}-B{number}",
        title=text.title,
        text=text.text,
        norm_id=norm.id,
        aspect=text.aspect,
        judgement=text.judgement,
        audience=text.audience,
        status=FindingStatus.CONCEPT,
        author_id=actor.person_id,
        written_at=moment,
        changed_at=moment,
        version=1,
    )


def _changed_parts(finding: Finding, text: FindingText) -> list[str]:
    """Name the parts that change; the log holds names and codes, never the text."""
    names = ("title", "text", "norm_id", "aspect", "judgement", "audience")
    return [name for name in names if getattr(finding, name) != getattr(text, name)]


def _told_of_change(
    text: FindingText, changed: list[str], prompt: Prompt, *, was_shared: bool
) -> dict[str, Any]:
    """Return what the log tells of a change: nothing of a version others may not read.

    What differs from such a version would tell of it as well.
    """
    if text.audience != Audience.WORKSPACE:
        return {}
    return {
        "changed": changed if was_shared else ["audience"],
        "judgement": text.judgement,
        "capacity": prompt.capacity,
        "outcome": prompt.outcome,
    }


def _cite(
    work: Work,
    finding: Finding,
    *,
    wanted: frozenset[UUID],
    known: Iterable[Evidence] | None = None,
) -> list[str]:
    """Cite documents by the version they have now; what was cited before keeps its version.

    Citations of documents this actor may not know of stay as they are.
    """
    if known is None:
        known = queries.list_citations(work.actor, finding_ids=[finding.id])
    cited = {each.document_id: each for each in known}
    for document_id in cited.keys() - wanted:
        work.remove(cited[document_id])
    new = wanted - cited.keys()
    citable = (
        {each.id: each for each in documents.list_citable(work.actor, finding.workspace)}
        if new
        else {}
    )
    for document_id in sorted(new):
        document = citable.get(document_id)
        if document is None:
            raise Refused(_("You may not cite one of these documents."), field="evidence")
        work.add(
            Evidence(
                finding_id=finding.id,
                document_id=document.id,
                workspace_id=finding.workspace_id,
                organisation_id=document.organisation_id,
                number=document.number,
                media_type=document.media_type,
                sha256=document.sha256,
                cited_at=clock.now(),
            )
        )
    return ["evidence"] if new or cited.keys() - wanted else []


def _advice_of(rows: Iterable[Recommendation]) -> tuple[Advice, ...]:
    return tuple(Advice(each.text, each.addressee, each.due_on) for each in rows)


def _told(recommendations: Iterable[Advice]) -> list[dict[str, str | None]]:
    """Return recommendations as a version keeps them."""
    return [
        {
            "text": each.text,
            "addressee": each.addressee,
            "due_on": each.due_on.isoformat() if each.due_on else None,
        }
        for each in recommendations
    ]


def _advise(work: Work, finding: Finding, *, recommendations: Sequence[Advice]) -> list[str]:
    """Put the recommendations in the place of those there are."""
    for each in queries.list_recommendations(finding):
        work.remove(each)
    for position, advice in enumerate(recommendations, 1):
        work.add(
            Recommendation(
                finding_id=finding.id,
                workspace_id=finding.workspace_id,
                position=position,
                text=advice.text,
                addressee=advice.addressee,
                due_on=advice.due_on,
            )
        )
    return ["recommendations"]
