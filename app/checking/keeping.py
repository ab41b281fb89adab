"""What is kept: keys, stored files and backups."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from itertools import islice

from app import wiring
from app.adapters.blobs import BlobStore, NoSuchBlob, StorageDown
from app.adapters.keys import KeyFileFault, MasterKey, NotAuthentic, open_vault
from app.commanding import reading_all
from app.documents import queries as documents
from app.kernel import clock
from app.running import Databases, forms_key_file
from app.storage import service as storage
from app.workspaces import queries as workspaces
from config.settings import Settings

DEMONSTRATION_MARK = ".samenzicht-demonstration"
"""What `app.demo.launching` leaves in its data folder."""
SAMPLE = 3
"""How many of the oldest files are looked for."""


def faults(settings: Settings) -> Iterator[str]:
    """Yield what is wrong with keys, the data folder and the store of files."""
    if not settings.is_on_this_machine and (settings.data / DEMONSTRATION_MARK).exists():
        yield (
            f"{settings.data} is the folder of a demonstration, with made-up people: set another"
            " SAMENZICHT_DATA."
        )
    yield from _key_faults(settings)
    for store in wiring.stores_of(settings):
        try:
            store.check()
        except StorageDown as error:
            yield (
                f"Files cannot be stored at {_place(settings)}: {error}. Look whether it is there"
                " and this account may write in it."
            )
            return


def _key_faults(settings: Settings) -> Iterator[str]:
    try:
        MasterKey.from_file(settings.key_file, create=settings.master_key_file is None)
    except (KeyFileFault, OSError) as error:
        yield f"The master key {settings.key_file} cannot be used: {error}."
        return
    forms = forms_key_file(settings)
    if forms.exists() and stat.S_IMODE(forms.stat().st_mode) & 0o077:
        yield f"The key {forms} can be read by others than its owner: chmod 0600 {forms}."


def belonging_faults(settings: Settings, databases: Databases) -> Iterator[str]:
    """Yield whether key and files are not those of this database; only when all else is well.

    The keeper looks; where no keeper is set, nothing can be seen and nothing is said.
    """
    master = MasterKey.from_file(settings.key_file)
    kept, _arriving = wiring.stores_of(settings)
    with reading_all(databases.keeper):
        vaults = list(islice(workspaces.wrapped_keys().items(), SAMPLE))
        files = documents.list_oldest_stored(SAMPLE)
    if vaults and not any(_opens(master, str(name), key=key) for name, key in vaults):
        yield (
            f"The master key {settings.key_file} opens nothing of this database: put back the file"
            " that belongs to it."
        )
    if files and not any(_is_kept(kept, each) for each in files):
        yield (
            f"The oldest files that the database names are not at {_place(settings)}: look whether"
            " its disk is mounted, or the bucket the right one."
        )


def _opens(master: MasterKey, name: str, *, key: bytes) -> bool:
    try:
        open_vault(name, key, master=master)
    except NotAuthentic:
        return False
    return True


def _is_kept(store: BlobStore, blob_id: str) -> bool:
    try:
        store.size(blob_id)
    except NoSuchBlob:
        return False
    return True


def troubles(settings: Settings) -> Iterator[str]:
    """Yield whether the newest backup is older than it may be, or there is none."""
    folder = settings.backup_folder
    if folder is None:
        return
    found = storage.find_newest(folder)
    advice = "look at the timer of `samenzicht backup create`"
    if found is None:
        yield f"There is no backup in {folder}: {advice}."
    elif clock.now() - found.made_at > settings.backup_term:
        hours = int(settings.backup_term.total_seconds() // 3600)
        yield (
            f"The newest backup in {folder} is of {found.made_at:%Y-%m-%d %H:%M} UTC, longer ago"
            f" than {hours} hours: {advice}."
        )


def _place(settings: Settings) -> str:
    return settings.blob_url or str(settings.blob_folder)
