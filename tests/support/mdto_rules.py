"""What MDTO-XML 1.0.1 asks of a document, written out by hand.

The schema of the Nationaal Archief is not kept here: these are its elements, their order, and how
often each may stand, as far as we use them. What is not in a table may not stand there.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

NAMESPACE = "https://www.nationaalarchief.nl/mdto"
IDENTIFIER = [("identificatieKenmerk", 1, 1, "text"), ("identificatieBron", 1, 1, "text")]
REFERENCE = [("verwijzingNaam", 1, 1, "text"), ("verwijzingIdentificatie", 0, 99, IDENTIFIER)]
CONCEPT = [
    ("begripLabel", 1, 1, "text"),
    ("begripCode", 0, 1, "text"),
    ("begripBegrippenlijst", 1, 1, REFERENCE),
]
EVENT = [
    ("eventType", 1, 1, CONCEPT),
    ("eventTijd", 0, 1, "moment"),
    ("eventVerantwoordelijkeActor", 0, 1, REFERENCE),
    ("eventResultaat", 0, 1, "text"),
]
RESTRICTION = [
    ("beperkingGebruikType", 1, 1, CONCEPT),
    ("beperkingGebruikNadereBeschrijving", 0, 1, "text"),
]
CHECKSUM = [
    ("checksumAlgoritme", 1, 1, CONCEPT),
    ("checksumWaarde", 1, 1, "text"),
    ("checksumDatum", 1, 1, "moment"),
]
MANY = 9999
INFORMATION_OBJECT = [
    ("identificatie", 1, MANY, IDENTIFIER),
    ("naam", 1, 1, "text"),
    ("aggregatieniveau", 0, 1, CONCEPT),
    ("omschrijving", 0, MANY, "text"),
    ("event", 0, MANY, EVENT),
    ("waardering", 1, 1, CONCEPT),
    ("isOnderdeelVan", 0, MANY, REFERENCE),
    ("heeftRepresentatie", 0, MANY, REFERENCE),
    ("archiefvormer", 1, MANY, REFERENCE),
    ("beperkingGebruik", 1, MANY, RESTRICTION),
]
FILE = [
    ("identificatie", 1, MANY, IDENTIFIER),
    ("naam", 1, 1, "text"),
    ("omvang", 1, 1, "number"),
    ("bestandsformaat", 1, 1, CONCEPT),
    ("checksum", 1, MANY, CHECKSUM),
    ("isRepresentatieVan", 1, 1, REFERENCE),
]
ROOT = {"informatieobject": INFORMATION_OBJECT, "bestand": FILE}


def faults_of(path: Path) -> list[str]:
    """Say what in a document is not as the standard has it."""
    root = etree.parse(path).getroot()
    if root.tag != f"{{{NAMESPACE}}}MDTO" or len(root) != 1:
        return [f"{root.tag} is not one thing of MDTO"]
    (thing,) = root
    kind = etree.QName(thing).localname
    return _faults(thing, ROOT[kind], kind) if kind in ROOT else [f"{kind} is no thing of MDTO"]


def _faults(parent: Any, rules: list[Any], where: str) -> list[str]:
    names = [etree.QName(each).localname for each in parent]
    order = [name for name, _least, _most, _within in rules]
    found = [f"{where}: {name} does not belong" for name in names if name not in order]
    if found:
        return found
    if names != sorted(names, key=order.index):
        found.append(f"{where}: not in order")
    for name, least, most, within in rules:
        here = [each for each in parent if etree.QName(each).localname == name]
        if not least <= len(here) <= most:
            found.append(f"{where}: {len(here)} of {name}")
        for each in here:
            found += _content(each, within, f"{where}/{name}")
    return found


def _content(element: Any, within: Any, where: str) -> list[str]:
    if isinstance(within, list):
        return _faults(element, within, where)
    words = (element.text or "").strip()
    if not words or len(element):
        return [f"{where}: empty, or not a text"]
    if within == "number" and not re.fullmatch(r"\d+", words):
        return [f"{where}: {words} is no number"]
    if within == "moment" and datetime.fromisoformat(words).tzinfo is None:
        return [f"{where}: {words} is no moment"]
    return []
