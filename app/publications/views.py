"""Pages of publishing: planning, agreeing, those of a workspace, and the public version."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.findings import queries as findings
from app.kernel.access import Actor, abilities
from app.kernel.errors import Refused
from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house
from app.kernel.web.lists import send_list
from app.publications import queries, service
from app.publications.forms import LOOK, PlanForm, StanceForm
from app.publications.models import Publication
from app.publications.policy import Plan, PublicationPermission, signed_by, stances_of
from app.publications.queries import term_for
from app.publications.service import PublicVersion, Source, planning, printing
from app.publications.service.printing import adoption_day
from app.reports import queries as reports
from app.reports.models import Report
from app.reports.queries import Publishing
from app.reports.service.files import Tools
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import SHARING_ROLES, WorkspacePermission
from app.workspaces.queries.frame import sight_in_words
from app.workspaces.service import Listed, note_taking

blueprint = GuardedBlueprint(
    "publications", "app.publications.views", url_prefix="/workspaces/<ref:ref>"
)
WORDS = {
    "states": queries.STATE_WORDS,
    "tones": queries.STATE_TONES,
    "entries": queries.ENTRY_WORDS,
}
COLUMNS: Columns[Publication] = (
    (lazy("Reference"), lambda it: it.ref),
    (lazy("Report"), lambda it: it.title),
    (lazy("State"), lambda it: str(queries.STATE_WORDS[it.state])),
    (lazy("Moment"), lambda it: it.published_at or it.publish_at),
)


@blueprint.route("/publications", needs=WorkspacePermission.VIEW, endpoint="list")
def list_page(ref: str) -> Response:
    """Show what is planned and published here, as far as the reader may know."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    found = queries.list_visible(actor, workspace)
    place = workspaces.workspace_frame(actor, workspace, section="reports")
    return answers.show("publications/list.html", publications=found, **{**place, "words": WORDS})


@blueprint.route("/publications/export", needs=WorkspacePermission.VIEW, writes_on_get=True)
def export(ref: str) -> Response:
    """Send the publications of the list."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_visible(actor, workspace)
    return send_list(
        as_list(_("Publications"), COLUMNS, rows, about=workspace.ref),
        noting=partial(note_taking, actor, Listed.PUBLICATIONS, places=[workspace]),
    )


@blueprint.route("/publications/<uuid:publication_id>", needs=PublicationPermission.VIEW)
def detail(ref: str, publication_id: UUID) -> Response:
    """Show one publication: the plan, who agrees, and the public version."""
    actor = current_actor()
    found = _load(actor, PublicationPermission.VIEW, ref=ref, key=publication_id)
    return answers.show("publications/detail.html", **_about(actor, found))


@blueprint.route(
    "/publications/<uuid:publication_id>/stances",
    methods=["POST"],
    needs=PublicationPermission.DECIDE,
)
def decide(ref: str, publication_id: UUID) -> Response:
    """Agree or object for one's organisation; done, the page anew."""
    actor = current_actor()
    found = _load(actor, PublicationPermission.DECIDE, ref=ref, key=publication_id)
    form = StanceForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.decide(
                actor,
                found,
                agrees=form.stance.data == "agree",
                reason=form.reason.data or "",
                seen_sha256=form.seen_sha256.data or "",
                seen_version=form.seen(),
            )
            answers.tell(_("It is saved what your organisation says."))
            return answers.lead_to(url_for(".detail", ref=ref, publication_id=publication_id))
    fresh = _load(actor, PublicationPermission.VIEW, ref=ref, key=publication_id)
    return answers.show(
        "publications/detail.html", form=form, **_about(actor, fresh, stance_form=form)
    )


@blueprint.route(
    "/publications/<uuid:publication_id>/pdf",
    needs=PublicationPermission.DOWNLOAD,
    writes_on_get=True,
)
def pdf(ref: str, publication_id: UUID) -> Response:
    """Give the public version, to keep; recorded."""
    actor = current_actor()
    found = _load(actor, PublicationPermission.VIEW, ref=ref, key=publication_id)
    content = service.download(actor, found, tools=_tools())
    return answers.send_file(content, f"{found.ref}-openbaar.pdf", "application/pdf")


@blueprint.route("/reports/<uuid:report_id>/publication/preview", needs=PublicationPermission.PLAN)
def preview(ref: str, report_id: UUID) -> Response:
    """Show the public version as it would be without some parts, before it is planned."""
    actor = current_actor()
    asked = queries.get_plan_for(actor, PublicationPermission.PLAN, ref=ref, report_id=report_id)
    source = printing.read_source(asked.report, tools=_tools())
    public = planning.prepare(source, request.args.getlist("left_out"))
    name = f"{asked.report.ref}-voorbeeld.pdf"
    return answers.send_file(public.content, name, "application/pdf", inline=True)


