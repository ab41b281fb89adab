"""Every list can be taken along as CSV and XLSX; where it cannot, here stands why."""

import re

from tests.house.sources import ROOT, say, templates

FOLDER = ROOT / "templates"
IS_LIST = re.compile(r"call table\(")
LEADS_TO_A_FILE = re.compile(r"\b(export_foot|export_links|list_foot|chart_box)\(")
INCLUDED = re.compile(r'\binclude "([^"]+)"')
DRAWS = re.compile(r'(?:\binclude|\bfrom|\bextends) "([^"]+)"')
THE_TABLE_ITSELF = "components/table.html"
A_FORM = "no list but a form: each row is something to decide or to choose"
A_PREVIEW = "what a file would change, before it does; it came in as a table"
OF_ONE_THING = "the page of one thing, which is in a list that leaves"
NO_FILE = {
    "closing/destruction.html": "leaves as the certificate",
    "closing/protocol.html": OF_ONE_THING,
    "contributions/detail.html": OF_ONE_THING,
    "coordination/activity.html": OF_ONE_THING,
    "coordination/entity.html": OF_ONE_THING,
    "coordination/import_preview.html": A_PREVIEW,
    "desk/overview.html": "the newest of lists that leave from pages of their own",
    "documents/departure.html": A_FORM,
    "documents/emergency.html": "to look at only: nothing is taken along under emergency sight",
    "documents/truth_table.html": "the rules themselves, the same for everybody",
    "findings/frameworks/import_preview.html": A_PREVIEW,
    "findings/scorings/detail.html": OF_ONE_THING,
    "identity/administration/account.html": OF_ONE_THING,
    "identity/administration/announcements.html": "told to everybody; the log has it too",
    "identity/administration/change.html": OF_ONE_THING,
    "identity/administration/duties.html": A_FORM,
    "identity/administration/provider.html": OF_ONE_THING,
    "identity/sessions.html": "one's own sessions and access tokens",
    "notifications/absences.html": A_FORM,
    "oversight/platform.html": "leaves as a file of lines that can be checked",
    "privacy/breach.html": OF_ONE_THING,
    "privacy/data_subjects.html": "leaves by a form, as it asks why",
    "programme/import_preview.html": A_PREVIEW,
    "programme/link.html": A_FORM,
    "successions/detail.html": OF_ONE_THING,
    "workspaces/choose_template.html": A_FORM,
    "workspaces/review_access.html": A_FORM,
}


def text_of(name):
    return (FOLDER / name).read_text(encoding="utf-8")


def drawn_with(name, pattern):
    """A template and all that it draws: by including, or also by importing and extending."""
    found, waiting = set(), [name]
    while waiting:
        each = waiting.pop()
        if each not in found | {THE_TABLE_ITSELF}:
            found.add(each)
            waiting += pattern.findall(text_of(each))
    return found


def pages_with_lists():
    names = [each.relative_to(FOLDER).as_posix() for each in templates()]
    return [
        name
        for name in names
        if "{%- extends" in text_of(name)
        and any(IS_LIST.search(text_of(each)) for each in drawn_with(name, DRAWS))
    ]


def leads_to_a_file(name):
    return any(LEADS_TO_A_FILE.search(text_of(each)) for each in drawn_with(name, INCLUDED))


def test_each_list_leads_to_its_file():
    pages = pages_with_lists()
    faults = [name for name in pages if not leads_to_a_file(name) and name not in NO_FILE]

    assert len(pages) > len(NO_FILE)
    assert not faults, say("Lead to the list as a file (components/export.html):", faults)


def test_what_is_excepted_is_there_and_has_none():
    pages = pages_with_lists()
    idle = [name for name in NO_FILE if name not in pages or leads_to_a_file(name)]

    assert not idle, say("This needs no exception any more:", idle)
