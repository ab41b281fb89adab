"""A new version sent in parts: it becomes one exactly when the version its sender saw still stands.

Bram (IGJ) brings a document; Anna (IJenV) contributes to it, Carla (IvhO) looks.
"""

import io
from contextvars import Context

import pytest

from app.adapters.blobs import StorageDown
from app.adapters.file_store import FileBlobs
from app.documents import service
from app.documents.models import Document, DocumentVersion, Upload
from app.documents.service import uploads
from app.kernel.errors import Refused
from app.kernel.work import circumstances
from tests.support.acting import acting
from tests.support.documents import TEXT, rule_for
from tests.support.sending import Sender

NEW = b"Een nieuwe versie van het verslag, in twee delen.\n"
HALF = len(NEW) // 2


@pytest.fixture
def document(library):
    return library.bring("bram", rule_for("ijenv", "contribute"), rule_for("ivho", "view"))


@pytest.fixture
def sender_of(api_of, world):
    return lambda who: Sender(api_of(who), world.workspace.ref)


@pytest.fixture
def said(transaction, document):
    """What a program says of a version: the document, and what it saw of it."""

    def now(**more):
        with transaction.as_owner() as owner:
            seen = owner.get_one(Document, document.id).newest_number
        return {"document": str(document.id), "seen_version": str(seen), "note": "Bij", **more}

    return now


@pytest.fixture
def versions(transaction, document):
    def numbers():
        with transaction.as_owner() as owner:
            rows = owner.query(DocumentVersion).filter_by(document_id=document.id)
            return sorted((each.number, each.note) for each in rows)

    return numbers


@pytest.fixture
def overtake(app, library, world, document):
    """Somebody else adds a version meanwhile."""

    def act(who="bram"):
        actor = world.actor(who)
        with acting(app, actor) as session:
            seen = session.get_one(Document, document.id).version
            service.add_version(
                actor,
                document.id,
                incoming=service.Incoming(io.BytesIO(TEXT), "ander.txt"),
                note="Eerder",
                seen_version=seen,
                depot=library.depot,
            )

    return act


@pytest.mark.parametrize("who", ["bram", "anna"])
def test_in_two_parts_it_is_one_version(
    sender_of, said, versions, browser_of, library, who, document
):
    sender = sender_of(who)
    address = sender.begun(len(NEW), said=said())
    sender.send(address, NEW[:HALF])
    assert versions() == [(1, "")]

    last = sender.send(address, NEW[HALF:], at=HALF)

    assert last.headers["Samenzicht-Document"] == str(document.id)
    assert versions() == [(1, ""), (2, "Bij")]
    content = browser_of("anna").visit(library.address(document, "/content")).response.get_data()
    assert content == NEW


@pytest.mark.parametrize("at", ["beginning", "middle", "end"])
def test_who_is_second_is_told_and_the_first_stays(
    sender_of, said, versions, overtake, transaction, at
):
    sender, seen = sender_of("anna"), said()
    if at == "beginning":
        overtake()
        answer = sender.begin(len(NEW), said=seen)
        assert answer.status_code == 409
    else:
        address = sender.begun(len(NEW), said=seen)
        if at == "end":
            sender.send(address, NEW[:HALF])
        overtake()
        start = HALF if at == "end" else 0
        answer = sender.send(address, NEW[start : start + HALF], at=start)
        assert answer.status_code == 422
    assert "een versie toegevoegd" in answer.json["detail"]
    assert versions() == [(1, ""), (2, "Eerder")]
    with transaction.as_owner() as owner:
        assert owner.query(Upload).count() == 0


@pytest.fixture
def first(sender_of, monkeypatch):
    """Another sending of the same file goes on meanwhile, when this one is about to end."""

    def sends(address, content):
        real = uploads._make_document

        def second(*args, **facts):
            monkeypatch.setattr(uploads, "_make_document", real)
            answer = Context().run(sender_of("anna").send, address, content)
            assert answer.status_code == 204
            return real(*args, **facts)

        monkeypatch.setattr(uploads, "_make_document", second)

    return sends


