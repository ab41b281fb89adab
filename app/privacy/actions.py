"""Audit words of the privacy officer's register, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class PrivacyAction(Action):
    """What an officer does with the register; the facts say in which part of it."""

    READ = "privacy:register:read"
    EXPORTED = "privacy:register:export"
    SOUGHT = "privacy:subject:search"
    SOUGHT_TO_EXPORT = "privacy:subject:export"
    BREACH_OPENED = "privacy:breach:open"
    BREACH_READ = "privacy:breach:read"
    BREACH_EXPORTED = "privacy:breach:export"
    BREACH_SCOPED = "privacy:breach:scope"
    BREACH_NOTED = "privacy:breach:note"
    SURGE_NOTED = "privacy:surge:note"


LABELS = {
    PrivacyAction.READ: lazy("read in the privacy register"),
    PrivacyAction.EXPORTED: lazy("took along a part of the privacy register"),
    PrivacyAction.SOUGHT: lazy("looked for a person in what the organisation keeps"),
    PrivacyAction.SOUGHT_TO_EXPORT: lazy("took along where a person is named"),
    PrivacyAction.BREACH_OPENED: lazy("put down a data breach"),
    PrivacyAction.BREACH_READ: lazy("read in the record of a data breach"),
    PrivacyAction.BREACH_EXPORTED: lazy("took along the list of data breaches"),
    PrivacyAction.BREACH_SCOPED: lazy("changed where a data breach reached"),
    PrivacyAction.BREACH_NOTED: lazy("wrote down something about a data breach"),
    PrivacyAction.SURGE_NOTED: lazy("noticed that somebody opened unusually many documents"),
}
