"""Changing findings, and keeping how they came about."""

from app.findings.service.facts import Fact
from app.findings.service.frameworks import furnish_workspace
from app.findings.service.history import Prompt, decline_request
from app.findings.service.holding import give_text_back, take_text
from app.findings.service.texts import (
    Advice,
    FindingText,
    add_finding,
    change_finding,
    put_forward,
)

__all__ = [
    "Advice",
    "Fact",
    "FindingText",
    "Prompt",
    "add_finding",
    "change_finding",
    "decline_request",
    "furnish_workspace",
    "give_text_back",
    "put_forward",
    "take_text",
]