@pytest.mark.parametrize("came", [HALF, len(NEW)])
@pytest.mark.parametrize("more", [{}, {"announced": len(NEW) + 1}], ids=["whole", "pieces"])
def test_who_sends_the_same_twice_at_once_loses_nothing(
    sender_of, said, versions, first, came, more
):
    """A line that stalls: the client asks where it stands, and sends again beside the first."""
    sender = sender_of("anna")
    address = sender.begun(len(NEW), said=said())
    first(address, NEW[:came])

    answer = sender.send(address, NEW, **more)

    assert answer.status_code == 409
    assert sender.offset(address) == came
    if came < len(NEW):
        assert sender.send(address, NEW[came:], at=came).status_code == 204
    assert versions() == [(1, ""), (2, "Bij")]


def test_it_waits_for_nobody_who_has_it_in_hand(sender_of, said, browser_of, library, document):
    page = browser_of("bram").visit(library.address(document, "/lock"))
    page.submit("#lock-form", hours="4")

    answer = sender_of("anna").begin(len(NEW), said=said())

    assert answer.status_code == 409
    assert "Bram (IGJ) werkt hieraan" in answer.json["detail"]


def test_after_losing_the_right_no_part_of_it_comes_in(
    sender_of, said, library, versions, document
):
    sender = sender_of("anna")
    address = sender.begun(len(NEW), said=said())
    library.share("bram", document.id, rule_for("ijenv", "download"))

    assert sender.send(address, NEW).status_code == 403
    assert versions() == [(1, "")]


@pytest.mark.parametrize(("who", "status"), [("carla", 403), ("dirk", 404)])
def test_who_does_not_contribute_begins_nothing(sender_of, said, who, status):
    assert sender_of(who).begin(len(NEW), said=said()).status_code == status


@pytest.mark.parametrize(
    "wrong", [{"seen_version": ""}, {"seen_version": "x"}, {"document": "plan"}]
)
def test_what_is_missing_is_named(sender_of, said, wrong):
    answer = sender_of("bram").begin(len(NEW), said=said(**wrong))

    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == next(iter(wrong))


def test_a_document_of_elsewhere_is_not_there(sender_of, said, library, world, transaction):
    from app.documents.models import Folder

    with transaction.as_owner() as owner:
        root = owner.query(Folder).filter_by(workspace_id=world.elsewhere.id).one()
    foreign = library.bring("dirk", workspace=world.elsewhere, folder=root)

    answer = sender_of("bram").begin(len(NEW), said=said(document=str(foreign.id)))

    assert answer.status_code == 404


def test_the_page_says_all_the_script_needs(browser_of, library, document):
    page = browser_of("bram").visit(library.address(document, "/versions"))
    zone = page.tree.cssselect("[data-upload]")[0]

    assert zone.get("data-uploads") == "/api/v1/uploads"
    assert zone.get("data-then") == library.address(document)
    assert page.tree.cssselect("#version-form [name=document]")[0].get("value") == str(document.id)
    assert page.tree.cssselect("#version-form [type=file]")[0].get("multiple") is None


def test_a_clear_refusal_stays_one_when_the_store_fails(library, world, monkeypatch):
    """What was sealed for nothing is then left to the collector."""
    document = library.bring("bram")
    actor = world.actor("bram")

    def refuse(_work, _document):
        raise Refused("Not like this.")

    def fail(_store, _blob_id):
        raise StorageDown("away")

    monkeypatch.setattr(FileBlobs, "delete", fail)
    with (
        circumstances(request_id="test", queue=library.house.queue),
        library.house.database.session_for(actor),
        pytest.raises(Refused, match="Not like this"),
    ):
        service.add_version(
            actor,
            document.id,
            incoming=service.Incoming(io.BytesIO(NEW), "nieuw.txt"),
            note="",
            seen_version=1,
            depot=library.depot,
            on_arrival=refuse,
        )


def test_a_changed_title_stops_no_version_under_way(browser_of, library, sender_of, said, document):
    sender = sender_of("anna")
    address = sender.begun(len(NEW), said=said())
    sender.send(address, NEW[:HALF])
    form = browser_of("bram").visit(library.address(document, "/edit"))
    assert form.submit("#edit-form", title="Ondertussen hernoemd").status == 303

    assert sender.send(address, NEW[HALF:], at=HALF).status_code == 204
    page = browser_of("anna").visit(library.address(document)).text("main")
    assert "Versie 2" in page
