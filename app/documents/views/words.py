"""Documents and their rules in words: kinds of files, who sees it, what a change does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.documents.models import Document, DocumentStatus, Level
from app.documents.queries import DocumentRow, Look, OrganisationSight, Seer
from app.documents.service.telling import LEVEL_WORDS, ImpactLine, impact_lines
from app.kernel.text import _, join_words, ngettext
from app.workspaces.models import Classification
from app.workspaces.queries import Facts, classification_cells

__all__ = [
    "LEVEL_WORDS",
    "ImpactLine",
    "cells_in_list",
    "cells_of",
    "facts_of",
    "impact_lines",
    "kind_of",
    "seen_in_words",
    "states_of",
]
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


def cells_in_list(look: Look) -> list[tuple[str, str]]:
    """Return the cells a list shows: that something is unclassified goes without saying."""
    alike = look.alike
    cells = classification_cells(
        Classification.of_rank(alike.classification),
        alike.marking,
        special_category=alike.is_special_category,
        criminal_data=alike.is_criminal_data,
        police_data=alike.is_police_data,
    )
    return cells if alike.classification else cells[1:]


def states_of(look: Look) -> list[tuple[str, str]]:
    """Return what a list says of a document that is not simply there, with tones."""
    said = [(_("Only for our organisation"), "info")] if look.is_private else []
    if look.is_withdrawn:
        return [*said, (_("Withdrawn"), "warn")]
    match look.status:
        case DocumentStatus.RELEASED:
            return said
        case DocumentStatus.REFUSED:
            return [*said, (_("Virus found"), "stop")]
        case DocumentStatus.TOO_LARGE:
            return [*said, (_("Too large for the virus scanner"), "stop")]
        case _:
            return [*said, (_("Being checked for viruses"), "info")]


def facts_of(document: Document, sights: Sequence[OrganisationSight], *, url: str) -> Facts:
    """Describe a document for the facts bar: what it is and who can see it."""
    seeing = [each for each in sights if each.level >= Level.VIEW]
    people = sum(len(each.seeing) for each in seeing)
    return Facts(
        _(
            "%(organisations)s, %(people)s",
            organisations=ngettext("%(num)d organisation", "%(num)d organisations", len(seeing)),
            people=ngettext("%(num)d person", "%(num)d people", people),
        ),
        classification=cells_of(document),
        sight_orgs=[each.organisation for each in seeing],
        sight_url=url,
    )


def seen_in_words(seers: Iterable[Seer]) -> str:
    """Say by name which organisations can see a document now."""
    seeing = [each.organisation.short_name for each in seers if each.level >= Level.VIEW]
    names = list(dict.fromkeys(seeing))
    return _("%(names)s can see this document.", names=join_words(names))
