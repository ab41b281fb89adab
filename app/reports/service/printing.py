"""Printing a report: from findings to a PDF/A with the same content attached as data.

The printed report is in Dutch, whoever prints it: it is the authorities' own text. The same content
gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.adapters import pdf
from app.adapters.fonts import packaged_fonts
from app.adapters.pdf import Attachment, Rendered
from app.adapters.prose import blocks
from app.findings.models import Aspect, Finding, Judgement, Outcome, Sense
from app.findings.queries import EvidenceRow, FactRow, ViewRow
from app.identity.models import Organisation
from app.kernel.clock import HOME_ZONE
from app.kernel.day_words import DUTCH, day_in_words
from app.reports.models import Report, Seat
from app.reports.queries import Annex
from app.workspaces.models import Classification, Marking

TEMPLATE = Path(__file__).parents[3] / "templates" / "reports" / "report.typ"
ASPECTS = {
    Aspect.RESOURCES: "Toerusting",
    Aspect.COOPERATION: "Samenwerking",
    Aspect.INFORMATION: "Informatievoorziening",
    Aspect.GOVERNANCE: "Governance",
}
JUDGEMENTS = {
    Judgement.MEETS: ("voldoet", "Voldoet"),
    Judgement.PARTLY: ("voldoet_deels", "Voldoet deels"),
    Judgement.NOT_MET: ("voldoet_niet", "Voldoet niet"),
    Judgement.NOT_ASSESSED: ("niet_beoordeeld", "Niet beoordeeld"),
}
SENSES = {
    Sense.SEEN: "Gezien",
    Sense.HEARD: "Gehoord",
    Sense.READ: "Gelezen",
    Sense.MEASURED: "Gemeten",
}
CLASSIFICATIONS = {
    Classification.NONE: "Ongerubriceerd",
    Classification.DEPARTMENTAL: "Departementaal vertrouwelijk",
}
MARKINGS = {
    Marking.PUBLIC: "Openbaar",
    Marking.INTERNAL: "Intern",
    Marking.CONFIDENTIAL: "Vertrouwelijk",
    Marking.MEDICAL: "Medisch vertrouwelijk",
    Marking.COMMERCIAL: "Commercieel vertrouwelijk",
}
OUTCOMES = {
    Outcome.ADOPTED: "Overgenomen",
    Outcome.PARTLY: "Deels overgenomen",
    Outcome.NOT_ADOPTED: "Niet overgenomen",
}
NOT_DECIDED = "Nog niet beslist"
THE_WHOLE = "De tekst als geheel"
DATA_FILE = "findings.json"


@dataclass(frozen=True, slots=True)
class Manuscript:
    """All that is printed, gathered."""

    report: Report
    findings: Sequence[Finding]
    """In the order of the chapters."""
    evidence: Sequence[tuple[EvidenceRow, bool]]
    """What all readers may know of, and whether they all see the document."""
    seats: Sequence[Seat]
    mandates: dict[UUID, str]
    """Numbers of the valid mandates for each seat's office."""
    made_at: datetime
    facts: Sequence[FactRow] = ()
    """Observations that all readers may read, in the words that are cited."""
    views: Sequence[ViewRow] = ()
    """What an organisation holds instead of what a finding says."""
    annexes: Sequence[Annex] = ()
    """What inspected organisations said of it, with what became of that."""


def print_report(manuscript: Manuscript) -> Rendered:
    """Print a report; the places of its seats come along."""
    attachment = Attachment(
        name=DATA_FILE,
        content=json.dumps(as_data(manuscript), ensure_ascii=False, indent=2, sort_keys=True),
        media_type="application/json",
        description="De bevindingen van dit rapport als gegevens",
    )
    return pdf.render(
        TEMPLATE,
        _typeset(manuscript),
        fonts=packaged_fonts(),
        attachments=[attachment],
    )


