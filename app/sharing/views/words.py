"""Answers of the guide in words: what it says, what stops, why a basis does not carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.documents.legal_bases import LegalBasis
from app.documents.models import Document
from app.kernel.day_words import day_in_words
from app.kernel.text import _, is_english, join_words, lazy
from app.sharing.models import Answer
from app.sharing.policy import Advice, Obstacle, Stop
from app.workspaces.queries import Facts, classification_cells

ANSWER_WORDS = {
    Answer.YES: lazy("Yes, this document may be given"),
    Answer.FINDING: lazy("Yes, but only as a finding"),
    Answer.NO: lazy("No"),
}
ANSWER_HINTS = {
    Answer.YES: lazy("A legal basis carries it. Keep the answer, then make the rule."),
    Answer.FINDING: lazy(
        "No legal basis was chosen that carries the document itself. Only a finding in which nobody"
        " can be recognised goes out."
    ),
    Answer.NO: lazy("Nothing can be given now, whatever the legal basis."),
}
ANSWER_TONES = {Answer.YES: "ok", Answer.FINDING: "warn", Answer.NO: "stop"}
STOP_WORDS = {
    Stop.NOT_HERE: lazy("This organisation does not take part in this workspace."),
    Stop.TOO_SECRET: lazy("The classification is higher than this organisation may have."),
    Stop.WITHDRAWN: lazy("The document is withdrawn."),
    Stop.UNCHECKED: lazy("The file is not released by the virus scan."),
}


@dataclass(frozen=True, slots=True)
class BasisLine:
    """One basis as the page tells it."""

    title: str
    law: str
    carries: bool
    protocol: str
    reasons: list[str]


def own_facts(document: Document | None = None) -> Facts:
    """Say who reads this page, and what the document is that it is about."""
    cells = (
        []
        if document is None
        else classification_cells(
            document.class_of_secrecy,
            document.marking,
            special_category=document.is_special_category,
            criminal_data=document.is_criminal_data,
            police_data=document.is_police_data,
        )
    )
    return Facts(_("your organisation and its privacy officer"), classification=cells)


def lines_of(advice: Advice) -> list[BasisLine]:
    """Return every basis, those that carry first."""
    lines = [
        BasisLine(
            _title(each.basis),
            f"{each.basis.law}, {each.basis.article}",
            each.carries,
            each.basis.protocol or "",
            _reasons(
                each.obstacles,
                missing=each.missing,
                begins=each.basis.valid_from,
                ends=each.basis.valid_until,
            ),
        )
        for each in advice.weighed
    ]
    return sorted(lines, key=lambda line: not line.carries)


def lines_kept(facts: Mapping[str, Any]) -> list[BasisLine]:
    """Return the bases as they were weighed when the answer was kept."""
    lines = [
        BasisLine(
            each["title_en"] if is_english() else each["title"],
            f"{each['law']}, {each['article']}",
            each["carries"],
            each["protocol"] or "",
            _reasons(
                [Obstacle(code) for code in each["obstacles"]],
                missing=each["missing"],
                begins=_day(each["valid_from"]),
                ends=_day(each["valid_until"]),
            ),
        )
        for each in facts["bases"]
    ]
    return sorted(lines, key=lambda line: not line.carries)


def stops_kept(facts: Mapping[str, Any]) -> list[str]:
    """Return what stopped it, in words."""
    return [str(STOP_WORDS[Stop(code)]) for code in facts["stops"]]


def _title(basis: LegalBasis) -> str:
    return basis.title_en if is_english() else basis.title


def _reasons(
    obstacles: Iterable[Obstacle],
    *,
    missing: Iterable[str],
    begins: date | None,
    ends: date | None,
) -> list[str]:
    """Say why a basis does not carry, one sentence for each reason."""
    found = list(obstacles)
    said = {
        Obstacle.GIVER: _("Your organisation may not give on it."),
        Obstacle.RECEIVER: _("It does not name this partner."),
        Obstacle.NOT_YET: _("It holds from %(day)s on.", day=_written(begins)),
        Obstacle.ENDED: _("It ended after %(day)s.", day=_written(ends)),
        Obstacle.PURPOSE: _("This workspace is not founded on it: its purpose is another."),
    }
    reasons = [said[each] for each in found if each in said]
    if {Obstacle.DATA, Obstacle.SPECIAL_DATA} & set(found):
        reasons.append(_("It does not cover: %(data)s.", data=join_words(list(missing))))
    return reasons


def _written(day: date | None) -> str:
    return day_in_words(day) if day else ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
