"""Findings and observations of a workspace to take along, as far as the reader may know them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from flask import Response

from app.findings import queries
from app.findings.forms.frameworks import AUDIENCES
from app.findings.models import Audience, Finding, Framework, Observation, Recommendation, Scoring
from app.findings.queries import FrameworkRow
from app.findings.views.blueprint import blueprint
from app.findings.views.frameworks import frameworks_blueprint
from app.findings.views.narrowing import asked_findings, asked_observations
from app.findings.views.observations import observations_blueprint
from app.findings.views.scores import scorings_blueprint
from app.kernel.access import Actor
from app.kernel.day_words import day_in_words
from app.kernel.lists import Columns, List, Value, as_list
from app.kernel.text import _, lazy
from app.kernel.web.current import current_actor
from app.kernel.web.lists import MOST_ROWS, send_list
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service import Listed, note_taking


@blueprint.route("/export", needs=WorkspacePermission.VIEW, writes_on_get=True)
def export_findings(ref: str) -> Response:
    """Send the findings the list is narrowed to, each with its text and recommendations."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    asked = asked_findings(workspaces.list_delegations(workspace)[0])
    rows = queries.list_whole(actor, workspace, asked.wanted, limit=MOST_ROWS + 1)
    return send_list(
        List(
            name=f"{_('Findings')} {workspace.ref}",
            headings=[
                _("Reference"),
                _("Organisation"),
                _("Norm"),
                _("The norm"),
                _("Aspect"),
                _("Finding"),
                _("What we saw"),
                _("Judgement"),
                _("Recommendations"),
                _("State"),
                _("Who reads it"),
                _("Version"),
                _("Changed"),
            ],
            rows=[_finding_row(each) for each in rows],
        ),
        noting=partial(note_taking, actor, Listed.FINDINGS, places=[workspace]),
    )


@observations_blueprint.route("/export", needs=WorkspacePermission.VIEW, writes_on_get=True)
def export(ref: str) -> Response:
    """Send the observations the list is narrowed to."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    asked = asked_observations(workspaces.list_delegations(workspace)[0])
    rows = queries.list_observations(actor, workspace, asked.wanted, limit=MOST_ROWS + 1)
    names = queries.list_observer_names(rows)
    return send_list(
        List(
            name=f"{_('Observations')} {workspace.ref}",
            headings=[
                _("Reference"),
                _("Organisation"),
                _("Day"),
                _("Time"),
                _("How it is known"),
                _("Kind of subject"),
                _("Subject"),
                _("Place"),
                _("Observed by"),
                _("Observation in one sentence"),
                _("What was observed"),
                _("Version"),
                _("State"),
                _("Reason of the withdrawal"),
            ],
            rows=[_row(each, names) for each in rows],
        ),
        noting=partial(note_taking, actor, Listed.OBSERVATIONS, places=[workspace]),
    )


@scorings_blueprint.route("/export", needs=WorkspacePermission.VIEW, writes_on_get=True)
def export_scorings(ref: str) -> Response:
    """Send what is scored, and how many scored; never what, as in the list."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_scorings(actor, workspace)
    return send_list(
        as_list(_("Scores"), _scoring_columns(actor), rows, about=workspace.ref),
        noting=partial(note_taking, actor, Listed.SCORINGS, places=[workspace]),
    )


@frameworks_blueprint.route("/export", needs=WorkspacePermission.VIEW)
def export_list(ref: str) -> Response:
    """Send which frameworks there are; the lines of one leave from its own page."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_frameworks(actor, workspace)
    return send_list(as_list(_("Assessment frameworks"), FRAMEWORKS, rows, about=workspace.ref))


def _read_by(it: Framework) -> str:
    if it.audience == Audience.WORKSPACE:
        return str(AUDIENCES[it.audience])
    return _("Only %(organisation)s", organisation=it.organisation.short_name)


FRAMEWORKS: Columns[FrameworkRow] = (
    (lazy("Framework"), lambda row: row.framework.title),
    (lazy("Organisation"), lambda row: row.framework.organisation.short_name),
    (lazy("Read by"), lambda row: _read_by(row.framework)),
    (lazy("State"), lambda row: _("Retired") if row.framework.is_retired else None),
    (lazy("Norms"), lambda row: row.norms),
    (lazy("Lines in all"), lambda row: row.lines),
)


def _scoring_columns(actor: Actor) -> Columns[Scoring]:
    return (
        (lazy("Norm"), lambda it: it.norm.code),
        (lazy("What is scored"), lambda it: it.title),
        (lazy("Organisation"), lambda it: it.organisation.short_name),
        (lazy("State"), lambda it: queries.state_of_scoring(actor, it)[0]),
        (lazy("Scored"), lambda it: sum(each.scored_at is not None for each in it.scorers)),
        (lazy("Asked"), lambda it: len(it.scorers)),
    )


def _finding_row(it: Finding) -> list[Value]:
    return [
        it.ref,
        it.organisation.code,
        it.norm.code,
        it.norm.text,
        str(queries.ASPECT_WORDS[it.aspect]),
        it.title,
        it.text,
        str(queries.JUDGEMENT_WORDS[it.judgement]),
        "\n\n".join(_advice(each) for each in it.recommendations),
        str(queries.STATUS_WORDS[it.status]),
        str(queries.AUDIENCE_WORDS[it.audience]),
        it.version,
        it.changed_on,
    ]


def _advice(it: Recommendation) -> str:
    """Return what is advised, with to whom and until when as the page says it."""
    if it.due_on is None:
        return f"{it.text}\n{_('For %(addressee)s', addressee=it.addressee)}"
    until = day_in_words(it.due_on)
    told = _("For %(addressee)s, before the end of %(day)s", addressee=it.addressee, day=until)
    return f"{it.text}\n{told}"


def _row(it: Observation, names: Mapping[UUID, str]) -> list[Value]:
    return [
        it.ref,
        it.organisation.code,
        it.observed_on,
        f"{it.observed_at:%H:%M}" if it.observed_at else None,
        str(queries.SENSE_WORDS[it.kind]),
        str(queries.SUBJECT_WORDS[it.subject_kind]),
        it.subject,
        it.place,
        ", ".join(names[each] for each in it.observers if each in names),
        it.title,
        it.text,
        it.version,
        _state(it),
        it.withdrawal_reason,
    ]


def _state(it: Observation) -> str:
    if it.is_withdrawn:
        return _("Withdrawn")
    return _("Released") if it.released_at else _("Only our own organisation")
