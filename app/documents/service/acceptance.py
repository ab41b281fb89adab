"""What may come in: the file, its classification, and a workspace that is ready for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING
from uuid import UUID

from app.adapters.blobs import SealedBlobs, StoredBlob
from app.adapters.inspection import (
    Inspected,
    PassingText,
    UnacceptableFile,
    check_beginning,
    inspect,
)
from app.adapters.keys import MasterKey, Vault, open_vault
from app.adapters.partials import assembled
from app.adapters.sealing import Readable, TooLarge
from app.documents.models import DocumentVersion
from app.identity import queries as identity
from app.importing.refusals import SENTENCES
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _, size_in_words
from app.workspaces.models import Classification, Marking, Workspace
from app.workspaces.queries import CLASSIFICATION_WORDS

if TYPE_CHECKING:
    from config.settings import Settings

STATE_SECRETS = ("stg_confidentieel", "stg_geheim", "stg_zeer_geheim")
"""Offered so that they can be refused with what to do instead."""
LONGEST_TITLE = 200
LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Depot:
    """Where files go, and what this installation takes."""

    blobs: SealedBlobs
    master: MasterKey
    highest_classification: Classification
    max_bytes: int
    scans: bool = False
    """True when a virus scanner looks at each file before others see it."""

    def vault_of(self, workspace: Workspace) -> Vault:
        """Open the vault of a workspace."""
        return open_vault(str(workspace.id), workspace.vault_key, master=self.master)

    def read(self, workspace: Workspace, version: DocumentVersion) -> Iterator[bytes]:
        """Return the pieces of a stored version, unsealed as they are asked for."""
        return self.blobs.read(_stored(version), vault=self.vault_of(workspace))

    def bytes_of(self, workspace: Workspace, version: DocumentVersion) -> bytes:
        """Return a stored version whole."""
        return b"".join(self.blobs.read(_stored(version), vault=self.vault_of(workspace)))


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it was sent."""

    stream: IO[bytes]
    name: str
    stored: StoredBlob | None = None
    """Where it is already, when it was sealed as it came; read back through `stream`."""
    as_text: PassingText | None = None
    """Has looked at it while it came, for the case that it is a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What people say about a document."""

    folder_id: UUID
    title: str
    classification: str
    """A code, also one of `STATE_SECRETS`, which is refused."""
    marking: Marking
    is_special_category: bool = False
    is_criminal_data: bool = False
    is_police_data: bool = False
    rules_give_special_data: bool = False
    """True when the rules that give sight are meant to give added special data too."""
    note: str = ""
    is_private: bool = False
    """True for a new document that only the own organisation may know of."""
    request_id: UUID | None = None
    """The request that a new document is to answer; it comes in private then."""

    @property
    def is_sensitive(self) -> bool:
        """True for data of AVG art. 9 or 10 or under the Wpg."""
        return self.is_special_category or self.is_criminal_data or self.is_police_data


def depot_of(settings: Settings, blobs: SealedBlobs, master: MasterKey) -> Depot:
    """Describe where an installation keeps files, and what it takes."""
    return Depot(
        blobs=blobs,
        master=master,
        highest_classification=Classification(settings.highest_classification),
        max_bytes=int(settings.max_upload),
        scans=settings.clamd_address is not None,
    )


def check_foundations(workspace: Workspace) -> None:
    """Go on only when the workspace may take documents in.

    Raises:
        Refused: its purpose, basis, arrangement or retention is still empty.
    """
    if workspace.missing_foundations:
        raise Refused(
            _("Documents may come in when purpose, basis, arrangement and retention are filled in.")
        )


def accepted_classification(
    actor: Actor, code: str, *, workspace: Workspace, highest: Classification
) -> Classification:
    """Return the classification a document that the actor's organisation brought may have here.

    Raises:
        Refused: a state secret, unknown, above the workspace, this installation or the owner, or
            what the actor would not see by the level at which they signed in.
    """
    if code in STATE_SECRETS:
        raise Refused(
            _(
                "State secrets may not come in here."
                " Use the network that your organisation has for them."
            ),
            field="classification",
        )
    if code not in set(Classification):
        raise Refused(_("Choose a classification."), field="classification")
    classification = Classification(code)
    owner = identity.get_self(actor.person_id).organisation
    clearance = Classification(owner.highest_classification)
    lowest = min(workspace.classification, highest, clearance, key=lambda each: each.rank)
    if classification.rank > lowest.rank:
        raise Refused(_above(lowest, workspace=workspace, highest=highest), field="classification")
    if classification.rank and not actor.is_strong:
        raise Refused(
            _("You did not sign in strongly enough for what is classified. Sign in anew first."),
            field="classification",
        )
    return classification


