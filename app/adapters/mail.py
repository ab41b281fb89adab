"""Sending plain text mail: by SMTP, or as files in a folder when no server is given.

The message id is the caller's, made of what the mail is about, so that a retry is recognised as the
same mail by receiving servers and overwrites the same file here.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit

from app.kernel import clock

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 20
_LONGEST_NAME = 120
_FOR_GOOD = 500
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
NOT_OFFERED = "it does not offer TLS (STARTTLS)"
_PORTS = {"smtp": 25, "smtps": 465}


class NotSendable(Exception):
    """This mail can never be sent as it is: an address or a header is not one."""


class MailRefused(NotSendable):
    """The mail server refused this address or this mail for good: trying again will not help.

    Source: RFC 5321, 4.2.1: a reply of 500 and more is a permanent answer.
    """


class MailServerFault(Exception):
    """The mail server is not there or refused; trying again later may help."""


class PerhapsTaken(MailServerFault):
    """It broke off when the words were on their way: the mail may have been taken nevertheless.

    Source: RFC 5321, 4.5.3.2.6 and RFC 1047: the answer to the end of a mail may get lost.
    """


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail ready to send."""

    subject: str
    text: str

    @classmethod
    def written(cls, subject: str, *paragraphs: str) -> Self:
        """Write a mail of paragraphs with an empty line between."""
        return cls(subject, "\n\n".join(paragraphs) + "\n")


@dataclass(frozen=True, slots=True)
class Mailer:
    """Sends mails from one address.

    Args:
        smtp_url: `smtp://[user:password@]host[:port]` (by STARTTLS) or `smtps://…`; None writes
            `.eml` files instead.
        folder: where the files go.
        needs_tls: nothing is sent where STARTTLS is not offered. On this machine, where nobody can
            listen in, it is never asked.
    """

    sender: str
    folder: Path
    smtp_url: str | None = None
    needs_tls: bool = True

    def send(
        self, message_id: str, *, to: str, subject: str, text: str, unsubscribe: str | None = None
    ) -> None:
        """Send one mail to one address.

        Args:
            message_id: unique per mail, the same on a retry; letters, digits, dots, dashes.
            unsubscribe: address of the page where one chooses to get no more of these.

        Raises:
            NotSendable: a line end in a header, or an address that is none.
            MailRefused: the server will never take this mail for this address.
            MailServerFault: the server did not take it now, or not from us.
            PerhapsTaken: nobody knows whether the server took it.
        """
        message = self._message(message_id, to=to, subject=subject, text=text)
        if unsubscribe is not None:
            message["List-Unsubscribe"] = f"<{unsubscribe}>"
        if self.smtp_url is None:
            self._write(message_id, message)
            return
        try:
            self._deliver(message)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as answer:
            if (code := _code_of(answer)) >= _FOR_GOOD:
                raise MailRefused(str(code)) from answer
            raise MailServerFault(type(answer).__name__) from answer
        except (OSError, smtplib.SMTPException) as fault:
            raise MailServerFault(type(fault).__name__) from fault

    def check(self) -> None:
        """Find out whether the server answers and lets us in; without one there is nothing to ask.

        Raises:
            MailServerFault: it does not.
        """
        if self.smtp_url is None:
            return
        try:
            with self._connected() as server:
                server.noop()
        except (OSError, smtplib.SMTPException) as fault:
            raise MailServerFault(str(fault) or type(fault).__name__) from fault

    def _message(self, message_id: str, *, to: str, subject: str, text: str) -> EmailMessage:
        sender, recipient = _address(self.sender), _address(to)
        if any(not character.isprintable() for character in f"{subject}{message_id}"):
            raise NotSendable("a line end or control character in a header")
        if not message_id or not all(part.isalnum() or part in "-._" for part in message_id):
            raise NotSendable("message id")
        message = EmailMessage(policy=SMTP)
        message["From"] = sender
        message["To"] = recipient
        message["Subject"] = subject
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = f"<{message_id}@{sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message

    def _write(self, message_id: str, message: EmailMessage) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = (
            message_id
            if len(message_id) <= _LONGEST_NAME
            else hashlib.sha256(message_id.encode()).hexdigest()
        )
        draft = self.folder / f".{secrets.token_hex(8)}.draft"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / f"{name.lstrip('.')}.eml")

    def _deliver(self, message: EmailMessage) -> None:
        with self._connected() as server:
            try:
                server.send_message(message)
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused):
                raise
            except (OSError, smtplib.SMTPException) as fault:
                if isinstance(fault, smtplib.SMTPDataError) and fault.smtp_code >= _FOR_GOOD:
                    raise
                raise PerhapsTaken(type(fault).__name__) from fault

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """Give a server that greeted us, by a safe way where it has one, and knows who we are."""
        parts = urlsplit(self.smtp_url or "")
        port = parts.port or _PORTS[parts.scheme]
        host, context = parts.hostname or "localhost", ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=_SECONDS)
        with closing(server):
            server.ehlo()
            if parts.scheme == "smtp" and (parts.username or self._goes_by_tls(host, server)):
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            yield server
            with suppress(OSError, smtplib.SMTPException):
                server.quit()  # how it takes leave says nothing of what it took

    def _goes_by_tls(self, host: str, server: smtplib.SMTP) -> bool:
        """Tell whether to go over to TLS.

        Raises:
            SMTPNotSupportedError: it is needed and not offered: links in mails let somebody in.
        """
        is_offered = server.has_extn("starttls")
        if not is_offered and self.needs_tls and host not in LOOPBACK_HOSTS:
            raise smtplib.SMTPNotSupportedError(NOT_OFFERED)
        return is_offered


def _code_of(answer: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> int:
    """Return the number a server answered with; what it says of the sender is not among them."""
    if isinstance(answer, smtplib.SMTPDataError):
        return int(answer.smtp_code)
    return min(code for code, _text in answer.recipients.values())


def _address(text: str) -> Address:
    """Read a bare address, `name@host`; what could smuggle in a second one is refused."""
    if not text.isprintable() or text.count("@") != 1 or any(mark in text for mark in ' ,;<>()"\\'):
        raise NotSendable("address")
    try:
        address = Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError) as fault:
        raise NotSendable("address") from fault
    if not address.username or not address.domain:
        raise NotSendable("address")
    return address
