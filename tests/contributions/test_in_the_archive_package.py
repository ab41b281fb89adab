"""What was delivered goes into the packages of who gave it and who asked, and of nobody else."""

import pytest

from app.kernel.access import system_actor
from app.kernel.web.house import house_of
from app.oversight.archiving import ARCHIVIST, make_package, tools_of
from tests.contributions.conftest import ROUNDS
from tests.support.acting import acting
from tests.support.documents import rule_for
from tests.support.mdto_rules import faults_of

DELIVERED, DRAFT = "Leveranciers zijn het grootste risico.", "cnry-concept van IvhO"


@pytest.fixture
def package_of(app, world, tmp_path):
    def made(code):
        organisation = world.organisations[code]
        actor = system_actor(
            ARCHIVIST, organisation_id=organisation.id, place_id=world.workspace.id
        )
        folder = tmp_path / code
        tools = tools_of(house_of(app))
        with acting(app, actor):
            make_package(actor, organisation, folder=folder, tools=tools)
        return folder / "data"

    return made


@pytest.fixture
def round_(begin, deliver, browser_of, of, library):
    """IGJ delivered a text and a document that it withdrew since; IvhO is writing still."""
    begun = begin("igj", "ivho")
    closed = library.bring("bram", rule_for("ijenv"), title="cnry-eigen stuk")
    contribution, _task = of(begun, "igj")
    page = browser_of("bram").visit(f"{ROUNDS}/given/{contribution.id}")
    answer = page.submit("#write-form", text=DELIVERED, delivers="y", documents=[str(closed.id)])
    assert answer.status == 303, answer.text()
    browser_of("bram").visit(library.address(closed, "/withdrawal")).submit("#withdrawal-form")
    waiting, _task = of(begun, "ivho")
    page = browser_of("carla").visit(f"{ROUNDS}/given/{waiting.id}")
    page.submit("#write-form", text=DRAFT)
    return begun


@pytest.mark.parametrize(
    ("code", "named"), [("igj", "cnry-eigen stuk"), ("ijenv", "een document dat u niet ziet")]
)
def test_who_gave_it_and_who_asked_take_it_along(round_, package_of, code, named):
    data = package_of(code)

    (given,) = (data / "bijdragen").rglob("bijdrage.md")
    written = given.read_text()
    assert DELIVERED in written
    assert round_.details in written
    assert f"- {named}" in written
    assert "Gegeven door: Inspectie Gezondheidszorg en Jeugd" in written
    assert faults_of(given.with_name("bijdrage.md.mdto.xml")) == []


def test_nobody_else_takes_it_and_no_draft_goes_along(round_, package_of):
    for code in ("igj", "ijenv", "ivho"):
        files = [path for path in package_of(code).rglob("*") if path.is_file()]
        content = b"".join(path.read_bytes() for path in files)
        assert DRAFT.encode() not in content
        assert (DELIVERED.encode() in content) is (code != "ivho")
        assert (b"cnry-eigen" in content) is (code == "igj")
