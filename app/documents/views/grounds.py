"""Grounds for blacking out, in the words of the reader."""

from __future__ import annotations

from flask_babel import get_locale

from app.documents.grounds import Grounds
from app.kernel.web.house import current_house


def grounds_here() -> Grounds:
    """Return the grounds of this installation."""
    return current_house().tool(Grounds)


def ground_words(code: str) -> str:
    """Say what a code stands for; the bare code when it left the file."""
    ground = grounds_here().get(code)
    if ground is None:
        return code
    title = ground.title if str(get_locale()) == "nl" else ground.title_en
    return f"{title} ({ground.law} {ground.article})"
