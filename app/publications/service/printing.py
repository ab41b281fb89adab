"""The public version: what everybody signed, printed again without the parts that stay internal.

It is made of the data in the frozen file itself, so nothing in it is newer than what was signed;
who signed, and how, is added as it stood at adoption. The same parts give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.adapters import pdf
from app.adapters.attachments import attached_file
from app.adapters.fonts import packaged_fonts
from app.adapters.pdf import Rendered
from app.adapters.prose import blocks
from app.findings.models import Aspect, Judgement, Outcome
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel.clock import HOME_ZONE
from app.kernel.day_words import DUTCH, day_in_words
from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.publications.policy import signed_by
from app.reports import queries as reports
from app.reports.models import Report, Seat, SeatStatus
from app.reports.service import files
from app.reports.service.files import Tools
from app.reports.service.printing import (
    ASPECTS,
    DATA_FILE,
    JUDGEMENTS,
    NOT_DECIDED,
    OUTCOMES,
    THE_WHOLE,
)

TEMPLATE = Path(__file__).parents[3] / "templates" / "reports" / "public.typ"
INTRODUCTION, EVIDENCE, DISSENT = "introduction", "evidence", "dissent"
CONCLUSION, REBUTTALS, DECISIONS = "conclusion", "rebuttals", "decisions"
PART_WORDS = {
    INTRODUCTION: lazy("The introduction"),
    DISSENT: lazy("Dissenting views"),
    EVIDENCE: lazy("The lists of evidence"),
    CONCLUSION: lazy("The conclusions"),
    REBUTTALS: lazy("The right of reply"),
    DECISIONS: lazy("Who signed, with their reservations"),
}
CHAPTER = "finding:"
"""Before the id of a finding: its whole chapter."""
DECISION_WORDS = {
    SeatStatus.SIGNED: "Ondertekend",
    SeatStatus.SIGNED_WITH_RESERVATION: "Ondertekend met voorbehoud",
    SeatStatus.DECLINED: "Niet ondertekend",
    SeatStatus.ABSTAINED: "Onthouden",
    SeatStatus.WAITING: "Niet besloten",
}
"""In the language of the report."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something of a report that can stay internal."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Source:
    """A report as everybody signed it."""

    report: Report
    data: Mapping[str, Any]
    organisations: Mapping[str, Organisation]
    """Every organisation there ever was, by code."""

    @property
    def findings(self) -> Sequence[Mapping[str, Any]]:
        """The findings as they were frozen, in the order of the chapters."""
        found: Sequence[Mapping[str, Any]] = self.data["findings"]
        return found

    @property
    def rebuttals(self) -> Sequence[Mapping[str, Any]]:
        """What inspected organisations said; reports of before have none in their data."""
        found: Sequence[Mapping[str, Any]] = self.data.get("rebuttals", ())
        return found


def read_source(report: Report, *, tools: Tools) -> Source:
    """Return a frozen report as its file tells it.

    Raises:
        Refused: the file holds no data that can be read.
    """
    frozen = reports.get_file(report, revision=reports.FROZEN_REVISION)
    content = files.content_of(frozen, workspace=report.workspace, tools=tools)
    told = attached_file(content, DATA_FILE)
    if told is None:
        raise Refused(_("The data in the file of this report cannot be read. Try again."))
    known = {each.code: each for each in identity.organisations_by_id().values()}
    return Source(report, json.loads(told), known)


def parts_of(source: Source) -> list[Part]:
    """Return what can stay internal, in the order of the report; only what there is."""
    chapters = [
        (f"{CHAPTER}{each['id']}", True, chapter_words(each["title"])) for each in source.findings
    ]
    has_views = any(each.get("dissenting_views") for each in source.findings)
    has_evidence = any(each["evidence"] for each in source.findings)
    all_parts = (
        (INTRODUCTION, bool(source.report.introduction), ""),
        *chapters,
        (DISSENT, has_views, ""),
        (EVIDENCE, has_evidence, ""),
        (CONCLUSION, bool(source.report.conclusion), ""),
        (REBUTTALS, bool(source.rebuttals), ""),
        (DECISIONS, True, ""),
    )
    return [
        Part(name, words or str(PART_WORDS[name]))
        for name, is_there, words in all_parts
        if is_there
    ]


def chapter_words(title: str) -> str:
    """Say in words that a chapter stays internal."""
    return _("Finding: %(title)s", title=title)


def chosen_parts(source: Source, names: Iterable[str]) -> list[str]:
    """Return which parts stay internal, in the order of the report.

    Raises:
        Refused: one of them is no part of this report, or every chapter would be left out.
    """
    known, wanted = [each.name for each in parts_of(source)], set(names)
    if not wanted <= set(known):
        raise Refused(_("A part you chose is not in this report. Choose again."), field="left_out")
    if {name for name in known if name.startswith(CHAPTER)} <= wanted:
        raise Refused(_("Leave at least one finding in the public version."), field="left_out")
    return [name for name in known if name in wanted]


