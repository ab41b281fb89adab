"""Bringing documents in: what is right is kept and sealed, what is wrong is refused in words.

Bram of IGJ uploads; until he shares it, only IGJ sees it."""

import io

import pytest
from sqlalchemy import select, update

from app.documents.actions import DocumentAction
from app.documents.models import Document, DocumentVersion
from app.workspaces.models import Workspace
from tests.support.documents import TEXT, pdf_of

FORM = "#documents-upload form"


@pytest.fixture
def page(browser_of, library):
    return browser_of("bram").visit(library.list_address)


@pytest.fixture
def stored(transaction, world):
    """Every document in the workspace, by title."""

    def read():
        with transaction.as_owner() as owner:
            statement = select(Document).where(Document.workspace_id == world.workspace.id)
            return {each.title: each for each in owner.execute(statement).scalars()}

    return read


def sent(content=TEXT, name="Verslag bezoek.txt"):
    return {"file": (io.BytesIO(content), name)}


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_document_comes_in_and_only_the_own_organisation_sees_it(
    page, browser_of, library, stored, transaction, htmx
):
    answer = page.submit(FORM, htmx=htmx, files=sent())

    assert answer.status == (200 if htmx else 303)
    document = stored()["Verslag bezoek"]
    assert transaction.audited(document.id) == [DocumentAction.ADDED]
    for who, status in (("bram", 200), ("cora", 200), ("anna", 404), ("carla", 404), ("dirk", 404)):
        assert browser_of(who).visit(library.address(document)).status == status


def test_the_answer_to_the_script_is_the_upload_region(page):
    answer = page.submit(FORM, htmx=True, files=sent())
    assert not answer.is_whole_page
    assert answer.has("#documents-upload")


def test_what_is_downloaded_is_what_was_uploaded(page, browser_of, library, stored):
    content = pdf_of(3)
    page.submit(FORM, files=sent(content, "Rapport.pdf"))
    answer = browser_of("cora").visit(library.address(stored()["Rapport"], "/content"))
    assert answer.response.get_data() == content


def test_the_file_on_disk_cannot_be_read(page, stored, transaction, house):
    page.submit(FORM, files=sent(b"Geheim verhaal van een jongere.\n" * 50))
    with transaction.as_owner() as owner:
        blob_id = owner.execute(select(DocumentVersion.blob_id)).scalars().one()
    found = next((house.settings.data / "blobs").rglob(blob_id))
    assert b"Geheim verhaal" not in found.read_bytes()


def test_several_files_at_once(page, stored):
    files = {"file": [(io.BytesIO(TEXT), "een.txt"), (io.BytesIO(TEXT), "twee.txt")]}
    assert page.submit(FORM, files=files).status == 303
    assert set(stored()) == {"een", "twee"}


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "leeg.txt", "Dit bestand is leeg."),
        (b"MZ\x00\x00" + b"\x00" * 100, "programma.txt", "Programma’s mogen hier niet in."),
        (TEXT, "start.exe", "Programma’s mogen hier niet in."),
        (TEXT, "pagina.html", "Dit soort bestand kan zelf iets starten."),
        (TEXT, "rapport.pdf", "De naam van dit bestand zegt iets anders"),
        (pdf_of(), "rapport.docx", "De naam van dit bestand zegt iets anders"),
        (b"%PDF-1.7 niets", "rapport.pdf", "Dit bestand is beschadigd."),
        (b"\x1f\x8b\x08\x00" + b"x" * 50, "pak.gz", "Ingepakte bestanden mogen hier niet in."),
        (b"\xff\xfe\xff\xfe\x00", "tekst.txt", "We kunnen de letters in deze tekst niet lezen."),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_is_kept(page, stored, house, content, name, sentence):
    before = sorted((house.settings.data / "blobs").rglob("*"))
    answer = page.submit(FORM, htmx=True, files=sent(content, name))

    assert answer.status == 422
    assert sentence in answer.text(".utrecht-form-field-error-message")
    assert stored() == {}
    assert sorted((house.settings.data / "blobs").rglob("*")) == before


def test_of_several_files_it_is_told_which_were_kept(page, stored):
    given = [
        (io.BytesIO(TEXT), "een.txt"),
        (io.BytesIO(b"MZ\0\0"), "twee.exe"),
        (io.BytesIO(TEXT), "drie.txt"),
        (io.BytesIO(b""), "vier.txt"),
    ]
    answer = page.submit(FORM, file=given)

    assert answer.status == 422
    told = answer.text("#documents-upload [role=alert]")
    assert "Opgeslagen: een.txt, drie.txt. Stuur deze niet nog een keer." in told
    assert "Niet opgeslagen: twee.exe. Programma’s mogen hier niet in." in told
    assert "Niet opgeslagen: vier.txt." in told
    assert set(stored()) == {"een", "drie"}


