"""Who is named in a case by mistake is found by the privacy officer of who wrote it."""

import pytest

from tests.incidents.conftest import CASES
from tests.incidents.test_triage import DECIDED
from tests.support.officers import make_officer

ADDRESS = "/privacy-register/data-subjects"
NAME = "Kwikstaart"


@pytest.fixture
def found_by(app, world, transaction):
    def look(code):
        officer = make_officer(app, world, transaction, code=code)[0]
        page = officer.visit(ADDRESS)
        return page.submit("#subject-form", words=NAME, reason="access").text("main")

    return look


def test_the_officer_of_who_wrote_it_finds_the_case_and_nobody_else(
    browser_of, register, stored, found_by
):
    case_id = register(facts=f"Het ging om {NAME}.")
    typed = DECIDED | {"reason": f"{NAME} is veilig."}
    browser_of("bram").visit(f"{CASES}/{case_id}").submit("#triage-form", **typed)
    ref = stored(case_id).ref

    ours, theirs, others = found_by("ijenv"), found_by("igj"), found_by("nvwa")

    assert ref in ours
    assert "in de tekst" in ours
    assert "in een reden" not in ours
    assert ref in theirs
    assert "in een reden" in theirs
    assert ref not in others


def test_it_is_found_in_why_a_term_moved_and_in_the_name_of_an_institution(
    browser_of, register, found_by
):
    case_id = register(institution=f"Gezinshuis {NAME}")
    more = {"kind": "extended", "length": "1", "unit": "weeks", "why": f"{NAME} is ziek."}
    browser_of("anna").visit(f"{CASES}/{case_id}").submit("#course-form", **more)

    ours = found_by("ijenv")

    assert "in de tekst" in ours
    assert "in een reden" in ours
    assert "is ziek" not in ours