def print_public(source: Source, left_out: Sequence[str]) -> Rendered:
    """Print the public version, without some parts."""
    return pdf.render(TEMPLATE, _typeset(source, set(left_out)), fonts=packaged_fonts())


def _typeset(source: Source, left_out: set[str]) -> dict[str, Any]:
    report = source.report
    adopted_on = adoption_day(report)
    chapters = [each for each in source.findings if f"{CHAPTER}{each['id']}" not in left_out]
    hidden = {each["id"] for each in source.findings} - {each["id"] for each in chapters}
    return {
        "reference": report.ref,
        "title": report.title,
        "date": adopted_on.isoformat(),
        "fingerprint": report.fingerprint,
        "is_whole": not left_out,
        "organisations": [_named(each) for each in signed_by(report)],
        "introduction": [] if INTRODUCTION in left_out else blocks(report.introduction),
        "findings": [_chapter(source, each, left_out=left_out) for each in chapters],
        "conclusions": [] if CONCLUSION in left_out else blocks(report.conclusion),
        "rebuttals": []
        if REBUTTALS in left_out
        else [_rebuttal(source, each, hidden=hidden) for each in source.rebuttals],
        "decisions": [] if DECISIONS in left_out else [_decision(each) for each in report.seats],
    }


def adoption_day(report: Report) -> date:
    """Return the day a report was adopted, at home.

    Raises:
        Refused: it is not adopted.
    """
    if report.adopted_at is None:
        raise Refused(_("Only an adopted report is published. This one is not adopted."))
    return report.adopted_at.astimezone(HOME_ZONE).date()


def _chapter(source: Source, told: Mapping[str, Any], *, left_out: set[str]) -> dict[str, Any]:
    norm, views = told["norm"], told.get("dissenting_views", ())
    return {
        "reference": told["ref"],
        "title": told["title"],
        "norm": f"{norm['code']}, {norm['law']}" if norm["law"] else norm["code"],
        "aspect": ASPECTS[Aspect(told["aspect"])],
        "judgement": _judgement(told["judgement"]),
        "owner": _owner(source, told["organisation"]),
        "text": blocks(told["text"]),
        "recommendations": [_advice(each) for each in told["recommendations"]],
        "views": []
        if DISSENT in left_out
        else [
            {
                "owner": _owner(source, each["organisation"]),
                "judgement": _judgement(each["judgement"]),
                "text": blocks(each["text"]),
            }
            for each in views
        ],
        "evidence": []
        if EVIDENCE in left_out
        else [
            {"owner": _owner(source, each["organisation"]), "fingerprint": each["sha256"]}
            for each in told["evidence"]
        ],
    }


def _judgement(code: str) -> dict[str, str]:
    tone, words = JUDGEMENTS[Judgement(code)]
    return {"code": tone, "words": words}


def _advice(told: Mapping[str, Any]) -> dict[str, str]:
    until = day_in_words(
        date.fromisoformat(told["due_on"]) if told["due_on"] else None, language=DUTCH
    )
    addressed = f"Voor {told['addressee']}"
    return {
        "text": told["text"],
        "addressed": f"{addressed}, uiterlijk {until}" if until else addressed,
    }


def _rebuttal(source: Source, told: Mapping[str, Any], *, hidden: set[str]) -> dict[str, Any]:
    """Return what one organisation said; not about chapters that stay internal."""
    titles = {each["id"]: f"{each['ref']} {each['title']}" for each in source.findings}
    return {
        "entity": told["entity"],
        "rows": [
            {
                "number": str(each["number"]),
                "about": titles.get(each["finding"], "") if each["finding"] else THE_WHOLE,
                "place": each["place"],
                "remark": each["remark"],
                "decision": OUTCOMES[Outcome(each["decision"])]
                if each["decision"]
                else NOT_DECIDED,
                "reason": each["reason"],
                "owner": _owner(source, each["organisation"])["short_name"],
            }
            for each in told["items"]
            if each["finding"] not in hidden
        ],
    }


def _decision(seat: Seat) -> dict[str, str]:
    day = seat.decided_at.astimezone(HOME_ZONE).date() if seat.decided_at else None
    status = SeatStatus(seat.status)
    is_reserved = status == SeatStatus.SIGNED_WITH_RESERVATION
    return {
        "organisation": seat.organisation.name,
        "office": seat.office,
        "decision": DECISION_WORDS[status],
        "day": day_in_words(day, language=DUTCH),
        "statement": _unnamed(seat) if is_reserved else "",
    }


def _unnamed(seat: Seat) -> str:
    """Return the reservation, without the names of who signed together."""
    said = [each.statement for each in seat.voices if each.statement]
    return "\n".join(said) or seat.statement


def _owner(source: Source, code: str) -> dict[str, str]:
    found = source.organisations.get(code)
    return _named(found) if found else {"short_name": code, "name": code}


def _named(organisation: Organisation) -> dict[str, str]:
    return {"short_name": organisation.short_name, "name": organisation.name}
