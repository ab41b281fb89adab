"""Gathering: a report begins with a chapter for each contribution that was delivered."""

from __future__ import annotations

from uuid import UUID

from app.contributions import queries
from app.contributions.actions import ContributionAction
from app.contributions.models import ContributionRound
from app.contributions.policy import ContributionPermission
from app.contributions.queries import Standing
from app.contributions.service.keeping import note_change, take_round
from app.documents import queries as documents
from app.findings import queries as findings
from app.findings.models import Audience, Judgement, Norm
from app.findings.service.texts import FindingText, write_finding
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import begin_work
from app.reports.models import Report
from app.reports.service.building import ReportDraft, begin_report
from app.workspaces.models import Workspace


def gather(actor: Actor, round_: ContributionRound, *, norm_id: UUID, seen: str) -> Report:
    """Begin a report of the lead with a chapter for each contribution that was delivered.

    A chapter is a finding of the organisation that gathers, under one norm and not assessed: the
    text as it was given, citing of its documents those that the actor may cite. Each stays under
    its own rules. Lead and partners read the texts from then on.

    Args:
        seen: token of what was on screen (`queries.token_of`).

    Raises:
        OutOfDate: somebody took a step meanwhile.
        Refused: nothing was delivered, a report began from this round already, or the norm is none
            that all may read.
    """
    with begin_work(actor) as work:
        standings = take_round(work, round_, ContributionPermission.GATHER, seen=seen)
        if round_.report_id is not None:
            raise Refused(_("A report began from this round already."))
        ready = [each for each in standings if each.is_delivered]
        if not ready:
            raise Refused(_("Nothing is delivered yet. A report needs at least one contribution."))
        norm = _norm(actor, round_.workspace, norm_id)
        made = [
            write_finding(work, round_.workspace, text=text)
            for text in _chapters(actor, round_, ready, norm=norm)
        ]
        work.settle()
        draft = ReportDraft(title=round_.title, findings=tuple(each.id for each in made))
        report = begin_report(work, round_.workspace, draft=draft)
        round_.report_id = report.id
        note_change(work, round_, ContributionAction.GATHERED, report=report.id, chapters=len(made))
    return report


def list_shared_norms(actor: Actor, workspace: Workspace) -> list[Norm]:
    """Return the norms under which all may read a chapter, in order."""
    return [
        each
        for each in findings.list_norms(actor, workspace)
        if each.framework.audience == Audience.WORKSPACE
    ]


def _norm(actor: Actor, workspace: Workspace, norm_id: UUID) -> Norm:
    found = next((each for each in list_shared_norms(actor, workspace) if each.id == norm_id), None)
    if found is None:
        raise Refused(_("Choose a norm of this workspace."), field="norm")
    return found


def _chapters(
    actor: Actor, round_: ContributionRound, ready: list[Standing], *, norm: Norm
) -> list[FindingText]:
    given = queries.contents_of(actor, [each.contribution for each in ready])
    citable = frozenset(each.id for each in documents.list_citable(actor, round_.workspace))
    return [
        FindingText(
            title=each.contribution.organisation.name,
            text=given[each.contribution.id][0] or _("The contribution is in the documents cited."),
            norm_id=norm.id,
            aspect=norm.aspect,
            judgement=Judgement.NOT_ASSESSED,
            audience=Audience.WORKSPACE,
            evidence=given[each.contribution.id][1] & citable,
        )
        for each in ready
    ]
