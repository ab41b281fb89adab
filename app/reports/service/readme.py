"""The README of an evidence pack: in Dutch, as the report is, with commands that can be copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.adapters.pades import CLOSING_FIELD, PLATFORM_FIELD, SealPart
from app.kernel.clock import HOME_ZONE
from app.kernel.errors import HouseFault
from app.reports.models import Report, ReportProof, Seat, SeatStatus
from app.reports.service import readme_renewals as renewals
from app.reports.service.keys import STAMPER

PDF, TRUST, LOG = "rapport.pdf", "vertrouwen.json", "logboek.json"
DECISIONS, README = "besluiten.json", "README.txt"
STAMPERS = "tijdstempels"
ANSWERS_AT = "aanmeldingen"
PERSONAL = """Waar bij een organisatie "eigen certificaat" staat, heeft een persoon ondertekend,
buiten Samenzicht, in de plaats van het zegel. Het moment daarin komt van de eigen computer; het
sluitstempel bewijst dat de handtekening er toen was. De wortel ervan staat in vertrouwen.json bij
"people". Van wie het certificaat is, zegt het mandaatregister van de organisatie; in besluiten.json
staat het bij "signed_elsewhere", en de vingerafdruk ervan in logboek.json. Of het een
gekwalificeerde handtekening is, zegt wie het certificaat gaf: Samenzicht stelt dat niet vast, en
vraagt niet of het is ingetrokken.
"""
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
  wortels/          het wortelcertificaat van elke organisatie die zegelde, en van wie de
                    tijdstempels gaf: tijdstempels.pem (PEM)
  besluiten.json    wie wat besloot, met welk mandaat, en wat het inloggen bevestigde
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
ANSWERS = """
Wat uw eigen inlogvoorziening ondertekende
In aanmeldingen/ staat bij elk besluit van uw eigen organisatie het antwoord van uw inlogvoorziening
op het opnieuw inloggen ("token", een JWS volgens RFC 7515) met de openbare sleutel waarmee
Samenzicht het nakeek ("key"). Dit staat alleen in het pakket van uw eigen organisatie: het noemt de
persoon zoals uw inlogvoorziening die kent. Zo kijkt u het na, met elk programma voor JWS:
- de handtekening van "token" klopt met "key", en "key" is een sleutel van uw inlogvoorziening;
- "nonce" in het token is de SHA-256 van "purpose" in besluiten.json (als JSON, sleutels op
  volgorde, zonder spaties), en daarin staat wat er werd besloten;
- de "sha256" in "purpose" is die van rapport.pdf tot en met een van de regels %%EOF: zo was het
  bestand voor de eerste handtekening, en "seat" is de "seat_id" van het besluit;
- de SHA-256 van "token" is de "answer_sha256" in besluiten.json en in logboek.json, op een regel
  waarvan "actor" de "by_id" van het besluit is en "object" het rapport uit "purpose".
Wie Samenzicht heeft, laat dit alles nakijken, zonder server, in de map van dit pakket:
  samenzicht report answers .
Zo blijkt zonder Samenzicht dat deze persoon op dat moment opnieuw inlogde voor juist dit besluit.
Dat "key" toen van uw inlogvoorziening was, weet alleen uw eigen organisatie.
"""
CHECK = """
De zegels nakijken met openssl (versie 3 of later)
Elk zegel dekt het hele bestand zoals het toen was, behalve het zegel zelf. De opdrachten hieronder
schrijven die bytes naar deel.bin en toetsen het zegel daaraan. Het antwoord hoort telkens te zijn:
CAdES Verification successful
Bij een zegel met een tijdstempel staan daarna drie opdrachten voor dat stempel. Het antwoord hoort
dan te zijn: Verification: OK
"""
FOOT = """
De zegels nakijken met pdfsig (uit poppler-utils)
  pdfsig -nocert rapport.pdf
Bij elk zegel hoort te staan: Signature is Valid. Het sluitstempel kan pdfsig niet nakijken.

Let op: openssl en pdfsig zien niet dat er na het laatste zegel iets aan het bestand is toegevoegd,
en niet dat er een zegel ontbreekt. Vergelijk daarom altijd ook de vingerafdruk en de besluiten
hierboven. Wie Samenzicht heeft, laat alles samen toetsen:
  samenzicht report verify rapport.pdf --trust vertrouwen.json --log logboek.json{proof}

