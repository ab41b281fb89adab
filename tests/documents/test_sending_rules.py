"""Uploads in parts: whose they are, who may still go on, and what is refused in words.

Bram of IGJ sends; Cora is his colleague, Anna coordinates for IJenV, Dirk belongs elsewhere."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from app.documents.jobs import forget_uploads
from app.documents.models import Document, Upload, UploadPart
from app.documents.service import uploads
from app.kernel import clock
from app.workspaces.models import Membership, Workspace
from tests.support.acting import acting
from tests.support.documents import TEXT
from tests.support.sending import BODY_TYPE, Sender, metadata

HALF = len(TEXT) // 2


@pytest.fixture
def sender_of(api_of, world):
    return lambda who: Sender(api_of(who), world.workspace.ref)


@pytest.fixture
def sender(sender_of):
    return sender_of("bram")


@pytest.fixture
def count(transaction):
    def counted(kind):
        with transaction.as_owner() as owner:
            return owner.execute(select(func.count()).select_from(kind)).scalar_one()

    return counted


def told(answer):
    return answer.get_json()["detail"]


@pytest.mark.parametrize("who", ["cora", "anna", "carla", "dirk", "els"])
def test_for_everybody_else_it_does_not_exist(sender, sender_of, count, who):
    address = sender.begun(len(TEXT))
    other = sender_of(who)
    answers = [
        other.ask("HEAD", address),
        other.send(address, TEXT),
        other.ask("DELETE", address),
    ]
    assert [each.status_code for each in answers] == [404, 404, 404]
    assert (count(Document), sender.offset(address)) == (0, 0)


def test_the_second_wall_alone_hides_it(app, world, sender, sender_of):
    address = sender.begun(len(TEXT))
    sender.send(address, TEXT[:HALF])
    for who, seen in (("bram", 1), ("cora", 0), ("anna", 0), ("dirk", 0)):
        with acting(app, world.actor(who)) as session:
            for table in ("upload", "upload_part"):
                statement = text(f"select count(*) from {table}")
                assert session.connection().execute(statement).scalar_one() == seen
            session.rollback()


def test_our_own_rule_alone_hides_it(app, world, transaction, sender, sender_of):
    address = sender.begun(len(TEXT))
    with transaction.without_row_security():
        assert sender_of("cora").ask("HEAD", address).status_code == 404


def test_row_security_lets_nobody_move_or_take_over_an_upload(app, world, sender, count):
    sender.begun(len(TEXT))
    for who in ("cora", "dirk"):
        with acting(app, world.actor(who)) as session:
            for statement in (
                "update upload set person_id = samenzicht_person()",
                "delete from upload",
            ):
                assert session.connection().execute(text(statement)).rowcount == 0
            session.rollback()
    assert count(Upload) == 1


@pytest.mark.parametrize("who", ["carla", "cora"])
def test_who_may_not_bring_documents_begins_nothing(sender_of, count, who):
    assert sender_of(who).begin(len(TEXT)).status_code == 403
    assert count(Upload) == 0


def test_a_workspace_of_others_does_not_exist(sender_of, count):
    assert sender_of("dirk").begin(len(TEXT)).status_code == 404
    assert count(Upload) == 0


@pytest.mark.parametrize("arrived", [0, HALF])
def test_who_is_removed_meanwhile_hears_so_and_nothing_is_visible(
    sender, transaction, world, count, arrived
):
    address = sender.begun(len(TEXT))
    sender.send(address, TEXT[:arrived], at=0)
    with transaction.as_owner() as owner:
        mine = Membership.person_id == world.person("bram").id
        owner.execute(update(Membership).where(mine).values(ended_at=clock.now()))

    answer = sender.send(address, TEXT[arrived:], at=arrived)

    assert answer.status_code == 422
    assert told(answer).startswith("Je hoort niet meer bij deze samenwerkruimte.")
    assert count(Document) == 0
    assert sender.begin(len(TEXT)).status_code == 404


@pytest.mark.parametrize("sent", [0, 10], ids=["in one go", "in parts"])
def test_removed_while_the_bytes_come_in(sent, sender, transaction, world, count, monkeypatch):
    """The right is decided once more in the very transaction that makes the document."""
    address = sender.begun(len(TEXT))
    if sent:
        sender.send(address, TEXT[:sent])
    real = uploads.add_document

    def removing(*things, **options):
        with transaction.as_owner() as owner:
            mine = Membership.person_id == world.person("bram").id
            owner.execute(update(Membership).where(mine).values(ended_at=clock.now()))
        return real(*things, **options)

    monkeypatch.setattr(uploads, "add_document", removing)
    answer = sender.send(address, TEXT[sent:], at=sent)
    assert answer.status_code == 422
    assert told(answer).startswith("Je hoort niet meer bij deze samenwerkruimte.")
    assert (count(Document), count(Upload)) == (0, 0)


def test_who_only_reads_from_now_on_goes_no_further(sender, transaction, world, count):
    address = sender.begun(len(TEXT))
    with transaction.as_owner() as owner:
        mine = Membership.person_id == world.person("bram").id
        owner.execute(update(Membership).where(mine).values(role="reader"))
    assert sender.send(address, TEXT).status_code == 403
    assert count(Document) == 0


def test_a_workspace_without_foundations_takes_nothing(sender, transaction, world, count):
    with transaction.as_owner() as owner:
        here = Workspace.id == world.workspace.id
        owner.execute(update(Workspace).where(here).values(purpose=" "))
    answer = sender.begin(len(TEXT))
    assert answer.status_code == 422
    assert "als doel, grondslag" in told(answer)
    assert count(Upload) == 0


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"filename": "start.exe"}, "Programma’s mogen hier niet in."),
        ({"filename": "pagina.html"}, "Dit soort bestand kan zelf iets starten."),
        ({"filename": "../../boek.xlsm"}, "In dit bestand zitten macro’s."),
        ({"classification": "stg_geheim"}, "Staatsgeheimen mogen hier niet in."),
        ({"classification": "zomaar"}, "Kies een rubricering."),
        ({"folder": "00000000-0000-7000-8000-000000000009"}, "Kies een map van deze ruimte."),
        ({"filename": ""}, "Kies een bestand."),
        ({"folder": "zomaar"}, ""),
        ({"marking": "zomaar"}, ""),
        ({"workspace": ""}, ""),
    ],
)
def test_what_is_wrong_is_said_before_a_byte_is_sent(sender, count, said, sentence):
    answer = sender.begin(len(TEXT), said=said)
    assert answer.status_code == 422
    assert sentence in told(answer)
    assert count(Upload) == 0


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ\x00\x00" + b"\x00" * 200, "programma.txt", "Programma’s mogen hier niet in."),
        (b"\x7fELF" + b"\x00" * 200, "verslag.txt", "Programma’s mogen hier niet in."),
    ],
)
def test_a_program_is_refused_at_its_first_part(sender, count, content, name, sentence):
    address = sender.begun(len(content), said={"filename": name})
    answer = sender.send(address, content[:100])
    assert (answer.status_code, count(Upload)) == (422, 0)
    assert sentence in told(answer)


def test_a_file_that_turns_out_wrong_leaves_nothing(sender, count, house):
    address = sender.begun(len(TEXT), said={"filename": "rapport.pdf"})
    answer = sender.send(address, TEXT)
    assert answer.status_code == 422
    assert "De naam van dit bestand zegt iets anders" in told(answer)
    assert (count(Document), count(Upload), count(UploadPart)) == (0, 0, 0)
    assert sender.ask("HEAD", address).status_code == 404


def test_too_large_and_empty(sender, house, count):
    answer = sender.begin(int(house.settings.max_upload) + 1)
    assert answer.status_code == 413
    assert "Dit bestand is te groot." in told(answer)
    answer = sender.begin(0)
    assert (answer.status_code, count(Upload)) == (422, 0)
    assert "Dit bestand is leeg." in told(answer)


def test_more_than_was_announced(sender, count):
    address = sender.begun(HALF)
    assert sender.send(address, TEXT).status_code == 413
    assert sender.offset(address) == 0


@pytest.mark.parametrize("length", ["", "-1", "1.5", "zeven", "9" * 30, "٣", "+3"])
def test_a_length_that_is_none(sender, count, length):
    assert sender.begin(length).status_code == 400
    assert count(Upload) == 0


@pytest.mark.parametrize(
    "header",
    [
        "workspace ???",
        "workspace",
        "filename YQ==,filename YQ==",
        "filename /w==",
        " YQ==",
        "filename " + "QUFB" * 3000,
        metadata(filename="a\0b.txt"),
        "naïef YQ==",
        "filename YQ",
    ],
)
def test_metadata_that_cannot_be_read(sender, count, header):
    headers = {"Upload-Length": "5", "Upload-Metadata": header}
    assert sender.ask("POST", headers=headers).status_code in (400, 422)
    assert count(Upload) == 0


@pytest.mark.parametrize(
    ("name", "title", "file_name"),
    [
        ("../../etc/passwd.txt", "passwd", "passwd.txt"),
        ("verslag\r\nSet-Cookie: x.txt", "verslag Set-Cookie_ x", "verslag Set-Cookie_ x.txt"),
        ("C:\\map\\rapport\u202efdp.txt", "rapportfdp", "rapportfdp.txt"),
    ],
)
def test_a_strange_name_does_no_harm(sender, browser_of, library, name, title, file_name):
    address = sender.begun(len(TEXT), said={"filename": name})
    document = sender.send(address, TEXT).headers["Samenzicht-Document"]
    page = browser_of("bram").visit(f"{library.list_address}/{document}")
    assert title in page.text("h1")
    assert file_name in page.text("main")


def test_other_versions_and_types_are_refused(sender):
    address = sender.begun(len(TEXT))
    for method, path in (
        ("POST", "/uploads"),
        ("HEAD", address),
        ("PATCH", address),
        ("DELETE", address),
    ):
        for version in (None, "0.2.2"):
            answer = sender.ask(method, path, headers={"Tus-Resumable": version})
            assert answer.status_code == 412
            assert answer.headers["Tus-Version"] == "1.0.0"
    wrong_type = {"Upload-Offset": "0", "Content-Type": "text/plain"}
    assert sender.ask("PATCH", address, headers=wrong_type, data=TEXT).status_code == 415
    wrong_offset = {"Upload-Offset": "-1", "Content-Type": BODY_TYPE}
    assert sender.ask("PATCH", address, headers=wrong_offset, data=TEXT).status_code == 400
    assert sender.offset(address) == 0


def test_a_browser_needs_the_forgery_token(browser_of, world, count):
    browser = browser_of("bram")
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "5",
        "Upload-Metadata": metadata(workspace=world.workspace.ref, filename="a.txt"),
    }
    assert browser.client.post("/api/v1/uploads", headers=headers).status_code == 400
    assert count(Upload) == 0
    page = browser.visit(f"/workspaces/{world.workspace.ref}/documents")
    token = page.tree.cssselect("[name=csrf_token]")[0].get("value")
    answer = browser.client.post("/api/v1/uploads", headers={**headers, "X-CSRF-Token": token})
    assert (answer.status_code, count(Upload)) == (201, 1)


def test_without_signing_in_or_with_a_reading_token_nothing_begins(anonymous, api_of, world, count):
    assert anonymous.client.post("/api/v1/uploads").status_code == 401
    reading = Sender(api_of("bram", scope="read"), world.workspace.ref)
    assert reading.begin(len(TEXT)).status_code == 403
    assert count(Upload) == 0


def test_what_expired_is_gone_and_swept(app, sender, sender_of, transaction, house, count):
    old, fresh = sender.begun(len(TEXT)), sender.begun(len(TEXT))
    sender.send(old, TEXT[:HALF])
    with transaction.as_owner() as owner:
        mine = Upload.id == old.rpartition("/")[2]
        owner.execute(update(Upload).where(mine).values(expires_at=clock.now() - timedelta(1)))
    assert sender.ask("HEAD", old).status_code == 410
    assert sender.send(old, TEXT[HALF:], at=HALF).status_code == 410

    with app.app_context():
        forget_uploads.run()

    assert (count(Upload), count(UploadPart)) == (1, 0)
    assert sender.ask("HEAD", old).status_code == 404
    assert sender.offset(fresh) == 0


def test_no_date_makes_the_database_forget_what_has_not_expired(app, sender, world, count):
    sender.begun(len(TEXT))
    with acting(app, world.actor("anna")) as session:
        statement = text("select samenzicht_forget_uploads('2999-01-01')")
        assert session.connection().execute(statement).scalar_one() == 0

    assert count(Upload) == 1


def test_one_person_has_so_many_under_way(sender, sender_of, count, monkeypatch):
    monkeypatch.setattr("app.documents.service.announcing.MOST_UNDER_WAY", 2)
    addresses = [sender.begun(len(TEXT)) for _ in range(2)]
    assert sender.begin(len(TEXT)).status_code == 422
    assert sender_of("anna").begin(len(TEXT)).status_code == 201
    sender.send(addresses[0], TEXT)
    assert sender.begin(len(TEXT)).status_code == 201
