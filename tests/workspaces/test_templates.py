"""Workspace templates: all eleven load, and a wrong one is refused with every fault named."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.kernel.configuration import WrongConfigurationError
from app.kernel.terms import explain
from app.workspaces.templates import load_templates

SHIPPED = Path(__file__).parents[2] / "config" / "workspace_templates"
ELEVEN = ["algo", "cmj", "digi", "egc", "fz", "jbjr", "jji", "lto", "om", "opv", "tsd"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(SHIPPED / "jji.toml", tmp_path)
    return tmp_path


def fault_in(folder: Path, old: str, new: str) -> str:
    path = folder / "jji.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WrongConfigurationError) as refusal:
        load_templates(folder)
    return str(refusal.value)


def test_there_is_one_template_per_collaboration():
    assert list(load_templates(SHIPPED)) == ELEVEN


@pytest.mark.parametrize("code", ELEVEN)
def test_a_template_fills_what_an_upload_needs(code):
    template = load_templates(SHIPPED)[code]
    (proposed,) = (each for each in template.profiles if each.is_proposed)

    assert template.purpose
    assert template.arrangement
    assert template.retention.years > 0
    assert template.legal_bases
    assert template.seats
    assert proposed.rules == ()  # what I bring, only my own organisation sees, until I accept more


@pytest.mark.parametrize("code", ["jji", "egc", "digi"])
def test_the_three_complete_templates_have_phases_folders_norms_and_tasks(code):
    template = load_templates(SHIPPED)[code]

    assert len(template.phases) >= 6
    assert len(template.folders) >= 8
    assert len(template.norms) >= 6
    assert len(template.tasks) >= 7
    assert len(template.terms) >= 4


def test_things_are_found_by_code():
    jji = load_templates(SHIPPED)["jji"]
    norm = jji.norm("JJI-2.1")

    assert norm is not None
    assert (norm.aspect, norm.law) == ("resources", "Bjj (77-urennorm)")
    assert jji.norm("JJI-9.9") is None
    assert jji.folder("visit") is not None
    assert jji.folder("attic") is None


def test_a_term_of_a_template_counts_as_the_law_says():
    digi = load_templates(SHIPPED)["digi"]
    final_report = next(term for term in digi.terms if term.code == "final-report")

    told = explain(final_report.rule, date(2026, 10, 28))

    assert told.ends_on == date(2026, 11, 30)  # 28 November 2026 is a Saturday
    assert told.rule.source == "Cbw, artikel 29"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('mode = "intensive"', 'mode = "fierce"', "jji.toml: mode is 'fierce'."),
        ('code = "jji"', 'code = "jjj"', "code is 'jjj', but the file is called jji.toml."),
        ('prefix = "JJI"\n', "", "jji.toml: prefix is missing."),
        ('prefix = "JJI"', 'prefix = "JJI"\ncolour = 1', "colour is not a known field."),
        ('["JEUGD-TOEZICHT"]', "[]", "legal_bases is empty"),
        ('role = "lead" }', 'role = "partner" }', "exactly one organisation with the role lead"),
        ('code = "fieldwork"', 'code = "preparation"', "the code 'preparation' 2 times."),
        ('phase = "offering"', 'phase = "party"', "names the phase 'party', which is not there."),
        ('term = "request"', 'term = "tea"', "names the term 'tea', which is not there."),
        ('unit = "weeks"', 'unit = "moons"', "terms[0].unit is 'moons'."),
        ("is_proposed = false", "is_proposed = true", "more than one that is_proposed"),
    ],
)
def test_a_fault_is_told_in_plain_words(folder, old, new, sentence):
    assert sentence in fault_in(folder, old, new)


def test_all_faults_of_all_files_are_told_at_once(folder):
    (folder / "egc.toml").write_text("prefix = 3")

    told = fault_in(folder, 'mode = "intensive"', 'mode = "fierce"')

    assert "egc.toml: prefix is 3." in told
    assert "egc.toml: title is missing." in told
    assert "jji.toml: mode" in told


def test_an_empty_folder_is_a_fault(tmp_path):
    with pytest.raises(WrongConfigurationError, match="no workspace template"):
        load_templates(tmp_path)
