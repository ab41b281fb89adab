"""Several files of one form: each comes in by itself, and it is told which were kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from app.documents.models import Document
from app.documents.service.acceptance import Depot, Description, Incoming, clean_line
from app.documents.service.arrivals import add_document
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.workspaces.models import Workspace


@dataclass(slots=True)
class Arrived:
    """What became of some files."""

    saved: list[Document] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Of the files that were saved."""
    refused: list[tuple[str, Refused]] = field(default_factory=list)

    def refusals(self) -> Iterator[Refused]:
        """Yield what to say above the form: which were kept, and why each other was not."""
        if not self.refused:
            return
        if self.names:
            names = ", ".join(self.names)
            yield Refused(_("Saved: %(names)s. Do not send these again.", names=names))
        for name, refusal in self.refused:
            yield Refused(_("Not saved: %(name)s. %(why)s", name=name, why=refusal.message))


def add_documents(
    actor: Actor,
    workspace: Workspace,
    *,
    files: Sequence[tuple[IO[bytes], str | None]],
    description: Description,
    depot: Depot,
) -> Arrived:
    """Bring in each file by itself: what is right is kept when another one is refused.

    Raises:
        NotAllowed: the actor does not contribute here.
        Refused: nothing was chosen, or what was said of the files may not be; nothing is saved.
    """
    arrived = Arrived()
    named = [(stream, name) for stream, name in files if name]
    if not named:
        raise Refused(_("Choose a file."), field="file")
    for stream, name in named:
        try:
            document = add_document(
                actor,
                workspace,
                incoming=Incoming(stream, name),
                description=description,
                depot=depot,
            )
        except Refused as refusal:
            if not arrived.saved and (refusal.field != "file" or len(named) == 1):
                raise
            arrived.refused.append((clean_line(name), refusal))
        else:
            arrived.saved.append(document)
            arrived.names.append(clean_line(name))
    return arrived
