"""The archive package of the own organisation: asked for, and taken along."""

from __future__ import annotations

from flask import Response, url_for

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.documents.service import Depot, Watch, depot_of
from app.identity.queries import SessionLimits
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.forms import Form
from app.kernel.web.house import current_house
from app.kernel.web.leaving import current_leaving
from app.oversight import jobs, queries
from app.oversight.archiving import asked
from app.oversight.models import ArchivePackage
from app.oversight.policy import ArchivePermission
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace

FAULT_WORDS = {
    jobs.STORAGE: lazy("There was no room, or the place where files are kept did not answer."),
    jobs.RIGHTS: lazy("What you may see here changed while it was being made."),
    jobs.CONTENT: lazy("A file of it is damaged. Tell your administrator; your own files stay."),
}

blueprint = GuardedBlueprint("archive", __name__, url_prefix="/workspaces/<ref:ref>/archive")


@blueprint.route("", needs=ArchivePermission.ASK)
def package(ref: str) -> Response:
    """Show whether the reader's package is asked for, being made, or ready."""
    return _page(*_loaded(ref, ArchivePermission.ASK))


@blueprint.route("", methods=["POST"], needs=ArchivePermission.ASK)
def ask(ref: str) -> Response:
    """Have the package made."""
    actor, workspace = _loaded(ref, ArchivePermission.ASK)
    form = Form()
    with form.taking_refusals():
        if form.validate_on_submit():
            asked.ask_package(actor, workspace, by=jobs.make_package, watch=_watch(actor))
            answers.tell(_("Your package is being made. You can go on working meanwhile."))
            return answers.lead_to(url_for(".package", ref=workspace.ref))
    return _page(actor, workspace, form=form)


@blueprint.route("/file", needs=ArchivePermission.TAKE, writes_on_get=True)
def take(ref: str) -> Response:
    """Hand over the package; recorded."""
    actor, workspace = _loaded(ref, ArchivePermission.TAKE)
    try:
        taken = asked.take_package(
            actor,
            workspace,
            package=_ready(actor, workspace),
            depot=_depot(),
            watch=_watch(actor),
        )
    except Refused as refusal:
        answers.tell(str(refusal), kind="error")
        return answers.lead_to(url_for(".package", ref=workspace.ref))
    response = answers.send_file(taken.pieces, taken.name, "application/zip")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _loaded(ref: str, permission: ArchivePermission) -> tuple[Actor, Workspace]:
    actor = current_actor()
    return actor, workspaces.get_for(actor, permission, ref)


def _ready(actor: Actor, workspace: Workspace) -> ArchivePackage | None:
    """Find the package when it lies ready, and its time is not over."""
    found = queries.find_package(actor, workspace)
    if found is None or found.expires_at is None or found.expires_at <= clock.now():
        return None
    return found


def _depot() -> Depot:
    house = current_house()
    return depot_of(house.settings, house.tool(SealedBlobs), house.tool(MasterKey))


def _watch(actor: Actor) -> Watch:
    house = current_house()
    limits, most = house.tool(SessionLimits), house.settings.most_opened_daily
    return Watch(house.database, actor, limits, most_a_day=most, outlet=current_leaving())


def _page(actor: Actor, workspace: Workspace, *, form: Form | None = None) -> Response:
    found = queries.find_package(actor, workspace)
    return answers.show(
        "oversight/archive.html",
        form=form or Form(formdata=None),
        refused=form,
        ready=_ready(actor, workspace),
        under_way=found if found is not None and asked.is_under_way(found) else None,
        fault=FAULT_WORDS.get(found.fault) if found is not None and found.fault else None,
        **workspaces.workspace_frame(actor, workspace, section="closing"),
    )
