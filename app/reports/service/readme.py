"""The README of an evidence pack: in Dutch, as the report is, with commands that can be copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.adapters.pades import PLATFORM_FIELD, SealPart
from app.kernel.clock import HOME_ZONE
from app.kernel.errors import HouseFault
from app.reports.models import Report, Seat, SeatStatus

PDF, TRUST, LOG = "rapport.pdf", "vertrouwen.json", "logboek.json"
DECISIONS, README = "besluiten.json", "README.txt"
DECIDED = {
    SeatStatus.WAITING: "heeft nog niet beslist",
    SeatStatus.SIGNED: "heeft ondertekend",
    SeatStatus.SIGNED_WITH_RESERVATION: "heeft ondertekend met voorbehoud",
    SeatStatus.DECLINED: "heeft geweigerd te tekenen",
    SeatStatus.ABSTAINED: "heeft zich onthouden",
}

HEAD = """Bewijs bij {ref}
{title}

In dit pakket:
  rapport.pdf       het rapport, met alle zegels die tot nu toe zijn geplaatst
  zegels/           elk zegel los (CMS)
  wortels/          het wortelcertificaat van elke organisatie die zegelde (PEM)
  besluiten.json    wie wat besloot, met welk mandaat, en wat de aanmelding bevestigde
  logboek.json      wat het logboek van de samenwerkruimte over dit rapport zegt
  vertrouwen.json   de wortelcertificaten van alle organisaties

De vingerafdruk (SHA-256) van het vastgezette bestand, waarover iedereen besliste:
  {frozen}
De vingerafdruk van rapport.pdf hoort te zijn:
  {newest}
Zo rekent u die na:
  sha256sum rapport.pdf

Wie wat besloot
"""
CHECK = """
De zegels nakijken met openssl (versie 3 of later)
Elk zegel dekt het hele bestand zoals het toen was, behalve het zegel zelf. De opdrachten hieronder
schrijven die bytes naar deel.bin en toetsen het zegel daaraan. Het antwoord hoort telkens te zijn:
CAdES Verification successful
"""
FOOT = """
De zegels nakijken met pdfsig (uit poppler-utils)
  pdfsig -nocert rapport.pdf
Bij elk zegel hoort te staan: Signature is Valid.

Let op: openssl en pdfsig zien niet dat er na het laatste zegel iets aan het bestand is toegevoegd,
en niet dat er een zegel ontbreekt. Vergelijk daarom altijd ook de vingerafdruk en de besluiten
hierboven. Wie Samenzicht heeft, laat alles samen toetsen:
  samenzicht report verify rapport.pdf --trust vertrouwen.json --log logboek.json

Wat dit bewijst
De zegels zijn gemaakt met certificaten van Samenzicht zelf (PAdES B-B). Het zijn geavanceerde
zegels, geen gekwalificeerde. Het moment in een zegel is het moment dat Samenzicht vastlegde; een
tijdstempel van een ander staat er niet in. Controleer de wortels bij de organisaties zelf.
"""


def write(report: Report, *, seals: Sequence[SealPart], owners: Mapping[str, Seat]) -> str:
    """Return the README of a frozen report.

    Args:
        owners: the seats by the name of their field.
    """
    file = report.file
    if file is None:
        raise HouseFault("A report that is no file has no evidence.")
    head = HEAD.format(
        ref=report.ref, title=report.title, frozen=report.fingerprint, newest=file.sha256.hex()
    )
    decided = "".join(f"  {_sentence(each)}\n" for each in report.seats)
    checks = "".join(_commands(report, each, owner=owners.get(each.field)) for each in seals)
    return head + (decided or "  Niemand tekent dit rapport.\n") + CHECK + checks + FOOT


def path_of(seal: SealPart) -> str:
    """Return where a seal stands in the pack."""
    return f"zegels/{seal.field}.p7s"


def root_of(code: str) -> str:
    """Return where the roots of an organisation stand in the pack."""
    return f"wortels/{code}.pem"


def _sentence(seat: Seat) -> str:
    words = f"{seat.organisation.name}, {seat.office}: {DECIDED[SeatStatus(seat.status)]}"
    if seat.decided_at is not None and seat.decided_by is not None:
        moment = seat.decided_at.astimezone(HOME_ZONE)
        names = ", ".join(
            f"{each.name}, plaatsvervanger van {each.stands_in_for}"
            if each.stands_in_for
            else each.name
            for each in seat.signers
        )
        words += f" ({names}, {moment:%d-%m-%Y %H:%M}, mandaat {seat.mandates_used})"
    said = " / ".join(seat.statements.splitlines())
    return f"{words}: {said}" if said else f"{words}."


def _commands(report: Report, seal: SealPart, *, owner: Seat | None) -> str:
    """Return the commands for one seal, at the moment it was placed."""
    _first, length, second, rest = seal.covered
    moment = report.frozen_at if owner is None else owner.sealed_at
    at_time = "" if moment is None else f" -attime {int(moment.timestamp())}"
    code, name = PLATFORM_FIELD, "Samenzicht (het vastzetten)"
    if owner is not None:
        code, name = owner.organisation.code, owner.organisation.name
    return (
        f"\n{name}\n"
        f"  {{ head -c {length} {PDF}; tail -c +{second + 1} {PDF} | head -c {rest}; }}"
        " > deel.bin\n"
        f"  openssl cms -verify -binary -cades -inform DER -in {path_of(seal)} -content deel.bin"
        f" -CAfile {root_of(code)} -purpose any{at_time} -out /dev/null\n"
    )
