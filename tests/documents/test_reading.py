"""Content leaves in the form the reader's level allows, and every opening is written down.

Bram brings a PDF; Anna may download it, Carla may only look."""

import io

import pytest
from PIL import Image
from sqlalchemy import text, update

from app.adapters import converting
from app.documents import service
from app.documents.actions import DocumentAction
from app.documents.models import AccessRule, Document, DocumentVersion, Level
from app.kernel.web.leaving import Departure
from app.kernel.web.places import Places, Room
from tests.support.acting import acting
from tests.support.documents import pdf_of, png_of, rule_for

CONTENT = pdf_of(2)


@pytest.fixture
def document(library):
    return library.bring(
        "bram",
        rule_for("ijenv", "download"),
        rule_for("ivho", "view"),
        title="Observaties",
        name="Observaties leefgroepen.pdf",
        content=CONTENT,
    )


def test_a_download_is_harmless_and_written_down(browser_of, library, document, transaction):
    response = browser_of("anna").visit(library.address(document, "/content")).response
    assert response.get_data() == CONTENT
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert transaction.audited(document.id)[-1] == DocumentAction.DOWNLOADED


def test_who_finds_no_place_to_take_from_is_told_and_did_not_take(
    app, browser_of, library, document, transaction, monkeypatch
):
    """A reader who stands still keeps the thread that answers."""
    one = Places(Room("taking", most=1, most_each=1, most_together=1, patience=0.01))
    monkeypatch.setitem(app.extensions, "departure", Departure(one, one))
    address = library.address(document, "/content")
    unread = browser_of("bram").visit(address).response

    told = browser_of("anna").visit(address)
    assert (told.status, int(told.response.headers["Retry-After"]) > 0) == (429, True)
    assert transaction.audited(document.id).count(DocumentAction.DOWNLOADED) == 1
    unread.close()
    assert browser_of("anna").visit(address).response.get_data() == CONTENT
    assert one.held == 0


def test_who_may_only_look_gets_no_original_by_any_road(browser_of, library, document, transaction):
    carla = browser_of("carla")
    for part in ("/content", "/content?version=1", "/content?version=2"):
        answer = carla.visit(library.address(document, part))
        assert (answer.status, b"%PDF" in answer.response.get_data()) == (403, False)
    api = carla.visit(f"/api/v1/documents/{document.id}/content")
    assert api.status == 403
    assert DocumentAction.DOWNLOADED not in transaction.audited(document.id)
    assert "/content" not in carla.visit(library.address(document)).body


def test_pages_are_pictures_marked_for_who_may_only_look(browser_of, library, document):
    marked = browser_of("carla").visit(library.address(document, "/preview/1")).response
    plain = browser_of("anna").visit(library.address(document, "/preview/1")).response
    for response in (marked, plain):
        assert response.mimetype == "image/png"
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    colours = [
        len(Image.open(io.BytesIO(each.get_data())).convert("RGB").getcolors(1 << 20))
        for each in (marked, plain)
    ]
    assert colours[0] > colours[1]


def middle_of(picture):
    """All but the head and the foot, where the label stands."""
    opened = Image.open(io.BytesIO(picture)).convert("RGB")
    high = opened.height // 8
    return opened.crop((0, high, opened.width, opened.height - high))


