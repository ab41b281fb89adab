"""Audit words of provisioning, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class ProvisioningAction(Action):
    """What the directory of an organisation does with its accounts."""

    KEY_MADE = "organisation:directory-key:make"
    KEYS_ENDED = "organisation:directory-key:end"
    ENTERED = "person:directory-account:enter"
    CHANGED = "person:directory-account:change"
    BLOCKED = "person:directory-account:block"
    LET_IN = "person:directory-account:let-in"
    REMOVED = "person:directory-account:remove"


LABELS = {
    ProvisioningAction.KEY_MADE: lazy("made a key for the directory of"),
    ProvisioningAction.KEYS_ENDED: lazy("ended the keys of the directory of"),
    ProvisioningAction.ENTERED: lazy("entered the account, from the directory, of"),
    ProvisioningAction.CHANGED: lazy("changed the account, from the directory, of"),
    ProvisioningAction.BLOCKED: lazy("blocked the account, from the directory, of"),
    ProvisioningAction.LET_IN: lazy("let in again, from the directory,"),
    ProvisioningAction.REMOVED: lazy("removed from the directory"),
}
