"""What the tests of sealing and printing share: parties with small keys, one printed and sealed
file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.adapters import certificates, pades, pdf
from app.adapters.fonts import packaged_fonts
from app.adapters.pades import ExpectedSeal, FieldSpec
from app.adapters.timestamps import TimeStamper
from tests.support.report_data import report_data

TEMPLATE = Path(__file__).parents[2] / "templates" / "reports" / "report.typ"
MADE_AT = datetime(2024, 11, 2, 9, 30, tzinfo=UTC)
"""Safely in the past: a seal that claims a moment to come is wrong."""
FINDINGS = '{"findings": ["B01", "B02"]}'


@dataclass
class Authority:
    """A party with its root and its seal."""

    name: str
    party: certificates.Party = field(init=False)
    root: certificates.Credential = field(init=False)

    def __post_init__(self) -> None:
        self.party = certificates.Party(self.name, f"NTRNL-{abs(hash(self.name)) % 10**8:08}")
        kind = certificates.KeyKind.EC_P256
        self.root = certificates.create_root(self.party, now=MADE_AT, kind=kind)
        self.seal = certificates.issue_seal(self.root, self.party, now=MADE_AT, kind=kind)

    def platform_seal(self) -> certificates.Credential:
        kind = certificates.KeyKind.EC_P256
        return certificates.issue_platform_seal(self.root, self.party, now=MADE_AT, kind=kind)


@dataclass
class Round:
    """A printed file with prepared fields, and who seals which."""

    printed: bytes
    prepared: bytes
    sealed: list[bytes]
    fields: list[str]
    authorities: list[Authority]
    platform: Authority

    @property
    def final(self) -> bytes:
        return self.sealed[-1]

    def expected(self) -> list[ExpectedSeal]:
        pairs = zip(self.fields, self.authorities, strict=True)
        return [ExpectedSeal(name, (one.root.certificate,)) for name, one in pairs]

    def verdict(
        self, content: bytes, *, expected: list[ExpectedSeal] | None = None, known: bool = True
    ) -> pades.Verdict:
        """Judge a file, by default one that is on record."""
        return pades.validate(
            content,
            self.expected() if expected is None else expected,
            platform_roots=[self.platform.root.certificate],
            known_sha256={hashlib.sha256(content).hexdigest()} if known else {"0" * 64},
        )


@pytest.fixture(scope="session")
def fonts() -> Path:
    return packaged_fonts()


@pytest.fixture(scope="session")
def printed(fonts: Path) -> pdf.Rendered:
    attachment = pdf.Attachment(
        "findings.json", FINDINGS, "application/json", "De bevindingen als gegevens"
    )
    return pdf.render(
        TEMPLATE,
        report_data(seats=3, findings=2),
        fonts=fonts,
        attachments=[attachment],
    )


@pytest.fixture(scope="session")
def outsider() -> Authority:
    return Authority("Bureau Buiten")


@pytest.fixture(scope="session")
def sealing_round(printed: pdf.Rendered, fonts: Path) -> Round:
    """Three authorities that sealed one after the other, a minute apart."""
    platform = Authority("Samenzicht")
    authorities = [Authority(f"Inspectie {letter}") for letter in "ABC"]
    specs = [
        FieldSpec(place.name, place.page, place.box, f"Zegel van {one.name}", one.root.certificate)
        for place, one in zip(printed.places, authorities, strict=True)
    ]
    prepared = pades.prepare(
        printed.content,
        specs,
        platform=platform.platform_seal(),
        signed_at=MADE_AT,
        reason="Vastgesteld",
    )
    sealed: list[bytes] = []
    for number, (spec, one) in enumerate(zip(specs, authorities, strict=True), start=1):
        sealed.append(
            place_seal(
                sealed[-1] if sealed else prepared,
                spec.name,
                one.seal,
                signed_at=MADE_AT + timedelta(minutes=number),
            )
        )
    names = [spec.name for spec in specs]
    return Round(printed.content, prepared, sealed, names, authorities, platform)


def place_seal(
    content: bytes,
    name: str,
    credential: certificates.Credential,
    *,
    signed_at: datetime,
    stamper: TimeStamper | None = None,
) -> bytes:
    """Place a seal with the lines of an ordinary one."""
    return pades.seal(
        content,
        name,
        credential=credential,
        appearance=["Carolien Haverkort", "hoofdinspecteur jeugd", "2 november 2026, 10.31 uur"],
        reason="Ondertekend",
        signed_at=signed_at,
        fonts=packaged_fonts(),
        stamper=stamper,
    )
