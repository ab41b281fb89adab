"""Looking after what is kept: collecting orphans, checking that all is there, backups."""

from app.storage.service.backing_up import LEFT_OUT, Contents, create_backup
from app.storage.service.collecting import OLD_ENOUGH, SECOND_LOOK, Collected, Stores, collect
from app.storage.service.destroyed import forget_destroyed, list_destroyed
from app.storage.service.erased import ErasedAgain, Gone, erase_again, list_erased
from app.storage.service.looking_over import Fault, Overview, Shelf, look_over
from app.storage.service.naming import LyingReady, find_newest, name_for
from app.storage.service.quarantining import quarantine
from app.storage.service.restoring import restore_backup, verify_backup

__all__ = [
    "LEFT_OUT",
    "OLD_ENOUGH",
    "SECOND_LOOK",
    "Collected",
    "Contents",
    "ErasedAgain",
    "Fault",
    "Gone",
    "LyingReady",
    "Overview",
    "Shelf",
    "Stores",
    "collect",
    "create_backup",
    "erase_again",
    "find_newest",
    "forget_destroyed",
    "list_destroyed",
    "list_erased",
    "look_over",
    "name_for",
    "quarantine",
    "restore_backup",
    "verify_backup",
]
