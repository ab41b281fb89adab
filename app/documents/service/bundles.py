"""Several documents as one archive: only what may be downloaded, with a list of what was left out.

Police data are never among them: those are consulted one by one, and stand in the log so.
The archive is made while it leaves: nothing is stored, one piece is in memory. Before each file it
is asked again whether the reader may have it: what may not go along any more is passed over and
stands in a second list, at the end. Only within a file there is no other way than to cut.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from uuid import UUID

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import DocumentVersion
from app.documents.policy import DocumentPermission, has_stated_purpose
from app.documents.queries import DocumentRow
from app.documents.service.acceptance import Depot
from app.documents.service.streams import DownloadCut, Watch
from app.kernel import access, clock
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.lists import safe_text
from app.kernel.text import _, lazy
from app.kernel.work import begin_work
from app.workspaces.models import Workspace

MOST_FILES = 200
LARGEST = 8_000_000_000
"""Bytes of all files together."""
ONE_BY_ONE = lazy("Police data (Wpg) do not go along with others. Download it by itself.")
OVERVIEW = "00 overzicht.csv"
PASSED_OVER = "99 alsnog weggelaten.csv"
GONE = lazy("It was withdrawn, or your right to it ended, while this download was running.")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A document the reader sees but may not take along, and why."""

    row: DocumentRow
    reason: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """An archive on its way to its reader."""

    name: str
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class _Entry:
    row: DocumentRow
    version: DocumentVersion
    name: str
    """Of the file in the archive."""


def open_bundle(
    actor: Actor,
    workspace: Workspace,
    *,
    document_ids: Collection[UUID],
    depot: Depot,
    watch: Watch,
) -> Bundle:
    """Hand over the current versions of some documents, and write down who took each of them.

    What does not exist for the actor is passed over in silence.

    Raises:
        Refused: nothing was chosen, too much, or nothing that may be downloaded.
        WaitAWhile: the actor took unusually much today.
        TellableError: too many are taking something (`Outlet`).
    """
    if not document_ids:
        raise Refused(_("Choose the documents first: tick them in the list."))
    if len(document_ids) > MOST_FILES:
        raise Refused(_("At most %(most)s documents at a time.", most=MOST_FILES))
    with begin_work(actor) as work:
        rows = queries.list_by_id(actor, workspace, ids=document_ids)
        allowed, left_out = _divided(actor, rows)
        if not allowed and any(each.reason == ONE_BY_ONE for each in left_out):
            raise Refused(str(ONE_BY_ONE))
        if not allowed:
            raise Refused(_("You may not download any of these. You can read them on screen."))
        if sum(each.size for each in allowed) > LARGEST:
            raise Refused(_("Together these are too large. Choose fewer documents."))
        watch.check_pace()
        watch.take_place(sum(each.size for each in allowed))
        entries = _entries(allowed, _paths(actor, workspace, allowed))
        for each in entries:
            work.record(
                DocumentAction.DOWNLOADED, each.row.sighted.document, version=each.version.number
            )
    archive = _Archive(workspace, depot=depot, watch=watch, sheet=_Sheet(_heads(), gone=str(GONE)))
    pieces = archive.pieces(entries, left_out)
    return Bundle(f"{workspace.ref} {clock.today():%Y-%m-%d}.zip", pieces)


def _divided(actor: Actor, rows: Sequence[DocumentRow]) -> tuple[list[DocumentRow], list[LeftOut]]:
    """Decide for each document whether it may be taken along."""
    allowed, left_out = [], []
    for row in rows:
        decision = access.decide(actor, DocumentPermission.DOWNLOAD, row.sighted)
        access.note(decision)
        if row.is_police_data and decision.rule in (None, has_stated_purpose.name):
            left_out.append(LeftOut(row, str(ONE_BY_ONE)))
        elif decision.allowed:
            allowed.append(row)
        else:
            left_out.append(LeftOut(row, str(decision.reason)))
    return allowed, left_out


def _paths(actor: Actor, workspace: Workspace, rows: Sequence[DocumentRow]) -> dict[UUID, str]:
    """Return in which folders of the archive each document lies, when not all lie in one."""
    if len({each.folder_id for each in rows}) == 1:
        return {}
    known = {each.id: each.folder for each in queries.list_folders(actor, workspace)}
    ways = {
        each: "".join(f"{_as_name(one.name)}/" for one in queries.path_among(known, known[each]))
        for each in {row.folder_id for row in rows}
        if each in known
    }
    return {each.id: ways.get(each.folder_id, "") for each in rows}


