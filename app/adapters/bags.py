"""Writing a bag: a folder of files that says of each what its bytes were (BagIt 1.0).

A bag that was not finished has no declaration, so nobody takes it for one.

Source: RFC 8493.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAYLOAD = "data"
PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class BaggedFile:
    """A file in a bag."""

    path: str
    """Below the payload folder, with ``/`` between its parts."""
    size: int
    sha256: str


@dataclass(slots=True)
class Bag:
    """A bag being filled in a folder that is there already, and empty."""

    folder: Path
    files: list[BaggedFile] = field(default_factory=list)

    def add(self, path: str, pieces: Iterable[bytes]) -> BaggedFile:
        """Write a file of the payload, piece by piece.

        Args:
            path: of our own making, with letters, digits and ``. _ - /`` only: it stands in the
                manifest as it is.
        """
        target = self.folder / PAYLOAD / path
        target.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
        digest, size = hashlib.sha256(), 0
        with target.open("xb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        bagged = BaggedFile(path, size, digest.hexdigest())
        self.files.append(bagged)
        return bagged

    def close(self, told: Mapping[str, str]) -> None:
        """Write what belongs beside the payload; the declaration comes last.

        Args:
            told: labels and values of ``bag-info.txt``.
        """
        amount = sum(each.size for each in self.files)
        info = {**told, "Payload-Oxum": f"{amount}.{len(self.files)}"}
        tags = {
            "manifest-sha256.txt": "".join(
                f"{each.sha256}  {PAYLOAD}/{each.path}\n"
                for each in sorted(self.files, key=lambda file: file.path)
            ),
            "bag-info.txt": "".join(
                f"{label}: {' '.join(value.split())}\n" for label, value in info.items()
            ),
            "bagit.txt": DECLARATION,
        }
        sums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in tags.items()}
        seal = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
        (self.folder / "tagmanifest-sha256.txt").write_text(seal, encoding="utf-8", newline="\n")
        for name, text in tags.items():
            (self.folder / name).write_text(text, encoding="utf-8", newline="\n")