def as_data(manuscript: Manuscript) -> dict[str, Any]:
    """Return the report as the data that is attached to it."""
    report = manuscript.report
    return {
        "format": 1,
        "id": str(report.id),
        "ref": report.ref,
        "title": report.title,
        "workspace": report.workspace.ref,
        "made_on": _day_of(manuscript).isoformat(),
        "findings": [_finding_data(manuscript, each) for each in manuscript.findings],
        "seats": [
            {
                "field": each.field_name,
                "organisation": each.organisation.code,
                "office": each.office,
                "quorum": each.quorum,
            }
            for each in manuscript.seats
        ],
        "rebuttals": [_annex_data(each) for each in manuscript.annexes],
    }


def _annex_data(annex: Annex) -> dict[str, Any]:
    return {
        "entity": annex.entity,
        "report": annex.report_ref,
        "sent_on": _iso(annex.sent_on),
        "due_on": _iso(annex.ends_on),
        "items": [
            {
                "number": each.number,
                "finding": str(each.finding_id) if each.finding_id else None,
                "place": each.place,
                "remark": each.remark,
                "decision": str(each.decision) if each.decision else None,
                "reason": each.reason,
                "organisation": each.organisation.code,
                "followed_by": each.followed_by,
            }
            for each in annex.rows
        ],
    }


def _finding_data(manuscript: Manuscript, finding: Finding) -> dict[str, Any]:
    return {
        "id": str(finding.id),
        "ref": finding.ref,
        "version": finding.version,
        "title": finding.title,
        "text": finding.text,
        "norm": {"code": finding.norm.code, "law": finding.norm.law},
        "aspect": str(finding.aspect),
        "judgement": str(finding.judgement),
        "organisation": finding.organisation.code,
        "evidence": [
            {"organisation": row.owner.code, "sha256": row.sha256, "media_type": row.media_type}
            for row, _is_open in _evidence_of(manuscript, finding)
        ],
        "observations": [_fact_data(each) for each in _facts_of(manuscript, finding)],
        "recommendations": [
            {"text": each.text, "addressee": each.addressee, "due_on": _iso(each.due_on)}
            for each in finding.recommendations
        ],
        "dissenting_views": [
            {
                "organisation": each.organisation.code,
                "judgement": str(each.judgement),
                "text": each.text,
            }
            for each in manuscript.views
            if each.finding_id == finding.id
        ],
    }


def _fact_data(fact: FactRow) -> dict[str, Any]:
    said = fact.said
    return {
        "id": str(fact.observation.id),
        "ref": fact.observation.ref,
        "version": said.number,
        "organisation": fact.observation.organisation.code,
        "kind": str(said.kind),
        "subject": said.subject,
        "place": said.place,
        "observed_on": said.observed_on.isoformat(),
        "title": said.title,
        "text": said.text,
        "is_withdrawn": fact.observation.is_withdrawn,
    }


def _typeset(manuscript: Manuscript) -> dict[str, Any]:
    report = manuscript.report
    organisations = _authors(manuscript)
    return {
        "kind": "Gezamenlijk rapport" if len(organisations) > 1 else "Rapport",
        "reference": report.ref,
        "title": report.title,
        "subtitle": _subtitle(manuscript),
        "version": f"{report.round}.0",
        "date": _day_of(manuscript).isoformat(),
        "classification": CLASSIFICATIONS[Classification(report.workspace.classification)],
        "markings": [MARKINGS[Marking(report.workspace.marking)]],
        "organisations": [_named(each) for each in organisations],
        "introduction": blocks(report.introduction),
        "findings": [_chapter(manuscript, each) for each in manuscript.findings],
        "conclusions": blocks(report.conclusion),
        "annexes": [_annex(each) for each in manuscript.annexes],
        "seats": [_seat(manuscript, each) for each in manuscript.seats],
    }