def test_what_is_wrong_of_all_files_saves_none(page, stored):
    given = [(io.BytesIO(TEXT), f"{name}.txt") for name in ("een", "twee")]
    answer = page.submit(FORM, file=given, classification="stg_geheim")
    assert (answer.status, stored()) == (422, {})


def test_no_file_at_all(page):
    answer = page.submit(FORM, files={"file": (io.BytesIO(b""), "")})
    assert answer.status == 422
    assert "Kies een bestand." in answer.text("#documents-upload")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"classification": "stg_geheim"},
            "Gebruik het netwerk dat je organisatie daarvoor heeft.",
        ),
        ({"classification": "stg_confidentieel"}, "Staatsgeheimen mogen hier niet in."),
        ({"classification": "zomaar"}, "Kies een rubricering."),
        ({"folder": "zomaar"}, "Kies een map van deze ruimte."),
    ],
)
def test_a_wrong_description_is_refused(page, stored, change, sentence):
    answer = page.submit(FORM, files=sent(), **change)
    assert answer.status == 422
    assert sentence in answer.text("#documents-upload")
    assert stored() == {}


@pytest.mark.parametrize("where", ["workspace", "organisation"])
def test_nothing_comes_in_above_what_the_place_takes(page, stored, transaction, world, where):
    table = Workspace if where == "workspace" else type(world.organisations["igj"])
    column = "classification" if where == "workspace" else "highest_classification"
    with transaction.as_owner() as owner:
        owner.execute(update(table).values({column: "ongerubriceerd"}))

    answer = page.submit(FORM, files=sent(), classification="dep_vertrouwelijk")

    assert answer.status == 422
    assert "hoogstens" in answer.text("#classification-error")
    assert stored() == {}


def test_a_folder_of_another_workspace_is_no_folder_here(page, stored, transaction, world):
    with transaction.as_owner() as owner:
        folder = type(world.root)(
            workspace_id=world.elsewhere.id, parent_id=None, name="", position=0
        )
        owner.add(folder)
    answer = page.submit(FORM, files=sent(), folder=str(folder.id))
    assert (answer.status, stored()) == (422, {})


@pytest.mark.parametrize(
    "missing", ["purpose", "legal_basis", "controller_arrangement", "retention"]
)
def test_no_upload_before_the_foundations_are_laid(
    page, browser_of, library, stored, transaction, world, missing
):
    with transaction.as_owner() as owner:
        place = Workspace.id == world.workspace.id
        owner.execute(update(Workspace).where(place).values({missing: " "}))

    shown = browser_of("bram").visit(library.list_address)
    assert not shown.has(FORM)
    assert "Vul eerst doel, grondslag, afspraken en bewaartermijn in." in shown.text("main")
    assert page.submit(FORM, htmx=True, files=sent()).status == 422
    assert stored() == {}


@pytest.mark.parametrize("who", ["carla", "cora"])
def test_who_only_reads_or_signs_brings_nothing_in(browser_of, library, page, stored, who):
    reader = browser_of(who).visit(library.list_address)
    assert not reader.has(FORM)
    fields = dict(page.tree.cssselect(FORM)[0].form_values())
    token = reader.tree.cssselect("[name=csrf_token]")
    fields["csrf_token"] = token[0].get("value") if token else ""
    answer = reader.browser.send(library.list_address, {**fields, **sent()})
    assert answer.status == 403
    assert stored() == {}


def test_the_double_click_brings_one_document(page, stored):
    first = page.submit(FORM, files=sent())
    again = page.submit(FORM, files=sent())
    assert (first.status, again.status) == (303, 303)
    assert len(stored()) == 1
    assert "al opgeslagen" in again.follow().text("#notices")


def test_the_limit_is_announced_and_kept(page, library, house):
    zone = page.tree.cssselect("[data-upload]")[0]
    assert int(zone.get("data-max-bytes")) == int(house.settings.max_upload)
    assert "Hoogstens 210 MB per bestand." in page.text("#documents-upload")


@pytest.mark.parametrize(
    ("name", "title", "file_name"),
    [
        ("../../etc/passwd.txt", "passwd", "passwd.txt"),
        ("verslag\r\nSet-Cookie: x.txt", "verslag Set-Cookie_ x", "verslag Set-Cookie_ x.txt"),
        ("rapport\u202efdp.txt", "rapportfdp", "rapportfdp.txt"),
        ("naam\x00verborgen.txt", "naamverborgen", "naamverborgen.txt"),
        ("Überzicht jeugd.txt", "Überzicht jeugd", "Überzicht jeugd.txt"),
        ("x" * 400 + ".txt", "x" * 196, "x" * 196 + ".txt"),
    ],
)
def test_a_strange_name_does_no_harm(library, browser_of, title, name, file_name):
    document = library.bring("bram", title="", name=name)
    answer = browser_of("bram").visit(library.address(document, "/content"))
    header = answer.response.headers["Content-Disposition"]
    assert document.title == title
    assert header.startswith("attachment; filename=")
    assert "\n" not in header
    assert file_name in browser_of("bram").visit(library.address(document)).text("main")
