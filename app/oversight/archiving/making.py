"""Making a package: whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from app.adapters.bags import PRIVATE, Bag
from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.documents import service as document_service
from app.documents.service import Depot
from app.identity.models import Organisation
from app.kernel import clock, ids
from app.kernel.access import Actor, system_actor
from app.kernel.db import Database
from app.kernel.errors import HouseFault, NotFound, Refused
from app.kernel.web.house import House
from app.kernel.work import begin_work
from app.oversight import service
from app.oversight.actions import OversightAction
from app.oversight.archiving import contents
from app.oversight.archiving.describing import Describer
from app.oversight.archiving.package import Package
from app.reports.service.files import Tools as ReportTools
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.templates import TemplateShelf

ARCHIVIST = "archive"
"""Name of the actor that makes a package, for one organisation in one place."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What making a package needs of the outside world."""

    depot: Depot
    reports: ReportTools
    templates: TemplateShelf
    database: Database
    public_url: str


@dataclass(frozen=True, slots=True)
class Packed:
    """What a package holds."""

    files: int
    size: int
    left_out: int
    """Documents the organisation sees, but may not take along."""
    versions: tuple[tuple[UUID, int], ...]
    """Those of documents that are in it: the document and the number."""
    other_ids: frozenset[UUID]
    """Of findings, observations and contributions in it, and of documents it only names."""
    told_lines: tuple[int, ...]
    """Numbers of the log's lines of which it holds what they say."""


def tools_of(house: House) -> Tools:
    """Return what making a package needs of this installation."""
    master, blobs = house.tool(MasterKey), house.tool(SealedBlobs)
    return Tools(
        depot=document_service.depot_of(house.settings, blobs, master),
        reports=ReportTools(master, blobs),
        templates=house.tool(TemplateShelf),
        database=house.database,
        public_url=str(house.settings.public_url),
    )


def make_package(
    actor: Actor,
    organisation: Organisation,
    *,
    folder: Path,
    tools: Tools,
    place: Workspace | None = None,
) -> Packed:
    """Make the archive package of the actor's organisation, and write down that it was made.

    Args:
        actor: the archivist of that organisation in the workspace, or somebody of it who asked.
        folder: what becomes the bag; it is not there yet, or empty.
        place: the workspace as it was loaded for the actor; of the archivist the one it works in.

    Raises:
        Refused: the organisation takes no part in the workspace, or something is in the folder.
    """
    workspace = place or _place_of(actor, organisation)
    with _made_whole(folder) as made:
        source = f"Samenzicht, {urlsplit(tools.public_url).netloc}"
        kind = tools.templates.get(workspace.template)
        keeps_forever = kind is not None and kind.retention.keeps_forever
        describer = Describer(workspace, source=source, keeps_forever=keeps_forever)
        package = Package(Bag(made), describer)
        contents.put_documents(package, actor, workspace, depot=tools.depot)
        contents.put_observations(package, actor, workspace)
        contents.put_findings(package, actor, workspace)
        contents.put_contributions(package, actor, workspace)
        contents.put_cases(package, actor, workspace, depot=tools.depot)
        contents.put_reports(package, actor, workspace, tools=tools.reports)
        _write_down(actor, workspace, package)
        _sign(tools)
        contents.put_log(
            package, actor, workspace, organisation=organisation, public_url=tools.public_url
        )
        contents.put_frame(package, workspace, organisation, asked_by=actor)
        package.bag.close(_told(workspace, organisation))
    return Packed(
        package.count,
        package.size,
        package.left_out,
        tuple(package.versions),
        frozenset(package.other_ids),
        tuple(package.told_lines),
    )


def _place_of(actor: Actor, organisation: Organisation) -> Workspace:
    if actor.place_id is None:
        raise HouseFault("A package is made in one place.")
    try:
        return workspaces.get_for(actor, WorkspacePermission.VIEW, actor.place_id)
    except NotFound as stranger:
        raise Refused(f"{organisation.short_name} takes no part in that workspace.") from stranger


@contextmanager
def _made_whole(folder: Path) -> Iterator[Path]:
    """Give an empty folder that takes the asked one's place when all went well.

    Raises:
        Refused: something is there already, or it cannot be written.
    """
    made = folder.with_name(f".{folder.name}.{ids.new_id().hex[-8:]}")
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refused(f"{folder} is there already. Give a folder that is empty or new.")
        made.mkdir(parents=True, mode=PRIVATE)
        yield made
        made.rename(folder)
    except OSError as fault:
        raise Refused(f"{folder} cannot be written: {fault.strerror}.") from fault
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _write_down(actor: Actor, workspace: Workspace, package: Package) -> None:
    with begin_work(actor) as work:
        place = workspaces.get_for(actor, WorkspacePermission.VIEW, workspace.id)
        work.record(OversightAction.PACKAGED, place, files=package.count, left_out=package.left_out)


def _sign(tools: Tools) -> None:
    """Have the logs signed now, so that what was just written down is under the checkpoint."""
    signer = system_actor("signer")
    with tools.database.session_for(signer):
        service.sign_logs(signer, master=tools.depot.master, public_url=tools.public_url)


def _told(workspace: Workspace, organisation: Organisation) -> dict[str, str]:
    return {
        "Source-Organization": organisation.name,
        "External-Identifier": workspace.ref,
        "External-Description": workspace.title,
        "Bagging-Date": clock.today().isoformat(),
        "Bag-Software-Agent": "Samenzicht",
    }