def _chapter(manuscript: Manuscript, finding: Finding) -> dict[str, Any]:
    code, words = JUDGEMENTS[Judgement(finding.judgement)]
    norm = finding.norm
    return {
        "reference": finding.ref,
        "title": finding.title,
        "norm": f"{norm.code}, {norm.law}" if norm.law else norm.code,
        "aspect": ASPECTS[Aspect(finding.aspect)],
        "judgement": {"code": code, "words": words},
        "owner": _named(finding.organisation),
        "text": blocks(finding.text),
        "observations": [_fact(each) for each in _facts_of(manuscript, finding)],
        "evidence": [
            {
                "title": row.title if is_open else "",
                "owner": row.owner.name,
                "fingerprint": row.sha256,
                "closed": not is_open,
            }
            for row, is_open in _evidence_of(manuscript, finding)
        ],
        "recommendations": [
            {
                "text": each.text,
                "addressed": _addressed(each.addressee, day_in_words(each.due_on, language=DUTCH)),
            }
            for each in finding.recommendations
        ],
        "views": [_view(each) for each in manuscript.views if each.finding_id == finding.id],
    }


def _fact(fact: FactRow) -> dict[str, Any]:
    said = fact.said
    at = f" om {said.observed_at:%H.%M} uur" if said.observed_at else ""
    since = ", daarna ingetrokken" if fact.observation.is_withdrawn else ""
    where = ", ".join(each for each in (said.subject, said.place) if each)
    seen = day_in_words(said.observed_on, language=DUTCH)
    return {
        "title": said.title,
        "told": f"{SENSES[Sense(said.kind)]} op {seen}{at}: {where}",
        "reference": f"{fact.observation.ref}, versie {said.number}{since}",
        "owner": fact.observation.organisation.short_name,
        "text": blocks(said.text),
    }


def _view(view: ViewRow) -> dict[str, Any]:
    code, words = JUDGEMENTS[view.judgement]
    return {
        "owner": _named(view.organisation),
        "judgement": {"code": code, "words": words},
        "text": blocks(view.text),
    }


def _annex(annex: Annex) -> dict[str, Any]:
    return {
        "entity": annex.entity,
        "report": annex.report_ref,
        "sent": day_in_words(annex.sent_on, language=DUTCH),
        "due": day_in_words(annex.ends_on, language=DUTCH),
        "rows": [
            {
                "number": str(each.number),
                "about": each.about or THE_WHOLE,
                "place": each.place,
                "remark": each.remark,
                "decision": OUTCOMES[each.decision] if each.decision else NOT_DECIDED,
                "reason": each.reason,
                "owner": each.organisation.short_name,
            }
            for each in annex.rows
        ],
    }


def _seat(manuscript: Manuscript, seat: Seat) -> dict[str, Any]:
    numbers = manuscript.mandates.get(seat.id, "")
    return {
        "name": seat.field_name,
        "organisation": seat.organisation.name,
        "office": f"{seat.office} ({seat.quorum} houders)" if seat.quorum > 1 else seat.office,
        "mandate": f"Mandaat {numbers}" if numbers else "",
    }


def _authors(manuscript: Manuscript) -> list[Organisation]:
    """Return whose findings these are and who signs, each once, in the order of the seats first."""
    found = {each.organisation_id: each.organisation for each in manuscript.seats}
    for finding in manuscript.findings:
        found.setdefault(finding.organisation_id, finding.organisation)
    return list(found.values())


def _subtitle(manuscript: Manuscript) -> str:
    count = len(manuscript.findings)
    authors = len({each.organisation_id for each in manuscript.findings})
    chapters = "Eén bevinding" if count == 1 else f"{count} bevindingen"
    return f"{chapters} van {'één organisatie' if authors == 1 else f'{authors} organisaties'}"


def _evidence_of(manuscript: Manuscript, finding: Finding) -> list[tuple[EvidenceRow, bool]]:
    return [pair for pair in manuscript.evidence if pair[0].of_id == finding.id]


def _facts_of(manuscript: Manuscript, finding: Finding) -> list[FactRow]:
    return [each for each in manuscript.facts if each.finding_id == finding.id]


def _named(organisation: Organisation) -> dict[str, str]:
    return {"short_name": organisation.short_name, "name": organisation.name}


def _day_of(manuscript: Manuscript) -> date:
    return manuscript.made_at.astimezone(HOME_ZONE).date()


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _addressed(addressee: str, until: str) -> str:
    return f"Voor {addressee}, uiterlijk {until}" if until else f"Voor {addressee}"
