"""How follow-ups are shown: the words of their codes, and a list of them to take along."""

from __future__ import annotations

from collections.abc import Sequence

from app.followups import queries
from app.followups.queries import FollowUpRow
from app.kernel.lists import List
from app.kernel.text import _

WORDS = {
    "kinds": queries.KIND_WORDS,
    "responses": queries.RESPONSE_WORDS,
    "verdicts": queries.VERDICT_WORDS,
    "tones": queries.VERDICT_TONES,
}


def as_list(rows: Sequence[FollowUpRow], *, about: str = "") -> List:
    """Return follow-ups as a list to take along.

    Args:
        about: what the list is of, for its name.
    """
    return List(
        name=f"{_('Follow-up')} {about}".strip(),
        headings=[
            _("Workspace"),
            _("Report"),
            _("For whom"),
            _("The recommendation"),
            _("State"),
            _("Term"),
            _("How it stands"),
            _("Decides"),
        ],
        rows=[
            [
                row.follow_up.workspace.ref,
                row.follow_up.report_ref,
                row.follow_up.addressee,
                row.follow_up.text,
                state_in_words(row),
                row.follow_up.due_on,
                row.deadline.words if row.deadline else "",
                row.follow_up.organisation.short_name,
            ]
            for row in rows
        ],
    )


def state_in_words(row: FollowUpRow) -> str:
    """Say what became of a recommendation, or what its addressee answered."""
    if row.verdict is not None:
        return str(queries.VERDICT_WORDS[row.verdict])
    if row.response is not None:
        return str(queries.RESPONSE_WORDS[row.response])
    return _("Waiting for a response")