@blueprint.route(
    "/reports/<uuid:report_id>/publication",
    methods=["GET", "POST"],
    needs=PublicationPermission.PLAN,
)
def plan(ref: str, report_id: UUID) -> Response:
    """Look at the public version and plan; done, the page of the publication."""
    actor = current_actor()
    asked = queries.get_plan_for(actor, PublicationPermission.PLAN, ref=ref, report_id=report_id)
    source = printing.read_source(asked.report, tools=_tools())
    form = PlanForm() if request.method == "POST" else PlanForm.of(asked.publication)
    form.offer(printing.parts_of(source))
    public = None
    with form.taking_refusals():
        public = _looked_at(form, source)
        if request.method == "POST" and form.action.data != LOOK and form.validate():
            made = _planned(actor, asked, form, public=public)
            answers.tell(_("It is planned. Everybody who reads the report gets a notice."))
            return answers.lead_to(url_for(".detail", ref=ref, publication_id=made.id))
    return answers.show(
        "publications/plan.html", form=form, **_about_plan(actor, asked, form, public=public)
    )


def _looked_at(form: PlanForm, source: Source) -> PublicVersion | None:
    """Return the public version that was asked for; asking to look notes what was seen."""
    if request.method != "POST":
        return None
    public = planning.prepare(source, form.chosen())
    if form.action.data == LOOK:
        form.seen_sha256.data = public.sha256
    return public


def _planned(
    actor: Actor, asked: Plan, form: PlanForm, *, public: PublicVersion | None
) -> Publication:
    if public is None or form.seen_sha256.data != public.sha256:
        raise Refused(
            _("Look at the public version with these parts first, then plan."), field="left_out"
        )
    return service.plan(
        actor, asked, wish=form.wish(), public=public, seen_version=form.seen(), tools=_tools()
    )


def _load(actor: Actor, permission: PublicationPermission, *, ref: str, key: UUID) -> Publication:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_for(actor, permission, publication_id=key, workspace=workspace)


def _tools() -> Tools:
    house = current_house()
    return Tools(house.tool(MasterKey), house.tool(SealedBlobs))


def _around(actor: Actor, workspace: Workspace, owner: UUID, *, is_public: bool) -> dict[str, Any]:
    """Return the variables around a page, with who reads it."""
    place = workspaces.workspace_frame(actor, workspace, section="reports")
    readers = [
        each
        for each in place["participants"]
        if is_public or each.participation.role in SHARING_ROLES or each.organisation.id == owner
    ]
    facts = replace(
        place["facts"],
        sight_orgs=[each.organisation for each in readers],
        sight_text=sight_in_words(readers),
    )
    return {**place, "facts": facts, "words": WORDS}


def _about_plan(
    actor: Actor, asked: Plan, form: PlanForm, *, public: PublicVersion | None
) -> dict[str, Any]:
    report = asked.report
    around = _around(actor, report.workspace, report.organisation_id, is_public=False)
    is_seen = public is not None and form.seen_sha256.data == public.sha256
    return {
        **around,
        "report": report,
        "publication": asked.publication,
        "subject": {"title": report.title, "reference": report.ref},
        "term": term_for(adoption_day(report), form.offering_day()),
        "adopted_on": adoption_day(report),
        "public": public if is_seen else None,
        "asked": signed_by(report),
    }


def _about(actor: Actor, publication: Publication, **forms: Any) -> dict[str, Any]:
    """Return the variables of the page of one publication.

    Args:
        forms: what was typed and refused, in the stead of an empty form.
    """
    is_public = publication.published_at is not None
    around = _around(actor, publication.workspace, publication.organisation_id, is_public=is_public)
    seen = {"seen_sha256": publication.fingerprint, "seen_version": publication.version}
    return {
        **around,
        "publication": publication,
        "subject": {"title": publication.title, "reference": publication.ref},
        **_for_readers(actor, publication),
        "stance_form": StanceForm(formdata=None, data=seen),
        "wrong": next(iter(forms.values()), None),
        **forms,
    }


def _for_readers(actor: Actor, publication: Publication) -> dict[str, Any]:
    """Return what only who reads the report sees: the term, who agrees, and what was said."""
    report = publication.report
    if report is None:
        return {"report": None, "left_out": []}
    said = queries.list_entries(publication)
    return {
        "report": report,
        "left_out": _left_out(actor, publication),
        "adopted_on": adoption_day(report),
        "term": term_for(adoption_day(report), publication.offered_on),
        "stances": stances_of(signed_by(report), said, since_number=publication.since_number),
        "entries": said,
        "may": abilities(actor, publication, [PublicationPermission.DECIDE]),
        "may_plan": abilities(actor, Plan(report, publication), [PublicationPermission.PLAN]),
    }


def _left_out(actor: Actor, publication: Publication) -> list[str]:
    """Return in words which parts stay internal."""
    keys = {
        name: UUID(name.removeprefix(printing.CHAPTER))
        for name in publication.left_out
        if name.startswith(printing.CHAPTER)
    }
    found = findings.list_by_id(actor, publication.workspace, ids=keys.values()) if keys else []
    titles = {each.id: each.title for each in found}
    return [
        printing.chapter_words(titles.get(keys[name], ""))
        if name in keys
        else str(printing.PART_WORDS[name])
        for name in publication.left_out
    ]


def _told(actor: Actor, report: Report, told: str | None) -> Publishing | None:
    """Tell on the page of the report how far its publication is."""
    ref = report.workspace.ref
    may = abilities(actor, Plan(report, None), [PublicationPermission.PLAN])
    return queries.tell_publishing(
        report,
        told,
        url=f"/workspaces/{ref}/publications/{{id}}",
        plan_url=url_for("publications.plan", ref=ref, report_id=report.id) if may.plan else "",
    )


reports.offer_publishing("publications", asked=queries.asked_with_report, told=_told)
