"""OLE compound files: Outlook messages come in; old office files and encrypted new ones do not.

Only the directory is read, by the sector chain of its header.

Source: [MS-CFB] 2.2 (header), 2.3 (FAT), 2.6 (directory entries).
"""

from __future__ import annotations

import struct
from typing import IO

from app.adapters.inspection.types import MediaType, Reason, UnacceptableFile

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_SECTORS = 4096
_END_OF_CHAIN = 0xFFFFFFFA
_ENTRY_BYTES = 128
_OLD_OFFICE = {"WordDocument", "Workbook", "Book", "PowerPoint Document"}


def identify(file: IO[bytes]) -> MediaType:
    """Return MSG for an Outlook message.

    Raises:
        UnacceptableFile: anything else in this container.
    """
    try:
        names = set(_top_names(file))
    except struct.error as fault:
        raise UnacceptableFile(Reason.BROKEN, "compound file cut off") from fault
    if {"EncryptedPackage", "EncryptionInfo"} & names:
        raise UnacceptableFile(Reason.ENCRYPTED)
    if names & _OLD_OFFICE:
        raise UnacceptableFile(Reason.OLD_OFFICE)
    if "__properties_version1.0" in names:
        return MediaType.MSG
    raise UnacceptableFile(Reason.UNKNOWN_TYPE, "compound file")


def _top_names(file: IO[bytes]) -> list[str]:
    """Return the names directly under the root, by the tree that hangs from it."""
    entries = _directory(file)
    if not entries:
        raise UnacceptableFile(Reason.BROKEN, "compound file without a directory")
    names: list[str] = []
    waiting, seen = [struct.unpack_from("<I", entries[0], 76)[0]], set[int]()
    while waiting:
        number = waiting.pop()
        if number >= len(entries) or number in seen:
            continue
        seen.add(number)
        entry = entries[number]
        length = min(struct.unpack_from("<H", entry, 64)[0], 64)
        names.append(entry[: max(0, length - 2)].decode("utf-16-le", "replace"))
        waiting.extend(struct.unpack_from("<II", entry, 68))
    return names


def _directory(file: IO[bytes]) -> list[bytes]:
    file.seek(0)
    header = file.read(512)
    shift = struct.unpack_from("<H", header, 30)[0]
    if shift not in {9, 12}:
        raise UnacceptableFile(Reason.BROKEN, "compound file with odd sectors")
    sector_bytes = 1 << shift
    sector = struct.unpack_from("<I", header, 48)[0]
    tables = _tables(file, header, sector_bytes=sector_bytes)
    data = b""
    for _step in range(_MOST_SECTORS):
        if sector >= _END_OF_CHAIN:
            break
        file.seek((sector + 1) * sector_bytes)
        data += file.read(sector_bytes)
        sector = _next_sector(file, sector, tables=tables, sector_bytes=sector_bytes)
    return [data[at : at + _ENTRY_BYTES] for at in range(0, len(data) - 127, _ENTRY_BYTES)]


def _tables(file: IO[bytes], header: bytes, *, sector_bytes: int) -> list[int]:
    """Return where the tables of sectors are: 109 in the header, the rest in a chain."""
    tables = list(struct.unpack_from("<109I", header, 76))
    sector = struct.unpack_from("<I", header, 68)[0]
    per_sector = sector_bytes // 4
    for _step in range(_MOST_SECTORS):
        if sector >= _END_OF_CHAIN:
            break
        file.seek((sector + 1) * sector_bytes)
        *more, sector = struct.unpack(f"<{per_sector}I", file.read(sector_bytes))
        tables.extend(more)
    return tables


def _next_sector(file: IO[bytes], sector: int, *, tables: list[int], sector_bytes: int) -> int:
    per_table = sector_bytes // 4
    table, place = divmod(sector, per_table)
    if table >= len(tables) or tables[table] >= _END_OF_CHAIN:
        raise UnacceptableFile(Reason.BROKEN, "compound file with a lost sector")
    file.seek((tables[table] + 1) * sector_bytes + place * 4)
    following: int = struct.unpack("<I", file.read(4))[0]
    return following
