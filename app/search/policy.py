"""Who reads the text of a document for the index: one job, for the organisation that brought it.

Who finds a document is not decided here: `documents.policy.visible_to` does, as for every list.
"""

from __future__ import annotations

from app.documents.policy import Sighted
from app.documents.policy.permissions import is_visible
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy

READER = "search.read_text"
"""Name of the job that reads texts, and of its actor."""


class SearchPermission(Permission):
    """What one may do so that things are found."""

    READ_TEXT = "document:text:read"


@rule(lazy("Only the job that reads texts does this."))
def is_the_reader(actor: Actor, sighted: Sighted) -> bool:
    """Hold for the one job, working for the owner; no person has a text read."""
    return actor.is_job(READER) and sighted.is_own


@rule(lazy("The text of special, criminal and police data is not searched."))
def may_be_searched(_actor: Actor, sighted: Sighted) -> bool:
    """No bulk search over data of AVG art. 9 and 10 and under the Wpg."""
    return not sighted.document.is_sensitive


grant(SearchPermission.READ_TEXT, is_visible, is_the_reader, may_be_searched)
