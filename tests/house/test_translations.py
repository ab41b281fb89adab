"""Every sentence of code and templates has a Dutch one, with the same placeholders."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.house.sources import ROOT, python_sources, say

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
DUTCH = ROOT / "app" / "translations" / "nl" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy": None}


@cache
def sentences() -> dict[tuple[str, ...], str]:
    """Every sentence that a person can read, singular and plural together, with its first place."""
    with (ROOT / "config" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[tuple[str, ...], str] = {}
    for folder in ("app", "templates"):
        for name, line, message, _comments, _context in extract_from_dir(
            ROOT / folder, methods, options, keywords=KEYWORDS
        ):
            key = message if isinstance(message, tuple) else (message,)
            found.setdefault(key, f"{folder}/{name}:{line}")
    return found


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
