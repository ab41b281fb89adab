"""Each page leads to signing out, and no sign typed to look for something is a pattern.

The fields are those of the pages themselves: every form that asks by GET, on any page that anybody
of the cast is shown. One that is added to a page is looked in by itself.

Source: OWASP ASVS 5.0.0, 1.2.9 and 7.4.4.
"""

import ast
import re
from urllib.parse import urlsplit

import pytest
from lxml import html

from tests.house.sources import python_sources, say
from tests.support.matrix import NOTHING, Asker, markers_in, questions

PART = "cnry-"
"""Stands in the text of each thing of the scene."""
NOTHING_SO_CALLED = "zqxjkvw"
PATTERNS = (
    *("c%y-", "%nry-", "cnry%", "c_ry-", "_nry-", "cnry_", "c%y\\-", "\\cnry-", "cnry-\\"),
    *("c.ry-", "cn.*y-", "^cnry-", "cnry-$", "(cnry-)", "[c]nry-", "c?nry-", "cnr+y-"),
    *("cnry-|zq", "cn{1}ry-", "c*y-", "*", "%", ".*", "(?i)CNRY-", "%%", "\\"),
)
"""Each would find `PART` if a sign of it were more than itself."""
BY_WORDS = {"/search", "/search/suggest"}
"""Where whole words are looked for, in any order: signs part words there and mean nothing."""
PARTING = {"^cnry-", "cnry-$", "(cnry-)", "\\cnry-", "cnry-\\", "cnry-|zq", "cnry%", "cnry_"}
"""In these stands the word itself, once signs part words."""
PARTING |= {"(?i)CNRY-", "cn{1}ry-"}
TYPES = {"search", "text", None}
MATCHING = {"like", "ilike", "notlike", "notilike", "regexp_match", "regexp_replace", "similar_to"}
HOLDING = {"icontains", "istartswith", "iendswith"}
READING = {"compile", "match", "search", "fullmatch", "sub", "split", "findall", "finditer"}


@pytest.fixture(scope="module")
def askers(scene):
    return {who: Asker(scene, who) for who in ("anna", "els")}


def fields_of(page):
    """Each text field of a form that asks by GET: where it leads, what it is called."""
    for form in page.cssselect("form[action]"):
        if (form.get("method") or "get").lower() == "get":
            for field in form.cssselect("input[name]"):
                if field.get("type") in TYPES:
                    yield urlsplit(form.get("action")).path, field.get("name")


@pytest.fixture(scope="module")
def pages(application, askers):
    """A page of every route that shows one: who is shown it, what was asked, and its tree."""
    found, seen = [], set()
    for who, asker in askers.items():
        for each in questions(application):
            route = each.rule.rule
            is_asked = each.method == "GET" and each.thing != NOTHING and not each.is_crossed
            if not is_asked or route in seen or route.startswith("/api/"):
                continue
            answer = asker.ask(each)
            if answer.status_code == 200 and answer.mimetype == "text/html" and answer.get_data():
                seen.add(route)
                found.append((who, str(each), html.fromstring(answer.get_data(as_text=True))))
    return found


@pytest.fixture(scope="module")
def fields(pages):
    """Every field there is to look in, by who is shown it."""
    found = {}
    for who, _asked, page in pages:
        for field in fields_of(page):
            found.setdefault(field, who)
    return found


def test_every_page_leads_to_signing_out(pages):
    whole = [
        (asked, page)
        for _who, asked, page in pages
        if page.tag == "html" and not asked.startswith("GET /login")
    ]
    stuck = [asked for asked, page in whole if not page.cssselect('form[action="/logout"] button')]

    assert len(whole) > 100
    assert not stuck, say("Nothing there leads to signing out:", stuck)


def shown(asker, path, **asked):
    """What a person is shown of the scene there."""
    with asker.scene.transaction.undone():
        answer = asker.browser.client.get(path, query_string=asked, headers=asker.browser.headers)
    assert answer.status_code < 500, (path, asked)
    return answer.status_code, markers_in(answer)


def test_no_sign_that_is_typed_is_a_pattern(askers, fields):
    faults, looked, finding = [], 0, []
    for (path, name), who in sorted(fields.items()):
        asker = askers[who]
        _status, found = shown(asker, path, **{name: PART})
        _status, without = shown(asker, path, **{name: NOTHING_SO_CALLED})
        if found - without:
            finding.append(path)
        for pattern in PATTERNS:
            if path in BY_WORDS and pattern in PARTING:
                continue
            looked += 1
            _status, more = shown(asker, path, **{name: pattern})
            if more - without:
                faults.append(f"{path}?{name}={pattern}: {sorted(more - without)}")

    assert not faults, say("Take what is typed as text (autoescape=True):", faults)
    assert (len(fields) >= 12, looked > 300, len(finding) >= 6) == (True, True, True)


def test_a_field_that_is_added_would_be_looked_in():
    page = html.fromstring('<p><form action="/x?y=1"><input name="a"><input type="date" name="b">')

    assert list(fields_of(page)) == [("/x", "a")]


def calls(source):
    return [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)]


def fault_of(call):
    """Say what is wrong with a call, when a pattern could be made of what somebody typed."""
    named = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    escapes = any(
        each.arg == "autoescape" and isinstance(each.value, ast.Constant) and each.value.value
        for each in call.keywords
    )
    written = len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
    if (named in MATCHING and not written) or (named in HOLDING and not escapes):
        return named
    of_re = isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "re"
    is_ours = bool(call.args) and not any(
        isinstance(each, ast.Name) and not each.id.isupper() and each.id != "re"
        for each in ast.walk(call.args[0])
    )
    return f"re.{named}" if of_re and named in READING and not is_ours else ""


def test_no_pattern_is_made_of_what_is_not_ours():
    sources = python_sources("app")
    faults = [
        f"{source.at(call)}: {told}"
        for source in sources
        for call in calls(source)
        if (told := fault_of(call))
    ]

    assert not faults, say("What is typed may be a pattern here:", faults)
    assert sum(len(re.findall(r"autoescape=True", source.text)) for source in sources) > 8


@pytest.mark.parametrize(
    "line",
    [
        "a.ilike(b)",
        "func.regexp_replace(a, b, '')",
        "a.icontains(b)",
        "a.icontains(b, autoescape=False)",
        "re.search(typed, b)",
    ],
)
def test_a_pattern_of_somebody_else_would_be_found(line):
    assert fault_of(ast.parse(line, mode="eval").body)
