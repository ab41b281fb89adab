"""What arrives of an upload, cut into pieces that are sealed and synced one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.adapters.blobs import StoredBlob
from app.adapters.partials import PartialBlobs
from app.adapters.sealing import Readable
from app.documents.models import Upload, UploadPart
from app.documents.service.acceptance import Depot, Incoming, check_head, sealed_file
from app.identity.queries import SessionLimits
from app.kernel.errors import Refused
from app.workspaces.models import Workspace

PIECE_BYTES = 16 << 20
"""What is acknowledged at a time; at most so much is sent again after a crash of ours."""
WHOLE_BYTES = 256 << 20
"""Up to so much, a file that is sent in one go is sealed where it will stay: written once, and
acknowledged when it is all there. What a broken connection leaves of it is kept in pieces as ever;
what a crash of ours leaves is sent again."""
HEAD_BYTES = 64


@dataclass(frozen=True, slots=True)
class Intake:
    """Where files under way are kept, where they go when they are whole, and how long one may."""

    depot: Depot
    partials: PartialBlobs
    limits: SessionLimits


class WrongChecksum(Exception):
    """What arrived is not what the sender had; none of it was kept."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """The hash of one sending."""

    algorithm: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the file that is safely on disk."""

    start: int
    stored: StoredBlob

    @property
    def end(self) -> int:
        """Where the next piece begins."""
        return self.start + self.stored.size


@dataclass(slots=True)
class Arriving:
    """One sending, cut into pieces that are sealed and synced one by one."""

    upload: Upload
    body: Readable
    workspace: Workspace = field(kw_only=True)
    intake: Intake = field(kw_only=True)
    hash: Any = None
    left: int = 0
    head: bytes = b""

    def pieces(self) -> Iterator[Piece]:
        """Yield each piece when it is safely on disk."""
        vault, at = self.intake.depot.vault_of(self.workspace), self.upload.received
        name = said_of(self.upload, self.workspace, self.intake)["file_name"] if at == 0 else ""
        while at < self.upload.length:
            self.left = wanted = min(PIECE_BYTES, self.upload.length - at)
            stored = self.intake.partials.put(self, vault=vault)
            try:
                if at == 0 and (len(self.head) == HEAD_BYTES or stored.size == self.upload.length):
                    check_head(name, self.head)
            except Refused:
                self.intake.partials.discard(stored)
                raise
            if stored.size == 0:
                self.intake.partials.discard(stored)
                return
            yield Piece(at, stored)
            at += stored.size
            if stored.size < wanted:
                return

    def whole(self) -> Incoming:
        """Seal what is sent in one go where it will stay; less when the connection breaks."""
        self.left = self.upload.length
        said = said_of(self.upload, self.workspace, self.intake)
        return sealed_file(
            self, said["file_name"], workspace=self.workspace, depot=self.intake.depot
        )

    def read(self, count: int, /) -> bytes:
        """Read on within the piece."""
        found = self.body.read(min(count, self.left)) if self.left else b""
        self.left -= len(found)
        if len(self.head) < HEAD_BYTES:
            self.head += found[: HEAD_BYTES - len(self.head)]
        if self.hash is not None:
            self.hash.update(found)
        return found


def said_of(upload: Upload, workspace: Workspace, intake: Intake) -> dict[str, Any]:
    """Unseal what was said of the file when its upload began."""
    vault = intake.depot.vault_of(workspace)
    said: dict[str, Any] = json.loads(
        vault.unwrap(upload.sealed_description, purpose=f"upload:{upload.id}")
    )
    return said


def part_of(upload: Upload, piece: Piece) -> UploadPart:
    """Make the row that acknowledges a piece."""
    return UploadPart(
        upload_id=upload.id,
        start=piece.start,
        size=piece.stored.size,
        blob_id=piece.stored.id,
        wrapped_key=piece.stored.wrapped_key,
    )


def stored_as(part: UploadPart) -> StoredBlob:
    """Return the blob of an acknowledged part."""
    return StoredBlob(
        id=part.blob_id,
        sha256="",
        size=part.size,
        wrapped_key=part.wrapped_key,
        sealed_sha256="",
        sealed_size=0,
    )
