"""Who must answer: scanner, mail server, time stamps, providers, and our own public address."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from app import wiring
from app.adapters import pades
from app.adapters.keys import MasterKey
from app.adapters.mail import MailServerFault
from app.adapters.openid import SignInRefused
from app.adapters.scanner import Scanner, ScannerDown
from app.adapters.sealers import NoSeal
from app.adapters.sealers.configuration import WrongSealers
from app.adapters.timestamps import NoTimestamp
from app.adapters.timestamps.at_address import NoRoots
from app.checking.database import asking
from app.identity import queries as identity
from app.identity.models import IdentityProvider
from app.identity.service.providers import Switchboard
from app.kernel import clock
from app.running import Databases
from config.settings import Settings

SECONDS = 5
SEAL_ENDS_SOON = timedelta(days=30)
CERTIFICATE_ENDS_SOON = timedelta(days=14)
"""What renews itself does so earlier: by now somebody has to look."""
EXPIRED = "certificate has expired"
"""How OpenSSL says it (X509_V_ERR_CERT_HAS_EXPIRED)."""


def faults(settings: Settings) -> Iterator[str]:
    """Yield what would make people wait for ever: a scanner that is silent, roots that are none."""
    if settings.clamd_address is not None:
        try:
            Scanner(settings.clamd_address).check()
        except ScannerDown as fault:
            yield (
                f"The virus scanner at {settings.clamd_address} does not answer: {fault}. Start"
                " clamd, or correct SAMENZICHT_CLAMD_ADDRESS."
            )
    try:
        wiring.sealers_of(settings)
    except WrongSealers as wrong:
        yield from (f"SAMENZICHT_SEALERS: {each}" for each in wrong.faults)
    try:
        wiring.stamper_of(settings)
    except NoRoots as fault:
        yield f"The roots in SAMENZICHT_TSA_ROOTS cannot be used: {fault}"


def troubles(settings: Settings) -> Iterator[str]:
    """Yield what that was set does not answer, or does less than what comes in asks of it."""
    yield from _scan_troubles(settings)
    if settings.smtp_url is not None:
        try:
            wiring.mailer_of(settings).check()
        except MailServerFault as fault:
            host = urlsplit(settings.smtp_url.get_secret_value()).hostname
            yield (
                f"The mail server {host} does not answer: {fault}. Mails wait for it; look at it,"
                " or at SAMENZICHT_SMTP_URL."
            )
    yield from _stamp_troubles(settings)
    yield from _seal_troubles(settings)


def _scan_troubles(settings: Settings) -> Iterator[str]:
    """Send the scanner a file as large as people may bring in; a silent one was told of before."""
    if settings.clamd_address is None:
        return
    with suppress(ScannerDown):
        if not Scanner(settings.clamd_address).takes(int(settings.max_upload)):
            yield (
                f"The virus scanner takes no file of {int(settings.max_upload)} bytes, and people"
                " may bring those in: nobody can open them. Set StreamMaxLength, MaxFileSize and"
                " MaxScanSize in clamd.conf to at least SAMENZICHT_MAX_UPLOAD."
            )


def _stamp_troubles(settings: Settings) -> Iterator[str]:
    """Ask for a time stamp; without one no seal is placed, but all else goes on."""
    stamper = wiring.stamper_of(settings)
    if stamper is None:
        return
    try:
        pades.ask_time(stamper)
    except NoTimestamp as doubt:
        yield (
            f"No time stamp that can be relied on comes from {settings.tsa_url}: {doubt}. No seal"
            " is placed meanwhile; look at SAMENZICHT_TSA_URL and _TSA_ROOTS."
        )


def _seal_troubles(settings: Settings) -> Iterator[str]:
    """Yield each organisation that places no seal: its key is elsewhere and cannot be used."""
    for code, told in seal_services(settings):
        if isinstance(told, NoSeal):
            yield (
                f"No seal of {code} can be placed: {told}. Its seals wait meanwhile; look at"
                f" [{code}] in {settings.sealers}."
            )
        elif told - clock.now() < SEAL_ENDS_SOON:
            yield (
                f"The seal certificate of {code} is good until {told:%Y-%m-%d} only: let {code} get"
                " another, and put it in place."
            )


def seal_notes(settings: Settings) -> Iterator[str]:
    """Yield until when each key that is kept elsewhere is good."""
    for code, told in seal_services(settings):
        if not isinstance(told, NoSeal):
            yield f"The key of {code} answers; its certificate is good until {told:%Y-%m-%d}."


def seal_services(settings: Settings) -> Iterator[tuple[str, datetime | NoSeal]]:
    """Reach for each key that is kept elsewhere: until when it is good, or why it is not."""
    sealers = wiring.sealers_of(settings)
    for code, sealer in sealers.by_code.items() if sealers else ():
        try:
            yield code, pades.good_until(sealer, now=clock.now())
        except NoSeal as doubt:
            yield code, doubt


def troubles_of_people(settings: Settings, databases: Databases) -> Iterator[str]:
    """Yield what keeps people of elsewhere from coming in."""
    if settings.is_https and not settings.proxies:
        yield (
            "A proxy brings https, and SAMENZICHT_PROXIES is 0, so that all people count as one"
            " address: set it to the number of proxies in front."
        )
    yield from address_troubles(settings)
    with asking(databases):
        yield from _unknown_sealers(settings)
        providers = [each for each in identity.list_providers() if each.is_active]
        yield from _provider_troubles(settings, providers)


def _unknown_sealers(settings: Settings) -> Iterator[str]:
    sealers = wiring.sealers_of(settings)
    known = {each.code for each in identity.organisations_by_id().values()}
    for code in sorted(sealers.by_code.keys() - known if sealers else ()):
        yield f"[{code}] in {settings.sealers} is the code of no organisation here: correct it."


def address_troubles(settings: Settings) -> Iterator[str]:
    """Yield whether our own public address does not lead to us."""
    told, ends_at = _answer_of(settings)
    if not told and ends_at is not None and ends_at - clock.now() < CERTIFICATE_ENDS_SOON:
        yield (
            f"The certificate of {settings.origin} is good until {ends_at:%Y-%m-%d} only: renew it,"
            " and let the proxy read it anew."
        )
    if told:
        yield (
            f"{settings.origin} does not answer as it should: {told}. Look at the proxy in front,"
            " its certificate, and whether `samenzicht serve` runs."
        )


def _answer_of(settings: Settings) -> tuple[str, datetime | None]:
    """Ask our own public address whether it is alive; return what is wrong, and its last day."""
    url = settings.public_url
    host, port = (url.host or "").strip("[]"), url.port or 443
    line = http.client.HTTPSConnection(
        host, port, timeout=SECONDS, context=ssl.create_default_context()
    )
    try:
        line.request("GET", "/healthz")
        ends_at = _end_of(line)
        answer = line.getresponse()
        is_ours = (answer.status, answer.read(16)) == (http.HTTPStatus.OK, b"ok\n")
    except (OSError, http.client.HTTPException) as fault:
        return _plain(str(fault)), None
    finally:
        line.close()
    return "" if is_ours else f"/healthz gives status {answer.status}", ends_at


def _end_of(line: http.client.HTTPSConnection) -> datetime | None:
    """Return until when the certificate on the other side is good."""
    shown = line.sock.getpeercert() if isinstance(line.sock, ssl.SSLSocket) else None
    ends = (shown or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), tz=UTC) if ends else None


def _provider_troubles(settings: Settings, providers: list[IdentityProvider]) -> Iterator[str]:
    if not providers:
        yield (
            "No provider is open, so nobody can sign in: `samenzicht provider open ORGANISATION`."
        )
        return
    switchboard = Switchboard(MasterKey.from_file(settings.key_file))
    for each in providers:
        try:
            switchboard.probe(each)
        except SignInRefused as refusal:
            yield (
                f"{each.organisation.short_name} cannot sign in by {each.slug}:"
                f" {_plain(str(refusal))}. Tell who keeps {each.issuer}."
            )


def _plain(told: str) -> str:
    """Return what a certificate that ran out is, in words; anything else as it was told."""
    return "its certificate has expired" if EXPIRED in told else told.rstrip(".")
