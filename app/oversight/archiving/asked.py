"""A package that a coordinator asked for: made by a job, kept sealed, taken along within two days.

It is made under the sight of who asked, not of the organisation as a whole: what was given to a
colleague by name is not in it. Before it is handed over, and while it leaves, it is asked again
whether that person may take along every version that is in it, as if they were downloaded one by
one, and sees all else that is in it or named there; what was withdrawn, closed, narrowed, sent back
or destroyed since voids the package. So does, before it is handed over, a line of the log that says
nothing more.
"""

from __future__ import annotations

import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

import structlog

from app.adapters.blobs import StoredBlob
from app.documents.service import Depot, DownloadCut, Watch
from app.identity import queries as identity
from app.kernel import access, clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused, known
from app.kernel.jobs import Job
from app.kernel.text import _
from app.kernel.work import begin_work, end_reading
from app.oversight import queries
from app.oversight.actions import OversightAction
from app.oversight.archiving.held import Held, in_ranges, is_still_told, may_still_take
from app.oversight.archiving.making import Packed, Tools, make_package
from app.oversight.models import ArchivePackage
from app.oversight.policy import ArchivePermission
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace

log = structlog.get_logger()

LIFE = timedelta(days=2)
"""So long a package lies ready."""
GIVEN_UP_AFTER = timedelta(hours=12)
"""What is not ready by then is not being made any more: it may be asked for again."""
ASK_AGAIN_AFTER = 0.5
"""Seconds between two looks at whether who takes it may still have it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A package on its way to who asked for it."""

    name: str
    pieces: Iterator[bytes]


def ask_package(actor: Actor, workspace: Workspace, *, by: Job, watch: Watch) -> ArchivePackage:
    """Have the package made of what the actor may take along; an older one of the actor goes.

    What is put in it counts as taken, so taking along what lies ready waits for nothing more.

    Args:
        by: the job that makes it.

    Raises:
        Refused: one is being made already.
        WaitAWhile: the actor took unusually much today.
    """
    with begin_work(actor) as work:
        require(actor, ArchivePermission.ASK, workspace)
        older = queries.find_package(actor, workspace, is_locked=True)
        if older is not None and is_under_way(older):
            raise Refused(_("Your package is being made already. Look again in a moment."))
        watch.check_pace()
        if older is not None:
            work.remove(older)
            work.settle()
        package = ArchivePackage(
            id=ids.new_id(),
            workspace_id=workspace.id,
            organisation_id=known(actor.organisation_id),
            person_id=known(actor.person_id),
            as_role=str(workspace.standing.participant_role),
            is_strong=actor.is_strong,
            asked_at=clock.now(),
            document_ids=[],
            version_numbers=[],
            other_ids=[],
            told_lines=in_ranges([]),
        )
        work.add(package)
        work.record(OversightAction.ASKED, workspace)
        work.defer(
            by,
            once=f"{by.name}:{package.id}",
            package_id=str(package.id),
            person_id=str(package.person_id),
            organisation_id=str(package.organisation_id),
            workspace_id=str(workspace.id),
        )
    return package


def is_under_way(package: ArchivePackage) -> bool:
    """Tell whether a package is being made."""
    is_open = package.made_at is None and package.fault is None
    return is_open and package.asked_at > clock.now() - GIVEN_UP_AFTER


def make_asked(actor: Actor, package: ArchivePackage, *, tools: Tools) -> bool:
    """Make a package that was asked for and keep it sealed; False when it was let go meanwhile.

    Args:
        actor: who asked for it.

    Raises:
        Refused, StorageDown, OSError: it cannot be written.
    """
    workspace = workspaces.get_for(actor, ArchivePermission.ASK, package.workspace_id)
    organisation = identity.get_known_organisation(package.organisation_id)
    depot = tools.depot
    with tempfile.TemporaryDirectory(prefix="samenzicht-archief-") as made:
        folder = Path(made) / f"{workspace.ref}-{organisation.code}"
        packed = make_package(actor, organisation, folder=folder, tools=tools, place=workspace)
        with tempfile.TemporaryFile(dir=made) as file:
            _zip(folder, file)
            file.seek(0)
            blob = depot.blobs.put(file, vault=depot.vault_of(workspace))
    is_kept = _keep(actor, package.id, blob=blob, packed=packed)
    if not is_kept:
        depot.blobs.discard(blob)
    return is_kept