Wat dit bewijst
De zegels zijn gemaakt met certificaten van Samenzicht zelf, behalve die van organisaties die in
vertrouwen.json onder "outside" staan. Zegels van Samenzicht zelf zijn geavanceerde zegels, geen
gekwalificeerde. Wat een zegel van elders waard is, zegt wie dat certificaat gaf. Een tijdstempel
(niveau PAdES B-T) bewijst dat het zegel er op dat moment was, volgens wie het stempel gaf. Is dat
"{own}", dan is het Samenzicht zelf, en is het stempel niet gekwalificeerd.
Van een zegel zonder tijdstempel (niveau PAdES B-B) zegt alleen Samenzicht wanneer het is gezet.
{personal}Controleer de wortels bij de organisaties zelf, en die van de tijdstempels bij wie ze gaf.
"""


def write(
    report: Report,
    *,
    seals: Sequence[SealPart],
    owners: Mapping[str, Seat],
    proofs: Sequence[ReportProof] = (),
    has_answers: bool = False,
) -> str:
    """Return the README of a frozen report.

    Args:
        owners: the seats by the name of their field.
        proofs: how its proof was renewed, oldest first.
        has_answers: the pack has signed answers of the reader's own sign-in provider.
    """
    file = report.file
    if file is None:
        raise HouseFault("A report that is no file has no evidence.")
    head = HEAD.format(
        ref=report.ref, title=report.title, frozen=report.fingerprint, newest=file.sha256.hex()
    )
    decided = "".join(f"  {_sentence(each)}\n" for each in report.seats)
    checks = "".join(_commands(report, each, owner=owners.get(each.field)) for each in seals)
    lasting = _lasting(report, seals, proofs) if report.adopted_at else ""
    foot = FOOT.format(
        own=STAMPER.name,
        proof=f" --proof {renewals.CHAIN}" if proofs else "",
        personal=PERSONAL if any(each.elsewhere for each in report.seats) else "",
    )
    told = (decided or "  Niemand tekent dit rapport.\n") + (ANSWERS if has_answers else "")
    return head + told + CHECK + checks + lasting + foot


def _lasting(report: Report, seals: Sequence[SealPart], proofs: Sequence[ReportProof]) -> str:
    """Return the part about how long it can be checked."""
    closing = next((each for each in seals if each.field == CLOSING_FIELD), None)
    command = renewals.closing_command(
        closing,
        covered=_covered(closing) if closing else "",
        path=path_of(closing) if closing else "",
        root=root_of(STAMPERS),
    )
    return renewals.write(proofs, until=report.holds_until, closing=command, root=root_of(STAMPERS))


def path_of(seal: SealPart) -> str:
    """Return where a seal stands in the pack."""
    return f"zegels/{seal.field}.p7s"


def path_of_answer(field: str, number: int) -> str:
    """Return where the signed answer of a sign-in provider stands in the pack."""
    return f"{ANSWERS_AT}/{field}-{number}.json"


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
    if seal.field == CLOSING_FIELD:
        return _closing_commands(seal)
    moment = report.frozen_at if owner is None else owner.sealed_at
    at_time = "" if moment is None else f" -attime {int(moment.timestamp())}"
    code, name = PLATFORM_FIELD, "Samenzicht (het vastzetten)"
    if owner is not None:
        code, name = owner.organisation.code, owner.organisation.name
        if owner.elsewhere:
            name += f", met een eigen certificaat: {owner.elsewhere['subject']}"
    return (
        f"\n{name}\n{_level(seal)}"
        f"{_covered(seal)}"
        f"  openssl cms -verify -binary -cades -inform DER -in {path_of(seal)} -content deel.bin"
        f" -CAfile {root_of(code)} -purpose any{at_time} -out /dev/null\n"
        f"{_stamp_commands(seal)}"
    )


def _covered(seal: SealPart) -> str:
    """Return the command that writes what a seal covers."""
    _first, length, second, rest = seal.covered
    parts = f"head -c {length} {PDF}; tail -c +{second + 1} {PDF} | head -c {rest};"
    return f"  {{ {parts} }} > deel.bin\n"


def _closing_commands(seal: SealPart) -> str:
    """Return the commands for the time stamp that closes the file."""
    if seal.stamp is None:
        return ""
    moment = seal.stamp.at.astimezone(HOME_ZONE)
    return (
        "\nHet sluitstempel: het tijdstempel over het hele bestand, na het laatste zegel\n"
        f"  Van {moment:%d-%m-%Y %H:%M:%S} door {seal.stamp.by}. Antwoord: Verification: OK\n"
        f"{_covered(seal)}"
        f"  openssl ts -verify -token_in -in {path_of(seal)} -data deel.bin"
        f" -CAfile {root_of(STAMPERS)} -attime {int(seal.stamp.at.timestamp())}\n"
    )


def _level(seal: SealPart) -> str:
    if seal.stamp is None:
        return "  Niveau PAdES B-B: zonder tijdstempel.\n"
    moment = seal.stamp.at.astimezone(HOME_ZONE)
    return f"  Niveau PAdES B-T: tijdstempel van {moment:%d-%m-%Y %H:%M:%S} door {seal.stamp.by}.\n"


def _stamp_commands(seal: SealPart) -> str:
    """Return the commands for the time stamp on a seal: it is about the signature in the seal."""
    if seal.stamp is None:
        return ""
    path = path_of(seal)
    cut = "  tail -c +{} {} | head -c {} > {}\n"
    (signature, length), (token, size) = seal.stamp.signature, seal.stamp.token
    return (
        cut.format(signature + 1, path, length, "deel.bin")
        + cut.format(token + 1, path, size, "stempel.tst")
        + "  openssl ts -verify -token_in -in stempel.tst -data deel.bin"
        f" -CAfile {root_of(STAMPERS)} -attime {int(seal.stamp.at.timestamp())}\n"
    )
