"""Who passes at the pages of administration: Els, who sees no workspace, and nobody else."""

from __future__ import annotations

from tests.support.expected import SIGNED_IN, Passing, Who, only

ADMINISTRATORS: Who = frozenset({"els"})

ADMINISTRATION: dict[str, Passing] = {
    "administration.announcements": SIGNED_IN,
    "administration.overview": ADMINISTRATORS,
    "administration.new_organisation": ADMINISTRATORS,
    "administration.organisation": ADMINISTRATORS,
    "administration.ask_for_provider": ADMINISTRATORS,
    "administration.provider": ADMINISTRATORS,
    "administration.switch_provider": ADMINISTRATORS,
    "administration.account": ADMINISTRATORS,
    "administration.block": ADMINISTRATORS,
    "administration.change": ADMINISTRATORS,
    "administration.approve_change": only(change_of_igj=""),  # she asked it herself
    "administration.refuse_change": ADMINISTRATORS,
}