def _zip(folder: Path, file: IO[bytes]) -> None:
    """Put a folder in one archive, as it is; each file goes as soon as it is in it."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            archive.write(path, f"{folder.name}/{path.relative_to(folder)}")
            path.unlink()


def _keep(actor: Actor, package_id: UUID, *, blob: StoredBlob, packed: Packed) -> bool:
    with begin_work(actor) as work:
        package = queries.find_package_by_id(package_id)
        if package is None or package.made_at is not None:
            return False
        workspace = workspaces.get_for(actor, ArchivePermission.ASK, package.workspace_id)
        moment = clock.now()
        package.made_at, package.expires_at = moment, moment + LIFE
        package.files, package.left_out = packed.files, packed.left_out
        package.document_ids = [document_id for document_id, _number in packed.versions]
        package.version_numbers = [number for _document_id, number in packed.versions]
        package.other_ids = sorted(packed.other_ids)
        package.told_lines = in_ranges(packed.told_lines)
        package.size, package.sha256 = blob.size, bytes.fromhex(blob.sha256)
        package.blob_id, package.wrapped_key = blob.id, blob.wrapped_key
        work.record(OversightAction.READY, workspace, files=packed.files, sha256=blob.sha256)
    return True


def note_failed(actor: Actor, package_id: UUID, *, workspace: Workspace, fault: str) -> None:
    """Write down that a package could not be made, for who waits for it."""
    with begin_work(actor) as work:
        package = queries.find_package_by_id(package_id)
        if package is None or package.made_at is not None:
            return
        require(actor, ArchivePermission.ASK, workspace)
        package.fault = fault
        work.record(OversightAction.FAILED, workspace)


def take_package(
    actor: Actor,
    workspace: Workspace,
    *,
    package: ArchivePackage | None,
    depot: Depot,
    watch: Watch,
) -> Taken:
    """Hand over a package that is ready, and write down that it was taken along.

    Raises:
        Refused: none lies ready, or what the actor may take along changed since it was made.
        TellableError: too many take something now.
    """
    if package is None:
        raise Refused(_("There is no package ready for you. Ask for it."))
    with begin_work(actor) as work:
        require(actor, ArchivePermission.TAKE, workspace)
        held = Held.of(package)
        if not (may_still_take(actor, workspace, held) and is_still_told(workspace, held)):
            raise Refused(
                _("What you may take along changed since this package was made. Ask for it anew.")
            )
        stored = package.stored
        watch.take_place(stored.size)
        work.record(OversightAction.TAKEN, workspace, sha256=stored.sha256)
    pieces = depot.blobs.read(stored, vault=depot.vault_of(workspace))
    name = f"{workspace.ref}-{actor.organisation_code}-archief.zip"
    return Taken(name, _watched(pieces, held, watch=watch))


def _watched(pieces: Iterator[bytes], held: Held, *, watch: Watch) -> Iterator[bytes]:
    """Pass the pieces on as long as who takes it coordinates there and may have all that is in it.

    Raises:
        DownloadCut: not any more.
    """
    asked_at = time.monotonic()
    for piece in pieces:
        if time.monotonic() - asked_at >= ASK_AGAIN_AFTER:
            if not _goes_on(held, watch):
                log.info("archive package cut", workspace=str(held.workspace_id))
                raise DownloadCut
            asked_at = time.monotonic()
        yield piece


def _goes_on(held: Held, watch: Watch) -> bool:
    actor = watch.actor
    with watch.database.session_for(actor):
        try:
            places = {each.id: each for each in workspaces.list_of(actor)}
            place = places.get(held.workspace_id)
            return (
                identity.still_acts(actor, limits=watch.limits)
                and place is not None
                and access.decide(actor, ArchivePermission.TAKE, place).allowed
                and may_still_take(actor, place, held)
            )
        finally:
            end_reading()
