"""Printing the extract: the frozen findings that are put to somebody, named across each page.

In Dutch, as reports are. Evidence stands not in it: what the documents of partners are called is
not for the organisation that is heard. The same content gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.adapters import pdf
from app.adapters.fonts import packaged_fonts
from app.adapters.pdf import Rendered
from app.adapters.prose import blocks
from app.findings.models import Finding, FindingVersion, Judgement
from app.kernel.day_words import DUTCH, day_in_words
from app.reports.models import Report
from app.reports.service.printing import ASPECTS, JUDGEMENTS

TEMPLATE = Path(__file__).parents[3] / "templates" / "reports" / "extract.typ"


@dataclass(frozen=True, slots=True)
class Extract:
    """All that is printed, gathered."""

    report: Report
    chapters: Sequence[tuple[Finding, FindingVersion]]
    """Whose finding it is, and what it said when the report was frozen."""
    is_whole: bool
    """True when every finding is in it; then the introduction and conclusions are too."""
    entity: str
    contact: str
    made_on: date


def print_extract(extract: Extract) -> Rendered:
    """Print what is put to somebody."""
    return pdf.render(TEMPLATE, _typeset(extract), fonts=packaged_fonts())


def _typeset(extract: Extract) -> dict[str, Any]:
    report = extract.report
    return {
        "reference": report.ref,
        "title": report.title,
        "date": extract.made_on.isoformat(),
        "fingerprint": report.fingerprint,
        "entity": extract.entity,
        "contact": extract.contact,
        "introduction": blocks(report.introduction) if extract.is_whole else [],
        "conclusions": blocks(report.conclusion) if extract.is_whole else [],
        "findings": [_chapter(*each) for each in extract.chapters],
    }


def _chapter(finding: Finding, version: FindingVersion) -> dict[str, Any]:
    code, words = JUDGEMENTS[Judgement(version.judgement)]
    norm = version.norm
    return {
        "reference": finding.ref,
        "title": version.title,
        "norm": f"{norm.code}, {norm.law}" if norm.law else norm.code,
        "aspect": ASPECTS[version.aspect],
        "judgement": {"code": code, "words": words},
        "owner": {
            "short_name": finding.organisation.short_name,
            "name": finding.organisation.name,
        },
        "text": blocks(version.text),
        "recommendations": [_advice(each) for each in version.recommendations],
    }


def _advice(told: dict[str, str | None]) -> dict[str, str]:
    until = day_in_words(
        date.fromisoformat(told["due_on"]) if told["due_on"] else None, language=DUTCH
    )
    addressed = f"Voor {told['addressee']}"
    return {
        "text": told["text"] or "",
        "addressed": f"{addressed}, uiterlijk {until}" if until else addressed,
    }