def _above(lowest: Classification, *, workspace: Workspace, highest: Classification) -> str:
    words = CLASSIFICATION_WORDS[lowest]
    if workspace.classification == lowest:
        return _("This workspace takes at most: %(classification)s.", classification=words)
    if highest == lowest:
        return _("This installation takes at most: %(classification)s.", classification=words)
    return _("Your organisation is cleared up to: %(classification)s.", classification=words)


def accepted_file(incoming: Incoming) -> Inspected:
    """Look what a file really is.

    Raises:
        Refused: it may not come in; says why and what to do.
    """
    try:
        return inspect(
            incoming.stream, incoming.name, fallback=_("document"), as_text=incoming.as_text
        )
    except UnacceptableFile as fault:
        raise Refused(str(SENTENCES[fault.reason]), field="file") from fault


def check_announced(name: str, *, length: int, depot: Depot) -> None:
    """Look at what is said of a file before any of it is sent.

    Raises:
        Refused: no file of this name or length may come in.
    """
    if length > depot.max_bytes:
        raise too_large(depot)
    check_head(name, b"" if length == 0 else None)


def check_head(name: str, head: bytes | None) -> None:
    """Look at the name and, once they are there, the first bytes of a file.

    Raises:
        Refused: whatever follows, it may not come in.
    """
    try:
        check_beginning(name, head)
    except UnacceptableFile as fault:
        raise Refused(str(SENTENCES[fault.reason]), field="file") from fault


def too_large(depot: Depot) -> Refused:
    """Make the refusal of a file that is larger than this installation takes."""
    limit = size_in_words(depot.max_bytes)
    return Refused(
        _("This file is too large. At most %(limit)s is possible. Split it.", limit=limit),
        field="file",
    )


def stored_file(incoming: Incoming, *, workspace: Workspace, depot: Depot) -> StoredBlob:
    """Seal a file into the workspace's vault; it is safely on disk when this returns.

    Raises:
        Refused: it is larger than this installation takes; nothing is kept.
    """
    if incoming.stored is not None:
        return incoming.stored
    incoming.stream.seek(0)
    return _sealed(incoming.stream, workspace=workspace, depot=depot)


def sealed_file(source: Readable, name: str, *, workspace: Workspace, depot: Depot) -> Incoming:
    """Seal a file where it will stay while it comes in; it is safely on disk when this returns.

    Whoever asked for it discards it when the file may not come in after all.

    Raises:
        Refused: it is larger than this installation takes; nothing is kept.
    """
    passing = PassingText()
    stored = _sealed(source, workspace=workspace, depot=depot, looks=passing.feed)
    whole = assembled([stored], store=depot.blobs, vault=depot.vault_of(workspace))
    return Incoming(whole, name, stored, passing)


def forget_file(incoming: Incoming, *, depot: Depot) -> None:
    """Remove what was sealed as it came and that nothing names."""
    if incoming.stored is not None:
        depot.blobs.discard(incoming.stored)


def _sealed(
    source: Readable,
    *,
    workspace: Workspace,
    depot: Depot,
    looks: Callable[[bytes], None] | None = None,
) -> StoredBlob:
    vault = depot.vault_of(workspace)
    try:
        return depot.blobs.put(source, vault=vault, max_bytes=depot.max_bytes, looks=looks)
    except TooLarge as fault:
        raise too_large(depot) from fault


def clean_title(title: str, *, file_name: str) -> str:
    """Return a title for one line, without signs that hide or turn text; else the file's name."""
    words = title if title.strip() else file_name.rpartition(".")[0] or file_name
    return clean_line(words)[:LONGEST_TITLE] or _("document")


def clean_line(text: str) -> str:
    """Return a text as one line, without signs that hide or turn it: what is read is what it is."""
    kept = "".join(
        " " if each.isspace() else each
        for each in text
        if each.isspace() or unicodedata.category(each)[0] != "C"
    )
    return " ".join(kept.split())


def _stored(version: DocumentVersion) -> StoredBlob:
    return StoredBlob(
        id=version.blob_id,
        sha256=version.sha256.hex(),
        size=version.size,
        wrapped_key=version.wrapped_key,
        sealed_sha256="",
        sealed_size=0,
    )
