"""A package being filled: files with their metadata beside them, and an overview."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from app.adapters import mdto
from app.adapters.bags import Bag, BaggedFile
from app.adapters.mdto import InformationObject, Reference
from app.identity.models import Organisation
from app.kernel import clock
from app.kernel.lists import List, ListFormat, write_list
from app.oversight.archiving.describing import Describer

BESIDE = ".mdto.xml"
"""Added to the name of a file for what stands beside it."""
HEADINGS = ("Bestand", "Titel", "Bronhouder", "SHA-256", "Niet meegenomen omdat")


@dataclass(slots=True)
class Package:
    """What stands in the bag so far."""

    bag: Bag
    describer: Describer
    lines: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    left_out: int = 0
    versions: list[tuple[UUID, int]] = field(default_factory=list)
    """Those of documents that are in it: the document and the number."""
    other_ids: set[UUID] = field(default_factory=set)
    """Of findings, observations and contributions in it, and of documents it only names."""
    told_lines: list[int] = field(default_factory=list)
    """Numbers of the log's lines of which it holds what they say."""

    @property
    def count(self) -> int:
        """How many files there are, metadata included."""
        return len(self.bag.files)

    @property
    def size(self) -> int:
        """How many bytes they are."""
        return sum(each.size for each in self.bag.files)

    def put(
        self,
        path: str,
        pieces: Iterable[bytes],
        *,
        named: Reference,
        media_type: str,
        of: Reference,
    ) -> BaggedFile:
        """Put a file in, and beside it what it is.

        Args:
            of: the thing it represents.
        """
        bagged = self.bag.add(path, pieces)
        described = self.describer.of_file(
            named, bagged, media_type=media_type, at=clock.now(), represents=of
        )
        self.bag.add(path + BESIDE, [mdto.write(described)])
        return bagged

    def describe(self, path: str, thing: InformationObject) -> None:
        """Put in what a thing is that its files represent."""
        self.bag.add(path + BESIDE, [mdto.write(thing)])

    def put_thing(
        self,
        home: str,
        files: Iterable[tuple[str, Iterable[bytes], str]],
        *,
        title: str,
        mark: str,
        owner: Organisation,
    ) -> None:
        """Put in a thing of the workspace that is no document, with its files.

        Args:
            home: the folder it gets.
            files: of each its name, its pieces and its media type.
            mark: what the thing is called here.
        """
        thing, named = self.describer.named(title, mark), []
        for name, pieces, media_type in files:
            reference = self.describer.named(name, f"{mark}, {name}")
            path = f"{home}/{name}"
            bagged = self.put(path, pieces, named=reference, media_type=media_type, of=thing)
            self.tell(path, title=title, owner=owner, sha256=bagged.sha256)
            named.append(reference)
        self.describe(
            f"{home}/geheel", self.describer.of_thing(thing, owner=owner, represented_by=named)
        )

    def leave_out(self, *, title: str, owner: Organisation | None, why: str) -> None:
        """Say what does not go along, and why.

        Args:
            owner: None when it may not be named any more.
        """
        self.left_out += 1
        self.lines.append(("", title, owner.short_name if owner else "", "", why))

    def tell(self, path: str, *, title: str, owner: Organisation, sha256: str) -> None:
        """Put a file in the overview."""
        self.lines.append((path, title, owner.short_name, sha256, ""))

    def overview(self) -> bytes:
        """Write down what went along and what did not."""
        found = List(name="overzicht", headings=HEADINGS, rows=self.lines)
        return write_list(found, ListFormat.CSV)
