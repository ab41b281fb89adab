"""Documents and their rules in words: kinds of files, who sees it, what a change does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.documents.models import Document, Level
from app.documents.queries import DocumentRow, OrganisationSight, Seer
from app.documents.service import Impact
from app.identity.models import Organisation
from app.kernel.text import _, join_words, lazy, ngettext
from app.workspaces.queries import classification_cells

KINDS = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WebP",
    "image/tiff": "TIFF",
    "text/csv": "CSV",
    "message/rfc822": "EML",
    "application/vnd.ms-outlook": "MSG",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
}
LEVEL_WORDS = {
    Level.NONE: lazy("Nothing"),
    Level.FINDING: lazy("Only as a finding"),
    Level.VIEW: lazy("May view on screen"),
    Level.DOWNLOAD: lazy("May download"),
    Level.CONTRIBUTE: lazy("May contribute"),
    Level.MANAGE: lazy("Manages"),
}


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """One line of what a change does; drawn by ``components/impact.html``."""

    sign: str
    strong: str
    names: list[str]


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """The facts bar of a page about one document."""

    classification: list[tuple[str, str]]
    sight_orgs: list[Organisation]
    sight_text: str
    sight_url: str


def kind_of(media_type: str) -> str:
    """Return what people call a type of file."""
    return KINDS.get(media_type) or _("Text")


def cells_of(it: Document | DocumentRow) -> list[tuple[str, str]]:
    """Return the cells of a document's classification chip."""
    classification = it.class_of_secrecy if isinstance(it, Document) else it.classification
    return classification_cells(
        classification,
        it.marking,
        special_category=it.is_special_category,
        criminal_data=it.is_criminal_data,
        police_data=it.is_police_data,
    )


def cells_in_list(row: DocumentRow) -> list[tuple[str, str]]:
    """Return the cells a list shows: that something is unclassified goes without saying."""
    cells = cells_of(row)
    return cells if row.classification.rank else cells[1:]


def chip_of(row: DocumentRow) -> tuple[object, ...]:
    """Return what tells one classification chip from another; equal chips are drawn once."""
    return (
        row.classification,
        row.marking,
        row.is_special_category,
        row.is_criminal_data,
        row.is_police_data,
    )


def facts_of(document: Document, sights: Sequence[OrganisationSight], *, url: str) -> DocumentFacts:
    """Describe a document for the facts bar: what it is and who can see it."""
    seeing = [each for each in sights if each.level >= Level.VIEW]
    people = sum(len(each.seeing) for each in seeing)
    return DocumentFacts(
        cells_of(document),
        [each.organisation for each in seeing],
        _(
            "%(organisations)s, %(people)s",
            organisations=ngettext("%(num)d organisation", "%(num)d organisations", len(seeing)),
            people=ngettext("%(num)d person", "%(num)d people", people),
        ),
        url,
    )


def seen_in_words(seers: Iterable[Seer]) -> str:
    """Say by name which organisations can see a document now."""
    seeing = [each.organisation.short_name for each in seers if each.level >= Level.VIEW]
    names = list(dict.fromkeys(seeing))
    return _("%(names)s can see this document.", names=join_words(names))


def impact_lines(impact: Impact, *, owner_id: UUID) -> list[ImpactLine]:
    """Say who gains, who loses and who keeps, by organisation and name."""
    before = {each.person.id: each.level for each in impact.before}
    by_organisation: dict[UUID, list[Seer]] = {}
    for each in impact.after:
        by_organisation.setdefault(each.organisation.id, []).append(each)
    lines: list[ImpactLine] = []
    same: list[str] = []
    for seers in by_organisation.values():
        found = _lines_about(seers, before)
        lines += found
        is_owner = seers[0].organisation.id == owner_id
        if not found and not is_owner and max(each.level for each in seers) >= Level.VIEW:
            same.append(seers[0].organisation.short_name)
    if same:
        text = ngettext(
            "%(names)s keeps the same right",
            "%(names)s keep the same right",
            len(same),
            names=join_words(same),
        )
        lines.append(ImpactLine("same", text, []))
    return lines


def _lines_about(seers: list[Seer], before: dict[UUID, Level]) -> list[ImpactLine]:
    organisation = seers[0].organisation.short_name
    moved = [
        (each, before.get(each.person.id, Level.NONE))
        for each in seers
        if each.level != before.get(each.person.id, Level.NONE)
    ]
    gain = [each.person.name for each, was in moved if was < Level.VIEW <= each.level]
    loss = [each.person.name for each, was in moved if each.level < Level.VIEW <= was]
    other = [each for each, was in moved if (was < Level.VIEW) == (each.level < Level.VIEW)]
    lines = []
    if gain:
        text = ngettext(
            "%(num)d person of %(organisation)s will see this",
            "%(num)d people of %(organisation)s will see this",
            len(gain),
            organisation=organisation,
        )
        lines.append(ImpactLine("gain", text, gain))
    if loss:
        text = ngettext(
            "%(num)d person of %(organisation)s will not see this any more",
            "%(num)d people of %(organisation)s will not see this any more",
            len(loss),
            organisation=organisation,
        )
        lines.append(ImpactLine("loss", text, loss))
    return lines + _other_lines(other, organisation, before=before)


def _other_lines(
    seers: list[Seer], organisation: str, *, before: dict[UUID, Level]
) -> list[ImpactLine]:
    """Say who gets another right without gaining or losing sight."""
    by_level: dict[Level, list[Seer]] = {}
    for each in seers:
        by_level.setdefault(each.level, []).append(each)
    lines = []
    for level, found in by_level.items():
        is_more = level > before.get(found[0].person.id, Level.NONE)
        text = _(
            "%(organisation)s gets another right: %(right)s",
            organisation=organisation,
            right=str(LEVEL_WORDS[level]).lower(),
        )
        names = [each.person.name for each in found]
        lines.append(ImpactLine("gain" if is_more else "loss", text, names))
    return lines
