"""Every sentence of code and templates has a Dutch one, with the same placeholders."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from operator import attrgetter
from pathlib import PurePath

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.house.sources import ROOT, python_sources, say

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
DUTCH = ROOT / "app" / "translations" / "nl" / "LC_MESSAGES" / "messages.po"
NO_VERB = re.compile(r"(ge|inge|uitge|opge|afge|aange)\w+(d|t|en)\b", re.IGNORECASE)
OTHER_WORDS = (
    ("", r"\b(?<!samen)werkruimte", "samenwerkruimte, or in short: ruimte"),
    ("", r"\bstuk(ken)?\b", "document"),
    ("", r"bladzijde", "pagina"),
    ("sign", r"aanmeld|afmeld|aangemeld|afgemeld|meld\w* .*\baan\b", "inloggen, uitloggen"),
    ("notice", r"\bmelding", "bericht; a 'melding' is of an incident"),
    ("", r"hooguit|ten hoogste|maximaal", "hoogstens"),
    ("", r"toegangstoken|API-sleutel", "toegangssleutel"),
    ("", r"\bwortel|rootcertificaat", "stamcertificaat"),
    ("", r"\bhet log\b|logbestand", "logboek"),
    ("[Dd]eliver", r"ingeleverd", "opgeleverd"),
    ("", r"\bpersonen\b", "mensen"),
    ("[Cc]ontributor", r"medewerker|deelnemer", "bijdrager"),
    (r"[Ll]ead\b", r"leidende", "trekker"),
    ("[Mm]embers page", r"\bleden\b", "Deelnemers, as its tab says"),
    ("[Dd]issent", r"zienswijze", "minderheidsstandpunt; a 'zienswijze' is of the Awb"),
)
"""One word per thing: in English sentences with this, not that Dutch word but the other."""
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy": None}


@cache
def written() -> list[tuple[str, str, int, tuple[str, ...]]]:
    """Every sentence wherever it stands: folder, file, line, singular and plural together."""
    found = []
    with (ROOT / "config" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    for folder in ("app", "templates"):
        for name, line, message, _comments, _context in extract_from_dir(
            ROOT / folder, methods, options, keywords=KEYWORDS
        ):
            key = message if isinstance(message, tuple) else (message,)
            found.append((folder, name, line, key))
    return found


@cache
def sentences() -> dict[tuple[str, ...], str]:
    """Every sentence that a person can read, singular and plural together, with its first place."""
    found: dict[tuple[str, ...], str] = {}
    for folder, name, line, key in written():
        found.setdefault(key, f"{folder}/{name}:{line}")
    return found


def labels() -> Iterator[str]:
    """The English verb of every audit word: what stands in a room called ``actions``."""
    for _folder, name, _line, key in written():
        if PurePath(name).name == "actions.py":
            yield key[0]


@cache
def dutch() -> Catalog:
    """The Dutch catalogue."""
    with DUTCH.open("rb") as file:
        return read_po(file, locale="nl")


def translated() -> Iterator[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """Each sentence with its place and its Dutch, empty where there is none."""
    for key, place in sentences().items():
        message = dutch().get(key[0])
        string = message.string if message is not None and not message.fuzzy else ""
        yield key, place, string if isinstance(string, tuple | list) else (string,)


def test_every_sentence_has_a_dutch_one():
    faults = [f"{place} {key[0]!r}" for key, place, strings in translated() if not all(strings)]

    rule = (
        f"Add the Dutch to {DUTCH.relative_to(ROOT)} (make translations lists the sentence there):"
    )
    assert not faults, say(rule, faults)


def test_singular_and_plural_are_translated_as_such():
    faults = [
        f"{place} {key[0]!r}"
        for key, place, strings in translated()
        if all(strings) and len(strings) != len(key)
    ]

    assert not faults, say("A sentence that counts needs a Dutch singular and plural:", faults)


def test_placeholders_are_the_same():
    faults = [
        f"{place} {text!r}: {sorted(wanted)}"
        for key, place, strings in translated()
        if all(strings)
        for wanted in [set(PLACEHOLDER.findall(key[-1]))]
        for text in strings
        if not set(PLACEHOLDER.findall(text)) <= wanted
        or (len(strings) == 1 and set(PLACEHOLDER.findall(text)) != wanted)
    ]

    assert not faults, say("Keep the placeholders of the English sentence:", faults)


def test_one_thing_has_one_word():
    faults = [
        f"{place} {string!r}: {right}"
        for key, place, strings in translated()
        for english, other, right in OTHER_WORDS
        for string in strings
        if re.search(english, key[0]) and re.search(other, string, re.IGNORECASE)
    ]

    assert not faults, say("Take the word of the glossary:", faults)


@pytest.mark.parametrize(
    "printed", sorted((ROOT / "templates").rglob("*.typ")), ids=attrgetter("name")
)
def test_what_is_printed_has_the_same_words(printed):
    text = printed.read_text(encoding="utf-8")
    faults = [
        f"{other}: {right}"
        for english, other, right in OTHER_WORDS
        if not english and re.search(other, text, re.IGNORECASE)
    ]

    assert not faults, say("Take the word of the glossary:", faults)


def test_what_the_log_says_is_said_nowhere_else():
    """The log tells ``person verb title``: its words are verbs, elsewhere they would be another."""
    verbs = set(labels())
    faults = [
        f"{folder}/{name}:{line} {key[0]!r}"
        for folder, name, line, key in written()
        if key[0] in verbs and PurePath(name).name != "actions.py"
    ]

    rule = "Choose other words here: in Dutch, what somebody did is not what was done to a thing:"
    assert not faults, say(rule, faults)


def test_a_verb_of_the_log_is_no_participle():
    """A sentence such as "Burak gewijzigd Taak 7" is none."""
    verbs = set(labels())
    faults = [
        f"{place} {key[0]!r}: {strings[0]!r}"
        for key, place, strings in translated()
        if key[0] in verbs and NO_VERB.match(strings[0])
    ]

    assert not faults, say("Begin with what somebody did, such as 'wijzigde':", faults)


def test_a_sentence_is_written_whole():
    names = {"_", "lazy", "ngettext", "gettext", "lazy_gettext"}
    faults = [
        source.at(node)
        for source in python_sources("app")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in names
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]

    rule = 'Write _("Shared with %(name)s.", name=name): a sentence put together cannot be found:'
    assert not faults, say(rule, faults)
