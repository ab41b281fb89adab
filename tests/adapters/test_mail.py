"""Mail: by a real server or as files; nothing a person typed becomes a header or a second
address."""

import email
import email.policy
import socket
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from app.adapters.mail import Mailer, MailServerFault, NotSendable, PerhapsTaken

SENDER = "noreply@samenzicht.example"
TO = "burak.demirtas@igj.example"
TEXT = "Beste Burak,\n\nEr wacht één taak op jou.\n.\nGroet"


def read(content: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def written(folder: Path) -> list[email.message.EmailMessage]:
    return [read(path.read_bytes()) for path in sorted(folder.iterdir())]


def test_without_a_server_a_mail_is_a_file(tmp_path):
    Mailer(SENDER, tmp_path / "mails").send("task-1", to=TO, subject="Nieuwe taak: één", text=TEXT)

    [path] = (tmp_path / "mails").iterdir()
    message = read(path.read_bytes())
    assert path.name == "task-1.eml"
    assert (message["To"], message["From"]) == (TO, SENDER)
    assert message["Subject"] == "Nieuwe taak: één"
    assert message["Message-ID"] == "<task-1@samenzicht.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime.utcoffset() is not None
    assert message.get_content().splitlines() == TEXT.splitlines()


def test_the_same_mail_again_is_one_file(tmp_path):
    mailer = Mailer(SENDER, tmp_path)

    mailer.send("task-1", to=TO, subject="Eerst", text="a")
    mailer.send("task-1", to=TO, subject="Opnieuw", text="a")

    assert [message["Subject"] for message in written(tmp_path)] == ["Opnieuw"]


HOSTILE = {
    "second header": {"subject": "Hallo\r\nBcc: iedereen@buiten.example"},
    "bare line end": {"subject": "Hallo\nX: y"},
    "nul": {"subject": "Hallo\0"},
    "header in address": {"to": "a@b.example\r\nBcc: c@d.example"},
    "two addresses": {"to": "a@b.example, c@d.example"},
    "two at signs": {"to": "a@b@c.example"},
    "named address": {"to": "Anna <a@b.example>"},
    "quoted": {"to": '"a b"@c.example'},
    "no host": {"to": "anna@"},
    "no name": {"to": "@b.example"},
    "empty": {"to": ""},
    "source route": {"to": "<@x.example:a@b.example>"},
    "id with a line end": {"message_id": "a\r\nb"},
    "id with a folder": {"message_id": "../../etc/x"},
    "id with an end": {"message_id": "a>b"},
    "empty id": {"message_id": ""},
}


@pytest.mark.parametrize("changed", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_typed_becomes_a_header_or_an_address(tmp_path, changed):
    given = {"message_id": "m-1", "to": TO, "subject": "Hallo", "text": "x"} | changed

    with pytest.raises(NotSendable):
        Mailer(SENDER, tmp_path).send(given.pop("message_id"), **given)

    assert list(tmp_path.iterdir()) == []


def test_a_text_stays_a_text(tmp_path):
    text = "Eerste regel\r\n\r\nSubject: geen kop\r\nBcc: niemand@x.example\n\nFrom hier"

    Mailer(SENDER, tmp_path).send("m-1", to=TO, subject="s" * 300, text=text)

    [message] = written(tmp_path)
    assert message["Bcc"] is None
    assert message["Subject"] == "s" * 300
    assert message.get_content().split() == text.split()


def test_a_long_id_is_a_file_too(tmp_path):
    Mailer(SENDER, tmp_path).send("x" * 400, to=TO, subject="s", text="t")

    [path] = tmp_path.iterdir()
    assert len(path.name) == 68
    assert written(tmp_path)[0]["Message-ID"] == f"<{'x' * 400}@samenzicht.example>"


class Keeping:
    """A mail server's other side: it keeps what it gets, or refuses."""

    def __init__(self, answer: str = "250 OK"):
        self.answer = answer
        self.kept: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # aiosmtpd's name
        self.kept.append((envelope.rcpt_tos, envelope.content))
        return self.answer


class Answering:
    """A mail server's other side that answers some commands as it is told."""

    def __init__(self, answers: dict[str, str]):
        for command, answer in answers.items():
            setattr(self, f"handle_{command}", self._always(answer))

    @staticmethod
    def _always(answer: str):
        async def say(*_given):
            return answer

        return say


@pytest.fixture
def serving():
    controllers = []

    def serve(handler: Keeping, *, host: str = "127.0.0.1", **options) -> str:
        with socket.create_server((host, 0)) as free:
            port = free.getsockname()[1]
        controller = Controller(handler, hostname=host, port=port, **options)
        controller.start()
        controllers.append(controller)
        return f"{host}:{port}"

    yield serve
    for controller in controllers:
        controller.stop()


def test_a_server_gets_the_mail(serving, tmp_path):
    keeping = Keeping()
    mailer = Mailer(SENDER, tmp_path / "mails", f"smtp://{serving(keeping)}")

    mailer.send("task-1", to=TO, subject="Één taak", text=TEXT)

    [(recipients, content)] = keeping.kept
    assert recipients == [TO]
    assert read(content)["Subject"] == "Één taak"
    assert read(content).get_content().splitlines() == TEXT.splitlines()
    assert not (tmp_path / "mails").exists()


def test_a_server_that_refuses_is_a_fault_to_try_again(serving, tmp_path):
    address = serving(Keeping("451 later"))

    with pytest.raises(MailServerFault, match="SMTPDataError"):
        Mailer(SENDER, tmp_path, f"smtp://{address}").send("m", to=TO, subject="s", text="t")


def test_a_server_that_is_down_is_a_fault_to_try_again(tmp_path):
    with pytest.raises(MailServerFault) as told:
        Mailer(SENDER, tmp_path, "smtp://127.0.0.1:1").send("m", to=TO, subject="s", text="t")
    assert not isinstance(told.value, PerhapsTaken)


@pytest.mark.parametrize(
    ("answers", "may_be_taken"),
    [
        ({"DATA": "451 Later"}, True),
        ({"MAIL": "451 Not from you now"}, False),
        ({"RCPT": "451 Not to them now"}, False),
    ],
    ids=["words", "sender", "receiver"],
)
def test_only_what_was_on_its_way_may_have_been_taken(serving, tmp_path, answers, may_be_taken):
    handler = Answering(answers)
    with pytest.raises(MailServerFault) as told:
        Mailer(SENDER, tmp_path, f"smtp://{serving(handler)}").send(
            "m", to=TO, subject="s", text="t"
        )
    assert isinstance(told.value, PerhapsTaken) is may_be_taken


def test_a_server_that_takes_leave_badly_took_the_mail_all_the_same(serving, tmp_path):
    handler = Answering({"QUIT": "421 Not so fast"})
    Mailer(SENDER, tmp_path, f"smtp://{serving(handler)}").send("m", to=TO, subject="s", text="t")


def test_a_password_is_never_sent_in_the_clear(serving, tmp_path):
    seen = []

    def authenticate(*given):
        seen.append(given)
        return AuthResult(success=True)

    address = serving(Keeping(), authenticator=authenticate, auth_require_tls=False)

    with pytest.raises(MailServerFault):
        Mailer(SENDER, tmp_path, f"smtp://user:geheim@{address}").send(
            "m", to=TO, subject="s", text="t"
        )
    assert seen == []


ELSEWHERE = "127.0.0.2"
"""An address that is not taken for this machine: somebody might listen in on the way."""


def test_nothing_goes_open_to_a_server_elsewhere(serving, tmp_path):
    """A link that lets somebody in stands in the mail."""
    keeping = Keeping()
    address = serving(keeping, host=ELSEWHERE)
    mailer = Mailer(SENDER, tmp_path, f"smtp://{address}")

    with pytest.raises(MailServerFault):
        mailer.send("m", to=TO, subject="s", text="t")
    with pytest.raises(MailServerFault, match="does not offer TLS"):
        mailer.check()

    assert keeping.kept == []
    open_one = Mailer(SENDER, tmp_path, f"smtp://{address}", needs_tls=False)
    open_one.send("m", to=TO, subject="s", text="t")
    assert len(keeping.kept) == 1
