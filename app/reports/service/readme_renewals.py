"""What the README of an evidence pack says of the chain of proof, with commands for `openssl`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.adapters.pades import SealPart
from app.adapters.proofs import Statement
from app.kernel.clock import HOME_ZONE
from app.reports.models import ReportProof

FOLDER, CHAIN = "bewijs", "bewijsketen.json"
LEAF = f"{FOLDER}/logregel.bin"

HEAD = """
Hoe lang dit na te kijken is
Certificaten lopen af. Daarna kan niemand meer zien of een zegel op tijd is gezet, ook openssl niet.
"""
NOT_YET = """Dit rapport is na te kijken tot {until}. Voor die tijd vraagt Samenzicht een nieuw
tijdstempel over alles wat hier ligt. Haal daarna een nieuw bewijspakket op.
"""
UNSURE = """Tot wanneer dit rapport na te kijken is, is nog niet uitgerekend.
"""
RENEWED = """Daarom is er op tijd een nieuw tijdstempel gevraagd over alles wat er lag. Zo is dit
rapport na te kijken tot {until}.
  bewijs/1.json     een verklaring: welk rapport (subject), de vingerafdruk van rapport.pdf (file),
                    van de regel in het logboek waarmee het rapport is vastgesteld (leaf), van de
                    wortels waarop het bewijs steunde (roots), en van elke verklaring ervoor met
                    haar tijdstempel (before)
  bewijs/1.tst      het tijdstempel op die verklaring (RFC 3161)
  bewijs/logregel.bin
                    die regel van het logboek: een nul, het zout en de regel zelf
  bewijsketen.json  hetzelfde in een bestand, voor samenzicht report verify

Bij elke verlenging hoort openssl twee keer te zeggen: Verification: OK. Eerst over wat ervoor kwam,
op het moment van de verlenging: dat gold toen nog. Daarna over de verlenging zelf; over de laatste
met de klok van nu. Zegt openssl dat het certificaat verlopen is, dan is er niet op tijd verlengd en
weet niemand meer of het rapport geldig is.
"""


def write(rows: Sequence[ReportProof], *, until: datetime | None, closing: str, root: str) -> str:
    """Return the part about the chain of proof.

    Args:
        until: the moment until which the report can be checked; None when nobody has looked.
        closing: the command that checks the closing time stamp, but for its moment; empty when
            the file has none.
        root: where the roots of time stamps stand in the pack.
    """
    if not rows:
        return HEAD + (UNSURE if until is None else NOT_YET.format(until=_day(until)))
    before, said = closing, HEAD + RENEWED.format(until=_day(rows[-1].holds_until))
    for each in rows:
        said += _renewal(each, before=before, root=root, is_last=each is rows[-1])
        before = _verify(each.number, root=root)
    return said


def parts(rows: Sequence[ReportProof]) -> dict[str, bytes]:
    """Return the files of each link, by their place in the pack."""
    found = {f"{FOLDER}/{each.number}.json": each.statement for each in rows}
    found |= {f"{FOLDER}/{each.number}.tst": each.token for each in rows}
    return found | ({LEAF: rows[-1].leaf} if rows else {})


def closing_command(seal: SealPart | None, *, covered: str, path: str, root: str) -> str:
    """Return the command that checks the time stamp that closes the file, but for its moment."""
    if seal is None:
        return ""
    return f"{covered}  openssl ts -verify -token_in -in {path} -data deel.bin -CAfile {root}"


def _renewal(row: ReportProof, *, before: str, root: str, is_last: bool) -> str:
    name = Statement.from_bytes(row.statement).name
    at = int(row.stamped_at.timestamp())
    moment = row.stamped_at.astimezone(HOME_ZONE)
    earlier = " ".join(
        f"{FOLDER}/{number}.{kind}" for number in range(1, row.number) for kind in ("json", "tst")
    )
    said = (
        f"\nVerlenging {row.number}, van {moment:%d-%m-%Y %H:%M:%S} door {row.stamped_by}\n"
        f"  De vingerafdrukken die in {FOLDER}/{row.number}.json horen te staan:\n"
        f"  {name}sum rapport.pdf {LEAF}{' ' if earlier else ''}{earlier}\n"
    )
    said += f"{before} -attime {at}\n" if before else ""
    return said + _verify(row.number, root=root) + ("\n" if is_last else f" -attime {at}\n")


def _verify(number: int, *, root: str) -> str:
    path = f"{FOLDER}/{number}"
    return f"  openssl ts -verify -token_in -in {path}.tst -data {path}.json -CAfile {root}"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(HOME_ZONE):%d-%m-%Y}"