def test_a_page_says_what_it_is_at_head_and_foot_and_nowhere_else(
    browser_of, library, document, api_of
):
    plain = browser_of("anna").visit(library.address(document, "/preview/1")).response.get_data()
    said = {"classification": "dep_vertrouwelijk", "content": CONTENT}
    other = library.bring("bram", rule_for("ijenv", "download"), name="x.pdf", **said)
    secret = browser_of("anna").visit(library.address(other, "/preview/1")).response.get_data()

    assert middle_of(plain).getcolors() == middle_of(secret).getcolors()
    assert len(middle_of(plain).getcolors()) == 1
    head = [Image.open(io.BytesIO(each)).convert("RGB") for each in (plain, secret)]
    assert len({each.crop((0, 0, each.width, each.height // 12)).tobytes() for each in head}) == 2
    assert head[0].size == head[1].size


def test_an_older_version_is_read_on_screen_by_who_may_only_look(
    browser_of, library, document, app, world, transaction
):
    actor = world.actor("bram")
    with acting(app, actor):
        newer = service.Incoming(io.BytesIO(pdf_of(1)), "Nieuw.pdf")
        service.add_version(
            actor, document.id, incoming=newer, note="", seen_version=1, depot=library.depot
        )
    carla = browser_of("carla")
    page = carla.visit(library.address(document))
    links = [each.get("href") for each in page.tree.cssselect("#documents-versions a")]
    assert library.address(document, "/pages/1?version=1") in links

    older = carla.visit(library.address(document, "/pages/2?version=1"))
    assert (older.status, "Je leest een oudere versie." in older.text()) == (200, True)
    assert "version=1" in older.tree.cssselect("img.sz-pages__sheet")[0].get("src")
    assert carla.visit(library.address(document, "/preview/2?version=1")).status == 200
    assert carla.visit(library.address(document, "/preview/2")).status == 404
    assert carla.visit(library.address(document, "/preview/1?version=9")).status == 404
    carla.visit(library.address(document, "/preview/1"))
    assert transaction.audited(document.id).count(DocumentAction.READ) == 2


def test_an_opening_is_written_down_once(browser_of, library, document, transaction):
    carla, anna = browser_of("carla"), browser_of("anna")
    for page in (1, 2, 1):
        assert carla.visit(library.address(document, f"/preview/{page}")).status == 200
    anna.visit(library.address(document, "/preview/2"))
    assert transaction.audited(document.id).count(DocumentAction.READ) == 2


@pytest.fixture
def while_drawing(monkeypatch):
    """Let something happen between the decision and the picture, once."""

    def let(happen):
        draw, waiting = converting.draw, [happen]

        def drawn(*args, **options):
            while waiting:
                waiting.pop()()
            return draw(*args, **options)

        monkeypatch.setattr(converting, "draw", drawn)

    return let


@pytest.mark.parametrize("is_known", [False, True], ids=["first look", "looked before"])
def test_what_is_withdrawn_while_it_is_drawn_does_not_leave(
    browser_of, library, document, transaction, while_drawing, is_known
):
    anna, page = browser_of("anna"), library.address(document, "/preview/1")
    if is_known:
        assert anna.visit(page).status == 200

    def withdrawn():
        with transaction.as_owner() as owner:
            owner.execute(update(Document).values(withdrawn_at=document.changed_at))

    while_drawing(withdrawn)

    assert anna.visit(page).status == 404


@pytest.mark.parametrize("version", ["", "?version=2"], ids=["the current", "by its number"])
@pytest.mark.parametrize(("who", "status"), [("anna", 404), ("bram", 422)])
def test_of_a_version_closed_while_it_is_drawn_nothing_leaves(
    app, world, browser_of, library, document, transaction, while_drawing, who, status, version
):
    """As it is when another became current and the owner closed this one, in those seconds."""
    with acting(app, world.actor("bram")):
        service.add_version(
            world.actor("bram"),
            document.id,
            incoming=service.Incoming(io.BytesIO(pdf_of(1)), "Nieuw.pdf"),
            note="",
            seen_version=1,
            depot=library.depot,
        )

    def closed():
        with transaction.as_owner() as owner:
            owner.execute(text("alter table document_version disable trigger user"))
            newest = update(DocumentVersion).where(DocumentVersion.number == 2)
            owner.execute(newest.values(closed_at=document.changed_at))
            owner.execute(update(Document).values(current_number=1))
            owner.execute(text("alter table document_version enable trigger user"))

    while_drawing(closed)

    page = browser_of(who).visit(library.address(document, f"/preview/1{version}"))
    assert page.status == status


def test_who_may_only_look_since_it_is_drawn_gets_it_marked(
    browser_of, library, document, transaction, while_drawing
):
    anna, page = browser_of("anna"), library.address(document, "/preview/1")
    plain = anna.visit(page).response.get_data()

    def narrowed():
        with transaction.as_owner() as owner:
            owner.execute(update(AccessRule).values(level=Level.VIEW))

    while_drawing(narrowed)

    assert anna.visit(page).response.get_data() != plain


@pytest.mark.parametrize(
    ("name", "content", "page", "status"),
    [
        ("tekst.txt", b"Alleen tekst.\n", 9, 404),
        ("beeld.png", png_of(), 2, 404),
        ("twee.pdf", CONTENT, 3, 404),
    ],
)
def test_what_was_not_shown_is_not_written_down_as_read(
    browser_of, library, transaction, name, content, page, status
):
    document = library.bring("bram", rule_for("ivho", "view"), name=name, content=content)
    carla = browser_of("carla")

    assert carla.visit(library.address(document, f"/preview/{page}")).status == status
    assert DocumentAction.READ not in transaction.audited(document.id)


@pytest.mark.parametrize("page", [0, 3, 999])
def test_a_page_that_is_not_there(browser_of, library, document, page):
    assert browser_of("carla").visit(library.address(document, f"/preview/{page}")).status == 404


def test_the_reader_leafs_through_the_pages(browser_of, library, document):
    first = browser_of("carla").visit(library.address(document, "/pages/1"))
    assert "Pagina 1 van 2" in first.text("main")
    assert first.has("img[src$='/preview/1']")
    assert first.has("a[rel=next]")
    last = browser_of("carla").visit(library.address(document, "/pages/99"))
    assert "Pagina 2 van 2" in last.text("main")
    assert not last.has("a[rel=next]")
    assert browser_of("carla").visit(library.address(document, "/pages/0")).status == 404


def test_an_older_address_of_a_page_leads_on(browser_of, library, document):
    response = browser_of("carla").visit(library.address(document, "?page=2")).response
    assert response.status_code == 303
    assert response.headers["Location"].endswith("/pages/2")


def test_a_page_can_be_made_larger(browser_of, library, document):
    page = browser_of("carla").visit(library.address(document, "/pages/1?zoom=150"))
    assert page.has("img[src$='/preview/1?zoom=150']")
    assert "200" in page.tree.cssselect("a[data-keys='+']")[0].get("href")
    sizes = [
        Image.open(
            io.BytesIO(
                browser_of("carla").visit(library.address(document, each)).response.get_data()
            )
        ).width
        for each in ("/preview/1", "/preview/1?zoom=150", "/preview/1?zoom=999999")
    ]
    assert sizes[0] == sizes[2] < sizes[1]


def test_opening_a_page_and_its_picture_is_one_opening(browser_of, library, document, transaction):
    carla = browser_of("carla")
    for part in ("/pages/1", "/preview/1", "/pages/2", "/preview/2"):
        carla.visit(library.address(document, part))
    assert transaction.audited(document.id).count(DocumentAction.READ) == 1


def test_a_picture_has_one_page(browser_of, library):
    document = library.bring("bram", rule_for("ivho"), name="foto.png", content=png_of())
    carla = browser_of("carla")
    assert carla.visit(library.address(document, "/preview/1")).status == 200
    assert carla.visit(library.address(document, "/preview/2")).status == 404


def test_without_page_images_the_reader_is_told(browser_of, library):
    broken = b"%PDF-1.7\nkapot\n%%EOF\n"
    document = library.bring("bram", rule_for("ivho"), name="kapot.pdf", content=broken)
    carla = browser_of("carla")
    page = carla.visit(library.address(document, "/pages/1"))
    assert page.status == 422
    assert "Misschien is het beschadigd." in page.text("main")
    assert carla.visit(library.address(document, "/preview/1")).status == 422


def test_words_are_for_who_may_download(browser_of, library):
    document = library.bring(
        "bram",
        rule_for("ijenv", "download"),
        rule_for("ivho", "view"),
        name="bericht.txt",
        content=b"De keuken was kanariegeel.",
    )
    anna = browser_of("anna").visit(library.address(document, "/pages/1"))
    carla = browser_of("carla").visit(library.address(document, "/pages/1"))
    assert "kanariegeel" in anna.text(".sz-words")
    assert "Voorbeeld van de tekst; de opmaak kan afwijken." in carla.text("main")
    assert "kanariegeel" not in carla.body
    assert not carla.has(".sz-words")


def test_an_older_version_stays(browser_of, library, document):
    page = browser_of("bram").visit(library.address(document, "/versions"))
    page.submit(
        "#version-form", files={"file": (io.BytesIO(pdf_of(1)), "nieuw.pdf")}, note="Korter"
    )
    anna = browser_of("anna")
    old = anna.visit(library.address(document, "/content?version=1")).response.get_data()
    new = anna.visit(library.address(document, "/content")).response.get_data()
    assert (old == CONTENT, new == CONTENT) == (True, False)
    assert anna.visit(library.address(document, "/content?version=7")).status == 404
