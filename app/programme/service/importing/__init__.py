"""Importing the own work programme from a table: looked at first, stored as it was looked at.

The table is read, shown and brought back as that of the year calendar is; what its rows mean is
told here. A phase is not moved by a table: that goes one step at a time, some with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.adapters.spreadsheets import Table
from app.identity import queries as identity
from app.importing.previews import LineState, Preview
from app.importing.tables import Limits
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _, lazy
from app.kernel.work import Work, begin_work
from app.programme.models import Keeping
from app.programme.policy import ProgrammePermission
from app.programme.queries import own
from app.programme.service.entering import enter, finish, kept_of
from app.programme.service.importing.comparing import Step, compare
from app.programme.service.importing.reading import read_lines
from app.programme.service.importing.words import TEMPLATE_COLUMNS, heading_of
from app.programme.service.saying import Around, organisations_now, write

LIMITS = Limits(most_rows=2_000)
CHANGED_MEANWHILE = lazy("Your programme changed meanwhile. Look at what would be stored now.")


@dataclass(frozen=True, slots=True)
class Done:
    """What an import did."""

    added: int
    changed: int
    year: int
    """The newest year in which it did something."""


def preview_import(actor: Actor, keeping: Keeping, table: Table) -> Preview[Step]:
    """Return what importing a table would do; stores nothing.

    Raises:
        NotAllowed: the actor does not keep a programme.
    """
    require(actor, ProgrammePermission.ENTER, keeping)
    organisations = list(identity.organisations_by_id().values())
    reading = read_lines(table, own=actor.organisation_code, organisations=organisations)
    years = {each.year for each in reading.lines}
    keys = {each.reference for each in reading.lines if each.reference}
    return compare(
        reading,
        investigations=own.list_own(actor, keeping, years=years, keys=keys),
        around=organisations_now(),
    )


def import_table(actor: Actor, keeping: Keeping, table: Table, *, seen: str) -> Done:
    """Store what a table says: all of it, or nothing.

    Args:
        seen: fingerprint of the preview on the person's screen.

    Raises:
        NotAllowed: the actor does not keep a programme.
        OutOfDate: it would do something else than the person saw.
        Refused: something in it is wrong.
    """
    with begin_work(actor) as work:
        require(actor, ProgrammePermission.ENTER, keeping)
        own.wait_for_turn(known(actor.organisation_id))
        found = preview_import(actor, keeping, table)
        if found.fingerprint != seen:
            raise OutOfDate(CHANGED_MEANWHILE)
        if not found.can_be_stored:
            raise Refused(_("There is nothing to store, or something is wrong. Look below."))
        around = organisations_now()
        _change_all(work, found, around)
        for step in found.steps:
            if step.state == LineState.NEW:
                enter(work, placing=step.placing, entry=step.entry, around=around)
        stored = (LineState.NEW, LineState.CHANGED)
        year = max(each.line.year for each in found.steps if each.state in stored)
        return Done(found.count(LineState.NEW), found.count(LineState.CHANGED), year)


def _change_all(work: Work, found: Preview[Step], around: Around) -> None:
    pairs = [
        (each.investigation, each.entry)
        for each in found.steps
        if each.state == LineState.CHANGED and each.investigation is not None
    ]
    versions = own.lock_versions({it.id for it, _entry in pairs})
    for it, entry in pairs:
        require(work.actor, ProgrammePermission.CHANGE, it)
        if versions.get(it.id) != it.version:
            raise OutOfDate(CHANGED_MEANWHILE)
        before = kept_of(it)
        write(it, entry, around=around)
        finish(work, it, before=before)


__all__ = [
    "TEMPLATE_COLUMNS",
    "Done",
    "Preview",
    "Step",
    "heading_of",
    "import_table",
    "preview_import",
]