def _as_name(folder: str) -> str:
    """Return a folder's name as every computer takes it, and none that leads elsewhere."""
    kept = "".join("_" if each in '<>:"/\\|?*' else each for each in folder).strip(". ")
    return kept or "_"


def _entries(rows: Sequence[DocumentRow], paths: Mapping[UUID, str]) -> list[_Entry]:
    """Give each file a name that no other in the archive has."""
    versions = queries.current_versions([row.id for row in rows])
    taken: set[str] = {OVERVIEW.lower(), PASSED_OVER.lower()}
    entries = []
    for row in rows:
        name = _free_name(paths.get(row.id, "") + row.file_name, taken)
        taken.add(name.lower())
        entries.append(_Entry(row, versions[row.id], name))
    return entries


def _free_name(wanted: str, taken: set[str]) -> str:
    path, name, number = PurePosixPath(wanted), wanted, 1
    while name.lower() in taken:
        number += 1
        name = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
    return name


def _heads() -> list[str]:
    return [
        _("File"),
        _("Document"),
        _("Version"),
        _("Source"),
        _("Marking"),
        "SHA-256",
        _("Left out because"),
    ]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is in the archive and what was left out, for a spreadsheet.

    Its words are chosen before: while bytes leave, nobody's language is known any more.
    """

    heads: list[str]
    gone: str = field(kw_only=True)
    """Why a document was passed over on the way."""

    def written(self, entries: Sequence[_Entry], left_out: Sequence[LeftOut]) -> bytes:
        """Write it."""
        target = io.StringIO()
        sheet = csv.writer(target, delimiter=";", lineterminator="\r\n")
        sheet.writerow(self.heads)
        for each in entries:
            sheet.writerow([safe_text(each.name), *_facts(each.row), each.row.sha256, ""])
        for skipped in left_out:
            sheet.writerow(["", *_facts(skipped.row), "", skipped.reason])
        return b"\xef\xbb\xbf" + target.getvalue().encode()


def _facts(row: DocumentRow) -> list[str]:
    marking = f"{row.classification.value}, {row.marking.value}"
    return [safe_text(row.title), str(row.number), safe_text(row.owner.short_name), marking]


class _Drain(io.RawIOBase):
    """Where the archive is written to; what was written is taken out again and again."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        copied = bytes(piece)  # type: ignore[call-overload]  # anything with a buffer
        self._held.append(copied)
        return len(copied)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        held, self._held = b"".join(self._held), []
        return held


@dataclass(frozen=True, slots=True)
class _Archive:
    workspace: Workspace
    depot: Depot
    watch: Watch
    sheet: _Sheet

    def pieces(self, entries: Sequence[_Entry], left_out: Sequence[LeftOut]) -> Iterator[bytes]:
        """Yield the archive; the files are stored as they are, so that each byte passes once.

        Raises:
            DownloadCut: the reader is not signed in any more, or lost a file in the middle of it.
        """
        drain, gone = _Drain(), list[LeftOut]()
        with zipfile.ZipFile(drain, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            archive.writestr(_member(OVERVIEW), self.sheet.written(entries, left_out))
            for entry in entries:
                if not self._goes_along(entry):
                    gone.append(LeftOut(entry.row, self.sheet.gone))
                    continue
                content = self.depot.read(self.workspace, entry.version)
                with archive.open(_member(entry.name), "w", force_zip64=True) as member:
                    for piece in self.watch.over(
                        content, entry.row.id, number=entry.version.number
                    ):
                        member.write(piece)
                        yield drain.taken()
            if gone:
                archive.writestr(_member(PASSED_OVER), self.sheet.written([], gone))
        yield drain.taken()

    def _goes_along(self, entry: _Entry) -> bool:
        if self.watch.allows_together(self.workspace, entry.row.id, number=entry.version.number):
            return True
        if not self.watch.is_here():
            raise DownloadCut
        return False


def _member(name: str) -> zipfile.ZipInfo:
    at = clock.now().astimezone(clock.HOME_ZONE)
    return zipfile.ZipInfo(name, date_time=at.timetuple()[:6])
