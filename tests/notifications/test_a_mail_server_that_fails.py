"""The mail server fails at its N-th use, in four ways: the mail leaves in the end, under one name.

It comes twice only where nobody can know whether it was taken: its answer to the text was lost.
"""

from urllib.parse import urlsplit

import pytest

from app.adapters import mail as mail_module
from app.adapters.mail import Mailer, MailServerFault
from app.notifications.models import Mailing
from tests.support.faulty_line import KINDS, faulty_line

SHORT = 0.25
ANSWERS = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "the text", "QUIT")


@pytest.fixture
def line(house, post, monkeypatch):
    real = house.tool(Mailer)
    with faulty_line(urlsplit(real.smtp_url).port) as standing:
        led = Mailer(real.sender, real.folder, f"smtp://127.0.0.1:{standing.port}")
        monkeypatch.setitem(house.tools, Mailer, led)
        yield standing


@pytest.fixture
def sent(send):
    """Whether sending went well."""

    def trying():
        try:
            send()
        except MailServerFault:
            return False
        return True

    return trying


@pytest.fixture
def failing(line, sent, monkeypatch):
    """Send while one use fails; tell whether it was sent all the same."""

    def trying(kind, at):
        line.fail(kind, at)
        with monkeypatch.context() as patch:
            patch.setattr(mail_module, "_SECONDS", SHORT)
            is_sent = sent()
        line.mend()
        return is_sent

    return trying


@pytest.mark.parametrize("kind", KINDS)
def test_it_leaves_in_the_end(due_task, remind, failing, sent, post, rows, transaction, kind):
    due_task()
    remind()
    twice = []
    for at in range(1, 2 if kind == "refused" else len(ANSWERS) + 1):
        with transaction.undone():
            post.taken.clear()
            is_sent = failing(kind, at)
            assert [each.sent_at is not None for each in rows(Mailing)] == [is_sent]
            assert sent()
            assert rows(Mailing)[0].sent_at is not None
            assert len({each["Message-ID"] for each in post.mails()}) == 1
            twice += [ANSWERS[at - 1]] * (len(post.mails()) - 1)
    assert set(twice) <= {"the text"}


def test_these_are_all_its_answers(due_task, remind, sent, line):
    due_task()
    remind()

    assert sent()
    assert (line.connections, line.answers) == (1, len(ANSWERS))
