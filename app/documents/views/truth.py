"""The published table of who sees what, for everyone to read."""

from __future__ import annotations

from flask import Response

from app.documents.policy.published import (
    LINES,
    ROLE_LINES,
    STATE_LINES,
    About,
    Lasting,
    Line,
    Said,
    State,
)
from app.documents.views import words
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.door import PUBLIC, GuardedBlueprint
from app.workspaces.queries import MEMBER_WORDS

STATE_WORDS = {
    State.OPEN: lazy("Released, checked and not withdrawn"),
    State.PRIVATE: lazy("Only for the own organisation (private layer)"),
    State.WITHDRAWN: lazy("Withdrawn"),
    State.CHECKING: lazy("Still being checked for viruses"),
    State.LEFT_RULES: lazy("The organisation left, and chose: the rules go on"),
    State.LEFT_EVIDENCE: lazy("The organisation left, and chose: only evidence stays"),
    State.LEFT_CLOSED: lazy("The organisation left, and chose: closed, or chose nothing"),
}
help_blueprint = GuardedBlueprint("access_help", "app.documents.views.truth", url_prefix="/help")


@help_blueprint.route("/access", needs=PUBLIC)
def truth_table() -> Response:
    """Who sees what under which rules: the table that the tests put to the policy."""
    return answers.show(
        "documents/truth_table.html",
        lines=[(_said_together(line), words.LEVEL_WORDS[line.result]) for line in LINES],
        codes=[line.result.code for line in LINES],
        states=STATE_LINES,
        state_words=STATE_WORDS,
        roles=ROLE_LINES,
        role_words=MEMBER_WORDS,
        level_words=words.LEVEL_WORDS,
    )


def _said_together(line: Line) -> list[str]:
    """Return each rule of a line in words."""
    return [_said(rule) for rule in line.rules] or [_("No rule names the organisation")]


def _said(rule: Said) -> str:
    right = str(words.LEVEL_WORDS[rule.level]).lower()
    whom = {
        About.EVERYBODY: _("The whole organisation: %(right)s", right=right),
        About.PERSON: _("You by name: %(right)s", right=right),
        About.COLLEAGUE: _("A colleague by name: %(right)s", right=right),
    }[rule.about]
    until = {
        Lasting.HOLDS: "",
        Lasting.LAST_DAY: _(", until and including today"),
        Lasting.ENDED: _(", ended yesterday"),
    }[rule.lasting]
    return whom + until
