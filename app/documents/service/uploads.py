"""Files that arrive in pieces: continued after any break, made a document exactly once.

A piece is sealed and synced first and acknowledged after, in a transaction of its own, so that what
was acknowledged is never more than what is on disk. The last piece is acknowledged in the very
transaction that makes the document: a file that is said to be all there is a document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.adapters.partials import assembled
from app.adapters.sealing import Readable
from app.documents import queries
from app.documents.models import Document, Upload
from app.documents.policy import DocumentPermission
from app.documents.service.acceptance import Description, Incoming, forget_file
from app.documents.service.arrivals import add_document, add_version, check_replaceable
from app.documents.service.arriving import (
    WHOLE_BYTES,
    Arriving,
    Checksum,
    Intake,
    Piece,
    WrongChecksum,
    part_of,
    said_of,
    stored_as,
)
from app.documents.service.stopping import ELSEWHERE, stop_upload
from app.identity import queries as identity
from app.kernel.access import Actor
from app.kernel.errors import NotFound, OutOfDate, Refused, SignInNeeded, TellableError
from app.kernel.text import _
from app.kernel.work import Work, keeping_books, step_outside
from app.workspaces import queries as workspaces
from app.workspaces.models import Marking, Workspace

MOST_PIECES = 20_000


def continue_upload(
    actor: Actor,
    upload: Upload,
    *,
    start: int,
    body: Readable,
    intake: Intake,
    checksum: Checksum | None = None,
    announced: int | None = None,
) -> None:
    """Take in what is sent, from where the upload stands, until it ends or breaks off.

    Args:
        announced: how much is sent, when that is known.
        body: ends early when the connection breaks; what came before is kept.
        checksum: of all that is sent; then nothing is kept until it has proved right.

    Raises:
        NotAllowed: the actor may no longer bring documents in.
        OutOfDate: it does not stand at `start`.
        Refused: the actor is no longer in the workspace, or the file may not come in; the upload is
            gone then.
        WrongChecksum: something else arrived; none of it is kept.
    """
    workspace = _place_of(actor, upload)
    _check_start(upload, start)
    arriving = Arriving(upload, body, workspace=workspace, intake=intake, hash=_new_hash(checksum))
    step_outside()
    if start == 0 and announced == upload.length <= WHOLE_BYTES:
        _take_whole(actor, arriving, checksum)
    else:
        _take_pieces(actor, arriving, checksum)


def _take_whole(actor: Actor, arriving: Arriving, checksum: Checksum | None) -> None:
    """Seal a file where it will stay; what a break leaves of it becomes pieces after all."""
    upload, intake = arriving.upload, arriving.intake
    incoming = arriving.whole()
    if incoming.stored is not None and incoming.stored.size < upload.length:
        again = replace(arriving, body=incoming.stream, head=b"", hash=_new_hash(checksum))
        try:
            _take_pieces(actor, again, checksum)
        finally:
            forget_file(incoming, depot=intake.depot)
        return
    try:
        _check_sum(arriving, checksum)
        _make_document(actor, upload, [], incoming=incoming, intake=intake)
    except (TellableError, WrongChecksum) as told:
        forget_file(incoming, depot=intake.depot)
        if isinstance(told, Refused):
            stop_upload(actor, upload, stood=0, intake=intake)
        raise


def _take_pieces(actor: Actor, arriving: Arriving, checksum: Checksum | None) -> None:
    """Seal what comes piece by piece, each acknowledged when it is safely on disk."""
    upload, intake = arriving.upload, arriving.intake
    waiting: list[Piece] = []
    stood = upload.received
    try:
        for piece in arriving.pieces():
            waiting.append(piece)
            if checksum is None and piece.end < upload.length:
                _acknowledge(actor, upload, waiting, intake=intake)
                stood = piece.end
        _check_sum(arriving, checksum)
        if waiting and waiting[-1].end == upload.length:
            _finish_pieces(actor, upload, waiting, intake=intake)
        elif waiting:
            _acknowledge(actor, upload, waiting, intake=intake)
    except (TellableError, WrongChecksum) as told:
        _drop(waiting, intake)
        if isinstance(told, Refused):
            stop_upload(actor, upload, stood=stood, intake=intake)
        raise
    # After another fault they stay for the sweeper: perhaps they were acknowledged all the same.
    _drop(waiting, intake)


def _new_hash(checksum: Checksum | None) -> Any:
    return checksum and hashlib.new(checksum.algorithm, usedforsecurity=False)


def _check_sum(arriving: Arriving, checksum: Checksum | None) -> None:
    if checksum is not None and arriving.hash.digest() != checksum.digest:
        raise WrongChecksum


def _drop(pieces: list[Piece], intake: Intake) -> None:
    for piece in pieces:
        intake.partials.discard(piece.stored)


def _acknowledge(actor: Actor, upload: Upload, pieces: list[Piece], *, intake: Intake) -> None:
    with keeping_books(actor) as work:
        _check_still_acts(actor, intake)
        _check_goal(actor, upload, _place_of(actor, upload), intake=intake)
        _take_turn(work, upload, pieces)
        upload.received = pieces[-1].end
        upload.parts += len(pieces)
        work.add(*(part_of(upload, each) for each in pieces))
    pieces.clear()


def _finish_pieces(actor: Actor, upload: Upload, last: list[Piece], *, intake: Intake) -> None:
    """Put the pieces together to the file, and let go of them when the document is there."""
    workspace = _place_of(actor, upload)
    earlier = [stored_as(each) for each in queries.list_parts(upload)]
    whole = assembled(
        [*earlier, *(each.stored for each in last)],
        store=intake.partials,
        vault=intake.depot.vault_of(workspace),
    )
    incoming = Incoming(whole, said_of(upload, workspace, intake)["file_name"])
    _make_document(actor, upload, last, incoming=incoming, intake=intake)
    for each in earlier:
        intake.partials.discard(each)


def _make_document(
    actor: Actor, upload: Upload, last: list[Piece], *, incoming: Incoming, intake: Intake
) -> None:
    """Make the document and acknowledge the last pieces, in one transaction."""
    workspace = _place_of(actor, upload)
    said = said_of(upload, workspace, intake)

    def settle(work: Work, document: Document) -> None:
        _check_still_acts(actor, intake)
        _take_turn(work, upload, last)
        upload.received, upload.document_id = upload.length, document.id
        work.session.execute(queries.forgetting_parts(upload))

    with _told_when_removed():
        if "document" in said:
            with _told_when_late():
                add_version(
                    actor,
                    UUID(said["document"]),
                    incoming=incoming,
                    note=said["note"],
                    seen_version=said["seen_version"],
                    depot=intake.depot,
                    on_arrival=settle,
                )
        else:
            add_document(
                actor,
                workspace,
                incoming=incoming,
                description=_description(said),
                depot=intake.depot,
                on_arrival=settle,
            )


def _take_turn(work: Work, upload: Upload, pieces: list[Piece]) -> None:
    """Lock the upload; of two that send the same stretch the first counts."""
    work.lock(upload)
    _check_start(upload, pieces[0].start if pieces else 0)
    if upload.parts + len(pieces) > MOST_PIECES:
        raise Refused(_("This upload broke off too often. Begin it again."))


def _check_start(upload: Upload, start: int) -> None:
    if upload.received != start:
        raise OutOfDate(ELSEWHERE)


def _place_of(actor: Actor, upload: Upload) -> Workspace:
    """Load the workspace anew, with the right to bring documents in decided anew."""
    with _told_when_removed():
        return workspaces.get_place_for(actor, DocumentPermission.ADD, upload.workspace_id)


def _check_goal(actor: Actor, upload: Upload, workspace: Workspace, *, intake: Intake) -> None:
    """Go on only while what is sent can still become a version of its document.

    Raises:
        Refused: somebody was first, or the document is out of the actor's reach by now.
    """
    said = said_of(upload, workspace, intake)
    if "document" in said:
        with _told_when_removed(), _told_when_late():
            check_replaceable(actor, UUID(said["document"]), seen_version=said["seen_version"])


def _check_still_acts(actor: Actor, intake: Intake) -> None:
    """Go on only while the session or token lives: one sending may outlast it by far.

    Raises:
        SignInNeeded: it has ended; what arrived stays, and can be continued after signing in.
    """
    if not identity.still_acts(actor, limits=intake.limits):
        raise SignInNeeded


@contextmanager
def _told_when_removed() -> Iterator[None]:
    """Say what happened: whoever began an upload knew of the workspace."""
    try:
        yield
    except NotFound:
        raise Refused(
            _("You are no longer in this workspace. The upload was stopped. Nobody can see it.")
        ) from None


@contextmanager
def _told_when_late() -> Iterator[None]:
    """Stop what cannot become a version any more; sending it again would change nothing."""
    try:
        yield
    except OutOfDate as late:
        raise Refused(late.message) from None


def _description(said: dict[str, Any]) -> Description:
    values = {name: value for name, value in said.items() if name != "file_name"}
    request_id = said.get("request_id")
    return Description(
        **values
        | {
            "folder_id": UUID(said["folder_id"]),
            "marking": Marking(said["marking"]),
            "request_id": UUID(request_id) if request_id else None,
        }
    )
