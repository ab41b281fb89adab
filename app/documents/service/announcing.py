"""Files that are announced: whatever can be refused is refused before a byte of them is sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.documents import queries
from app.documents.models import Upload
from app.documents.policy import DocumentPermission
from app.documents.service.acceptance import Description, check_announced
from app.documents.service.arrivals import check_replaceable, check_welcome
from app.documents.service.arriving import Intake
from app.documents.service.folders import in_its_folders
from app.documents.service.places import organisation_of, person_of
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import keeping_books
from app.workspaces.models import Workspace

LIFE = timedelta(days=3)
"""How long an upload may take; after a weekend it is still there."""
MOST_UNDER_WAY = 100


def begin_upload(
    actor: Actor,
    workspace: Workspace,
    *,
    file_name: str,
    length: int,
    description: Description,
    intake: Intake,
    path: Sequence[str] = (),
) -> Upload:
    """Begin an upload; whatever can be refused before a byte is sent is refused here.

    Args:
        path: the folders it lay in where it comes from; see `in_its_folders`.

    Raises:
        NotAllowed: the actor does not contribute here.
        Refused: no such document may come in, or too many uploads are under way.
    """
    check_announced(file_name, length=length, depot=intake.depot)
    folder, _rank = check_welcome(actor, workspace, description=description, depot=intake.depot)
    description = in_its_folders(actor, workspace, folder=folder, described=description, names=path)
    return _begun(
        actor, workspace, length=length, intake=intake, file_name=file_name, **asdict(description)
    )


def begin_version(
    actor: Actor,
    document_id: UUID,
    *,
    workspace: Workspace,
    file_name: str,
    length: int,
    note: str,
    seen_version: int,
    intake: Intake,
) -> Upload:
    """Begin an upload that becomes a new version of a document.

    Raises:
        NotAllowed: the actor may not contribute to it.
        NotFound: it is not in this workspace, for this actor.
        OutOfDate: somebody added a version meanwhile, or has it in hand.
        Refused: no such file may come in, or too many uploads are under way.
    """
    check_announced(file_name, length=length, depot=intake.depot)
    queries.get_for(actor, DocumentPermission.CONTRIBUTE, document_id, workspace=workspace)
    check_replaceable(actor, document_id, seen_version=seen_version)
    return _begun(
        actor,
        workspace,
        length=length,
        intake=intake,
        file_name=file_name,
        document=document_id,
        note=note,
        seen_version=seen_version,
    )


def _begun(
    actor: Actor, workspace: Workspace, *, length: int, intake: Intake, **described: Any
) -> Upload:
    """Keep what is said of a file, sealed, and wait for it to come."""
    key, moment = ids.new_id(), clock.now()
    said = json.dumps(described, default=str).encode()
    vault = intake.depot.vault_of(workspace)
    upload = Upload(
        id=key,
        person_id=person_of(actor),
        organisation_id=organisation_of(actor),
        workspace_id=workspace.id,
        length=length,
        received=0,
        parts=0,
        sealed_description=vault.wrap(said, purpose=f"upload:{key}"),
        made_at=moment,
        expires_at=moment + LIFE,
        document_id=None,
    )
    with keeping_books(actor) as work:
        require(actor, DocumentPermission.ADD, workspace)
        if queries.count_under_way(actor) >= MOST_UNDER_WAY:
            raise Refused(_("Too many uploads of yours are not finished. Finish or stop some."))
        work.add(upload)
    return upload
