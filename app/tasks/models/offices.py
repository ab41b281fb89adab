"""The offices of an organisation that a task can be asked of: whoever holds it there then."""

from __future__ import annotations

from enum import StrEnum


class Office(StrEnum):
    """What somebody is for an organisation in a workspace; held by nobody, by one or by several.

    Who administers accounts has no office here: that is no part in the content.
    """

    SIGNATORY = "signatory"
    COORDINATOR = "coordinator"
    PRIVACY_OFFICER = "privacy_officer"


LONGEST_OFFICE = 16
