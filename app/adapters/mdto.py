"""Writing metadata beside archived files: MDTO 1.0, the Dutch standard for lasting information.

One document describes one thing: an information object, or a file that represents it. Names of
elements are the standard's own; their order is that of its schema.

Source: Nationaal Archief, MDTO-XML 1.0.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from app.kernel.words import NOT_IN_XML

NAMESPACE = "https://www.nationaalarchief.nl/mdto"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = f"{NAMESPACE} {NAMESPACE}/MDTO-XML1.0.1.xsd"


@dataclass(frozen=True, slots=True)
class Identifier:
    """What a thing is called (identificatie), and in what."""

    mark: str
    source: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Something else by its name (verwijzing), with what it is called when that is known."""

    name: str
    identifier: Identifier | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """A word from a list (begrip)."""

    label: str
    scheme: str
    """Name of the list."""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to an information object (event)."""

    kind: Concept
    at: datetime
    by: Reference | None = None


@dataclass(frozen=True, slots=True)
class Restriction:
    """A limit to what may be done with it (beperkingGebruik)."""

    kind: Concept
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationObject:
    """A thing of meaning (informatieobject): a dossier, or a document in it."""

    identifier: Identifier
    name: str
    level: Concept
    appraisal: Concept
    """Whether it is kept for ever (waardering)."""
    makers: Sequence[Reference]
    """Who answers for its being made (archiefvormer); at least one."""
    restrictions: Sequence[Restriction]
    """At least one."""
    descriptions: Sequence[str] = ()
    events: Sequence[Happened] = ()
    part_of: Reference | None = None
    represented_by: Sequence[Reference] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileObject:
    """A file as it was stored (bestand)."""

    identifier: Identifier
    name: str
    size: int
    media_type: Concept
    sha256: str
    hashed_at: datetime
    represents: Reference


SHA256 = Concept("SHA-256", "Begrippenlijst Checksum algoritmen MDTO")


def write(thing: InformationObject | FileObject) -> bytes:
    """Write one thing; what XML cannot hold becomes a space."""
    register_namespace("", NAMESPACE)
    register_namespace("xsi", XSI)
    root = Element(_named("MDTO"), {f"{{{XSI}}}schemaLocation": SCHEMA})
    if isinstance(thing, InformationObject):
        _information_object(SubElement(root, _named("informatieobject")), thing)
    else:
        _file(SubElement(root, _named("bestand")), thing)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _information_object(parent: Element, thing: InformationObject) -> None:
    _identifier(parent, "identificatie", thing.identifier)
    _text(parent, "naam", thing.name)
    _concept(parent, "aggregatieniveau", thing.level)
    for words in thing.descriptions:
        _text(parent, "omschrijving", words)
    for event in thing.events:
        _happened(parent, event)
    _concept(parent, "waardering", thing.appraisal)
    if thing.part_of is not None:
        _reference(parent, "isOnderdeelVan", thing.part_of)
    for each in thing.represented_by:
        _reference(parent, "heeftRepresentatie", each)
    for maker in thing.makers:
        _reference(parent, "archiefvormer", maker)
    for limit in thing.restrictions:
        within = SubElement(parent, _named("beperkingGebruik"))
        _concept(within, "beperkingGebruikType", limit.kind)
        _text(within, "beperkingGebruikNadereBeschrijving", limit.told)


def _file(parent: Element, thing: FileObject) -> None:
    _identifier(parent, "identificatie", thing.identifier)
    _text(parent, "naam", thing.name)
    _text(parent, "omvang", str(thing.size))
    _concept(parent, "bestandsformaat", thing.media_type)
    checksum = SubElement(parent, _named("checksum"))
    _concept(checksum, "checksumAlgoritme", SHA256)
    _text(checksum, "checksumWaarde", thing.sha256)
    _text(checksum, "checksumDatum", thing.hashed_at.isoformat(timespec="seconds"))
    _reference(parent, "isRepresentatieVan", thing.represents)


def _happened(parent: Element, event: Happened) -> None:
    within = SubElement(parent, _named("event"))
    _concept(within, "eventType", event.kind)
    _text(within, "eventTijd", event.at.isoformat(timespec="seconds"))
    if event.by is not None:
        _reference(within, "eventVerantwoordelijkeActor", event.by)


def _concept(parent: Element, name: str, concept: Concept) -> None:
    within = SubElement(parent, _named(name))
    _text(within, "begripLabel", concept.label)
    if concept.code:
        _text(within, "begripCode", concept.code)
    _reference(within, "begripBegrippenlijst", Reference(concept.scheme))


def _reference(parent: Element, name: str, reference: Reference) -> None:
    within = SubElement(parent, _named(name))
    _text(within, "verwijzingNaam", reference.name)
    if reference.identifier is not None:
        _identifier(within, "verwijzingIdentificatie", reference.identifier)


def _identifier(parent: Element, name: str, identifier: Identifier) -> None:
    within = SubElement(parent, _named(name))
    _text(within, "identificatieKenmerk", identifier.mark)
    _text(within, "identificatieBron", identifier.source)


def _text(parent: Element, name: str, words: str) -> None:
    SubElement(parent, _named(name)).text = NOT_IN_XML.sub(" ", words)


def _named(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
