"""The number in the tab of cases: those that are not closed, and that another one sees as well."""

import pytest

from app.workspaces.models import ParticipantRole
from tests.incidents.conftest import CASES, PLACE
from tests.incidents.test_triage import DECIDED


def in_tab(page):
    """Return the number in the tab; who looks as another one finds it without a link."""
    words = page.text(".sz-tabs").split()
    return words[words.index("Zaken") + 1]


def test_it_counts_what_is_not_closed(browser_of, register):
    register()
    closed = f"{CASES}/{register()}"
    anna = browser_of("anna")
    anna.visit(closed).submit("#triage-form", **(DECIDED | {"within": "no", "outcome": "not_ours"}))

    assert in_tab(anna.visit(PLACE)) == "1"


@pytest.mark.parametrize(
    ("role", "number"), [(ParticipantRole.PARTNER, "1"), (ParticipantRole.GUEST, "0")]
)
def test_who_looks_as_a_partner_counts_what_that_one_sees(
    browser_of, register, as_part, world, role, number
):
    register()
    as_part("ivho", role)
    login = world.person("carla").login

    page = browser_of("anna").visit(f"{PLACE}/look-as/documents?as=ivho:{login}")

    assert page.status == 200
    assert in_tab(page) == number
