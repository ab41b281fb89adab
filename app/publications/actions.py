"""Audit words of publishing, with their sentences; they are said of the report."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class PublicationAction(Action):
    """What happens on the way to publication."""

    PLANNED = "report:publication:plan"
    CHANGED = "report:publication:change"
    AGREED = "report:publication:agree"
    OBJECTED = "report:publication:object"
    HELD = "report:publication:hold"
    PUBLISHED = "report:publication:publish"
    DOWNLOADED = "report:publication:download"


LABELS = {
    PublicationAction.PLANNED: lazy("planned the publication of"),
    PublicationAction.CHANGED: lazy("changed the plan for publishing"),
    PublicationAction.AGREED: lazy("agreed with the public version of"),
    PublicationAction.OBJECTED: lazy("objected to the public version of"),
    # Done by Samenzicht, because an agreement was missing.
    PublicationAction.HELD: lazy("held the publication of"),
    PublicationAction.PUBLISHED: lazy("published"),
    PublicationAction.DOWNLOADED: lazy("downloaded the public version of"),
}
