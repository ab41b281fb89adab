"""What commands do: as a named system actor, through the same verbs of the services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from flask import Flask

from app import wiring
from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.closing.service import COOL_ANEW
from app.documents import queries as documents
from app.emergencies.service import END_ALL
from app.erasures import service as erasures
from app.identity import queries
from app.identity.service import organisations, people
from app.incidents import queries as incidents
from app.kernel.access import Actor, system_actor
from app.kernel.audit import publishing
from app.kernel.audit.models import PLATFORM, PLATFORM_TREE, LogErasure
from app.kernel.db import Database, session
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web import language
from app.kernel.web.house import house_of
from app.oversight import queries as oversight
from app.oversight.archiving import ARCHIVIST, Packed, make_package, tools_of
from app.oversight.inspecting import Finding as LogFinding
from app.oversight.inspecting import look_through
from app.publications import queries as publications
from app.publications.service import HOLD_ALL
from app.rebuttals import queries as rebuttals
from app.reports import queries as reports
from app.reports.service import rechecking
from app.reports.service.judging_all import Judged, judge_all
from app.reports.service.verifying import VerdictReport, verify_file
from app.rewrapping import Rewrapped, rewrap
from app.running import open_databases, running_app, standing_in
from app.storage import service as storage
from app.successions.service import ASK_ANEW
from app.workspaces import queries as workspaces
from config.settings import Settings

Result = TypeVar("Result")
COMMAND = system_actor("command")
LOG_IS_WRONG = (
    "Somebody changed it past the application: keep this database as it is, and compare it with"
    " the newest backup and with checkpoints that partners hold."
)
REPORT_IS_WRONG = (
    "Compare its file with that of a backup, and with what those who signed it took along."
)
WHEN_PUT_BACK = (
    organisations.CLOSE_ALL,
    END_ALL,
    COOL_ANEW,
    HOLD_ALL,
    ASK_ANEW,
)
"""What the owner does where an older state was put back, in the transaction that does so: nobody is
let in, and the clock carries out nothing that somebody may have stopped since."""


def make_token(settings: Settings, *, login: str, name: str, scope: str, days: int) -> str:
    """Make an access token for a person.

    Raises:
        Refused: nobody has this login, or the token would live too long.
    """
    with (
        running_app(settings, may_make=False) as app,
        standing_in(app),
        house_of(app).database.session_for(COMMAND),
    ):
        person = queries.find_person_by_login(login)
        if person is None:
            raise Refused(_("Nobody here has the login %(login)s.", login=login))
        return people.make_token(COMMAND, person, name=name, scope=scope, days=days)


def verify(
    settings: Settings,
    *,
    file: Path,
    trust: Path | None = None,
    log_file: Path | None = None,
    proof: Path | None = None,
) -> VerdictReport:
    """Judge a signed report; by the database as its keeper, or by files alone.

    Args:
        trust: trust bundle; with it nothing is asked of a database.
        log_file: exported log, beside the trust bundle.
        proof: chain of proof from an evidence pack.
    """
    given = {"trust_file": trust, "log_file": log_file, "proof_file": proof}
    if trust is not None:
        return _in_dutch(lambda: verify_file(file, **given))
    with open_databases(settings, may_make=False) as databases, reading_all(databases.keeper):
        return _in_dutch(lambda: verify_file(file, **given))


def check_answers(folder: Path) -> tuple[bool, list[str]]:
    """Check the signed answers of an evidence pack; return whether all are right, and the words.

    Raises:
        Refused: it is no evidence pack, or there are none in it.
    """

    def told() -> tuple[bool, list[str]]:
        found = rechecking.check_answers(folder)
        return all(not each.faults for each in found), rechecking.tell(found)

    return _in_dutch(told)


def look_over(settings: Settings, *, is_deep: bool) -> storage.Overview:
    """Compare rows and files and check every log, as the keeper; nothing is changed.

    Args:
        is_deep: read and hash every file, and judge every signed report.

    Raises:
        StorageDown: the files cannot be reached.
    """
    master = MasterKey.from_file(settings.key_file)
    kept, arriving = (SealedBlobs(each) for each in wiring.stores_of(settings))
    with open_databases(settings, may_make=False) as databases, reading_all(databases.keeper):
        shelves = (
            storage.Shelf(
                "stored files",
                kept,
                chain(
                    documents.list_stored(),
                    reports.list_stored(),
                    rebuttals.list_stored(),
                    publications.list_stored(),
                    incidents.list_stored_letters(),
                    oversight.list_stored_packages(),
                ),
            ),
            storage.Shelf("files on their way", arriving, documents.list_arriving()),
        )
        vaults = workspaces.wrapped_keys()
        found = storage.look_over(shelves, vaults=vaults, master=master, is_deep=is_deep)
        _check_logs(found)
        if is_deep:
            judging = judge_all(kept, vaults=vaults, master=master)
            _take_verdicts(found, _in_dutch(lambda: list(judging)))
        return found


def _check_logs(found: storage.Overview) -> None:
    names = workspaces.refs()
    for each in look_through():
        found.logs += 1
        if each.fault:
            told = f"{each.fault} {LOG_IS_WRONG}"
            found.faults.append(storage.Fault("log", names.get(each.tree_id, PLATFORM), told))


def _take_verdicts(found: storage.Overview, judged: Iterable[Judged]) -> None:
    for each in judged:
        found.reports += 1
        if not each.is_right:
            verdict = each.verdict
            told = f"{verdict.answer.value}: {' '.join(verdict.reasons)} {REPORT_IS_WRONG}"
            found.faults.append(storage.Fault("signed report", verdict.ref, told))


def verify_logs(settings: Settings, *, ref: str | None) -> Iterator[tuple[str, LogFinding]]:
    """Check the log of one workspace, or all; yield what each is called and what was found.

    Raises:
        Refused: there is no such workspace.
    """
    with open_databases(settings, may_make=False) as databases, reading_all(databases.keeper):
        names = workspaces.refs()
        tree_id = None if ref is None else _place_named(ref, names)
        for found in look_through(tree_id):
            yield names.get(found.tree_id, PLATFORM), found


def newest_checkpoint(settings: Settings, *, ref: str) -> str:
    """Return the newest signed checkpoint of a workspace's log.

    Raises:
        Refused: there is no such workspace, or nothing was signed yet.
    """
    with open_databases(settings, may_make=False) as databases, reading_all(databases.keeper):
        found = publishing.newest_checkpoint(session(), _place_named(ref, workspaces.refs()))
        if found is None:
            raise Refused(f"Nothing was signed yet of {ref}. A worker signs within ten seconds.")
        return found.note


def _place_named(ref: str, names: dict[UUID, str]) -> UUID:
    for place_id, name in names.items():
        if name == ref:
            return place_id
    raise Refused(f"There is no workspace {ref}.")


def export_package(settings: Settings, *, ref: str, code: str, folder: Path) -> Packed:
    """Make the archive package of one organisation in one workspace.

    Raises:
        Refused: there is no such workspace or organisation, it takes no part, or the folder is not
            empty.
    """
    with open_databases(settings, may_make=False) as databases, reading_all(databases.keeper):
        place_id = _place_named(ref, workspaces.refs())
        organisation = queries.find_organisation(code)
    if organisation is None:
        raise Refused(f"There is no organisation {code}.")
    actor = system_actor(ARCHIVIST, organisation_id=organisation.id, place_id=place_id)
    with (
        running_app(settings, may_make=False) as app,
        standing_in(app),
        house_of(app).database.session_for(actor),
    ):
        return make_package(actor, organisation, folder=folder, tools=tools_of(house_of(app)))


def back_up(settings: Settings, path: Path) -> storage.Contents:
    """Write a backup of database and stored files; pages may be served meanwhile.

    Raises:
        Refused: the file is there already, or there is no installation.
        StorageDown: a file cannot be read.
    """
    kept, _arriving = wiring.stores_of(settings)
    with open_databases(settings, may_make=False) as databases:
        return storage.create_backup(
            path,
            keeper_url=databases.keeper,
            store=kept,
            master=MasterKey.from_file(settings.key_file),
        )


def verify_backup(settings: Settings, path: Path) -> storage.Contents:
    """Read a whole backup.

    Raises:
        Refused: it is not right.
    """
    return storage.verify_backup(path, master=MasterKey.from_file(settings.key_file))


def restore_backup(
    settings: Settings, path: Path, *, gone: storage.Gone | None = None
) -> storage.Contents:
    """Put a backup into an empty installation; nobody can sign in there until a provider is opened.

    Args:
        gone: what was destroyed and erased after the backup was made; it does not come back.

    Raises:
        Refused: the backup is not right, or something is kept here already.
    """
    kept, _arriving = wiring.stores_of(settings)
    with open_databases(settings) as databases:
        contents = storage.restore_backup(
            path,
            owner_url=databases.owner,
            store=kept,
            master=MasterKey.from_file(settings.key_file),
            finishing=WHEN_PUT_BACK,
        )
        again = _forget(databases.owner, gone)
    _note_restored(settings, made_at=contents.facts.made_at, again=again)
    return contents


def quarantine(settings: Settings, *, until: str, gone: storage.Gone | None = None) -> int:
    """Do what the restore of a backup does, where an older state was put back by other means.

    Args:
        until: moment of what was put back, for the log.
        gone: what was destroyed and erased after that moment; it does not come back.

    Returns:
        How many sessions, tokens, links, keys and uploads under way were taken out.

    Raises:
        Refused: nothing is kept here.
    """
    with open_databases(settings, may_make=False) as databases:
        found = storage.quarantine(databases.owner, finishing=WHEN_PUT_BACK)
        again = _forget(databases.owner, gone)
    _note_restored(settings, made_at=until, again=again)
    return found


def _forget(owner_url: str, gone: storage.Gone | None) -> list[storage.ErasedAgain]:
    if gone is None:
        return []
    storage.forget_destroyed(owner_url, gone.documents)
    return storage.erase_again(owner_url, gone.lines)


def rewrap_keys(settings: Settings) -> Rewrapped:
    """Wrap every stored key by the newest master key; the log says so when any was.

    Raises:
        KeyFileFault: the file cannot be used.
    """
    master = MasterKey.from_file(settings.key_file)
    with open_databases(settings, may_make=False) as databases:
        found = rewrap(databases.owner, master=master)
    if found.renewed:
        with (
            running_app(settings) as app,
            standing_in(app),
            house_of(app).database.session_for(COMMAND),
        ):
            organisations.note_rewrapped(COMMAND, keys=found.renewed)
    return found


def _note_restored(
    settings: Settings, *, made_at: str, again: Sequence[storage.ErasedAgain]
) -> None:
    with running_app(settings) as app, standing_in(app):
        with house_of(app).database.session_for(COMMAND):
            organisations.note_restored(COMMAND, made_at=made_at)
        for each in again:
            line = each.line
            actor = _in_log(line.tree_id, organisation_id=each.organisation_id)
            erasure = LogErasure(
                id=each.id,
                tree_id=line.tree_id,
                index=line.index,
                ground=line.ground,
                asked_by_id=line.asked_by_id,
                approved_by_id=line.approved_by_id,
            )
            with house_of(app).database.session_for(actor):
                erasures.note_erased_again(actor, erasure)


def list_gone(settings: Settings) -> storage.Gone:
    """Return what was destroyed and erased, to be kept beside the backups."""
    with open_databases(settings) as databases:
        return storage.Gone(
            storage.list_destroyed(databases.keeper), storage.list_erased(databases.keeper)
        )


def _in_log(tree_id: UUID, *, organisation_id: UUID | None) -> Actor:
    """Return the command as it writes in a log."""
    if tree_id == PLATFORM_TREE:
        return COMMAND
    return system_actor("command", organisation_id=organisation_id, place_id=tree_id)


def _in_dutch(function: Callable[[], Result]) -> Result:
    """Say what a command has to say in Dutch, without an application behind it."""
    speaker = Flask("app")
    language.speak(speaker)
    with speaker.app_context():
        return function()


@contextmanager
def reading_all(keeper_url: str) -> Iterator[None]:
    """Read as the keeper, for whom no row is hidden; nothing can be written."""
    database = Database(keeper_url)
    try:
        with database.session_for(COMMAND):
            yield
    finally:
        database.dispose()
