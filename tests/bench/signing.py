"""What printing, sealing and judging cost beside the bare libraries.

`python -m tests.bench.signing`, a part of `make bench`.

Typst and pyHanko do the same work without us: the same template and data, the same kept key, every
seal judged by itself. Both are asked in turn, in a process that is settled as a worker is; the
processor time of the best of some rounds counts, so that others on the machine do not. The 20th
seal is held to the first and to the bytes it must read, hash and write more. A time stamp is left
out, for an authority elsewhere takes the time it takes. Exit status 1 when a bound is passed.
"""

from __future__ import annotations

import asyncio
import gc
import hashlib
import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import typst
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator import ValidationContext

from app.adapters import certificates, pades, pdf
from app.adapters.certificates import Credential, KeyKind, Party
from app.adapters.fonts import packaged_fonts
from app.adapters.pades import ExpectedSeal, FieldSpec
from app.adapters.pades.certificate_rules import as_asn1
from app.adapters.pades.signing import HeldKey
from app.running import settle
from tests.bench.table import say
from tests.support.report_data import report_data

TEMPLATE = Path(__file__).parents[2] / "templates" / "reports" / "report.typ"
MADE_AT = datetime(2024, 11, 2, 9, 30, tzinfo=UTC)
SEATS, FINDINGS = 20, 16
"""A report of about twenty pages."""
JUDGED = 4
"""Seals in the file that is judged: with each one more, all revisions before it are compared."""
ROUNDS = 7
BYTES_FOR_A_SEAL = 2 * 16_384


@dataclass(frozen=True, slots=True)
class Goal:
    """One row: what is measured, what it is beside, and how many times that it may be.

    Args:
        without: what is taken off first.
    """

    name: str
    beside: str
    bound: float
    without: str | None = None


GOALS = (
    Goal("P9 print", "Typst, the same", 1.2),
    Goal("P9b first seal", "pyHanko, the same", 1.3),
    Goal("P9b 20th seal", "P9b first seal", 1.2, without="its bytes more"),
    Goal("P9c judge 4 seals", "pyHanko, one by one", 1.3),
)


@dataclass
class Signing:
    """A printed report with its fields, and who seals them."""

    platform: Credential
    roots: list[Credential]
    seals: list[Credential]
    printed: pdf.Rendered
    names: list[str]
    files: list[bytes] = field(default_factory=list)
    """Of no seal, of one, of two …"""

    def sealed(self, number: int) -> bytes:
        """Put a seal in a field of the file that holds all seals before it."""
        return pades.seal(
            self.files[number],
            self.names[number],
            credential=self.seals[number],
            appearance=["Namens de inspectie", "Iemand, hoofdinspecteur", "Mandaat 2026-01"],
            reason="Ondertekend",
            signed_at=MADE_AT + timedelta(minutes=number + 1),
            fonts=packaged_fonts(),
        )

    def judged(self) -> pades.Verdict:
        """Judge the file with four seals."""
        content = self.files[JUDGED]
        return pades.validate(
            content,
            [
                ExpectedSeal(name, (root.certificate,), required=number < JUDGED)
                for number, (name, root) in enumerate(zip(self.names, self.roots, strict=True))
            ],
            platform_roots=[self.platform.root],
            known_sha256={hashlib.sha256(content).hexdigest()},
        )


def prepare() -> Signing:
    """Print the report, add its fields, and let everybody seal it."""
    party = Party("Samenzicht", "NTRNL-00000001")
    kind = KeyKind.RSA_3072
    root = certificates.create_root(party, now=MADE_AT, kind=kind)
    platform = certificates.issue_platform_seal(root, party, now=MADE_AT, kind=kind)
    own = Party("Inspectie", "NTRNL-00000002")
    own_root = certificates.create_root(own, now=MADE_AT, kind=kind)
    own_seal = certificates.issue_seal(own_root, own, now=MADE_AT, kind=kind)
    printed = print_it()
    fields = [
        FieldSpec(each.name, each.page, each.box, "Zegel", own_root.certificate)
        for each in printed.places
    ]
    signing = Signing(
        platform, [own_root] * SEATS, [own_seal] * SEATS, printed, [each.name for each in fields]
    )
    signing.files.append(
        pades.prepare(
            printed.content, fields, platform=platform, signed_at=MADE_AT, reason="Vastgezet"
        )
    )
    for number in range(SEATS):
        signing.files.append(signing.sealed(number))
    return signing


def data() -> dict[str, Any]:
    """Return the data of the report that is printed."""
    told = report_data(findings=FINDINGS)
    seat = told["seats"][0]
    seats = [{**seat, "name": f"seat-{number}"} for number in range(SEATS)]
    return {**told, "seats": seats}


def print_it() -> pdf.Rendered:
    """Print the report as the product does."""
    return pdf.render(TEMPLATE, data(), fonts=packaged_fonts())


def print_bare() -> bytes:
    """Print the report with Typst alone."""
    compiler = typst.Compiler(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[packaged_fonts()],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data(), sort_keys=True), "attachments": "[]"},
    )
    made = compiler.compile(format="pdf", pdf_standards=["a-3a"], timestamp=0)
    assert isinstance(made, bytes)
    return made


def seal_bare(signing: Signing) -> bytes:
    """Put the first seal with pyHanko alone, with a key it need not read again."""
    credential = signing.seals[0]
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=signing.names[0],
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason="Ondertekend",
            validation_context=_believing(signing),
        ),
        HeldKey(credential),
        stamp_style=TextStampStyle(),
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(signing.files[0]))
    output = signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=BYTES_FOR_A_SEAL)
    output.seek(0)
    return bytes(output.read())


def hash_more(signing: Signing) -> None:
    """Read, hash and write as many bytes as the 20th seal finds more than the first."""
    more = signing.files[SEATS - 1][len(signing.files[0]) :]
    hashlib.sha256(io.BytesIO(more).read())
    io.BytesIO().write(more)


def judge_bare(signing: Signing) -> None:
    """Judge the certification and each seal with pyHanko alone, and the changes after it."""
    context = _believing(signing)
    reader = PdfFileReader(io.BytesIO(signing.files[JUDGED]))
    for each in reader.embedded_signatures:
        status = asyncio.run(async_validate_pdf_signature(each, context))
        assert status.intact


def _believing(signing: Signing) -> ValidationContext:
    return ValidationContext(
        trust_roots=[as_asn1(signing.roots[0].certificate)],
        moment=MADE_AT + timedelta(hours=1),
        allow_fetching=False,
    )


def main() -> int:
    """Measure, print, and return the exit status."""
    signing = prepare()
    assert signing.judged().answer is pades.Answer.VALID
    say(f"{signing.printed.pages} pages, {SEATS} seats, {len(signing.files[-1]) >> 10} kiB sealed")
    work: dict[str, Callable[[], object]] = {
        "Typst, the same": print_bare,
        "P9 print": print_it,
        "pyHanko, the same": lambda: seal_bare(signing),
        "P9b first seal": lambda: signing.sealed(0),
        "P9b 20th seal": lambda: signing.sealed(SEATS - 1),
        "its bytes more": lambda: hash_more(signing),
        "pyHanko, one by one": lambda: judge_bare(signing),
        "P9c judge 4 seals": signing.judged,
    }
    best = dict.fromkeys(work, float("inf"))
    settle()
    for _round in range(ROUNDS):
        for name, do in work.items():
            gc.collect()
            begin = time.process_time()
            do()
            best[name] = min(best[name], (time.process_time() - begin) * 1000)
    return print_goals(best, GOALS)


def print_goals(best: dict[str, float], goals: Sequence[Goal]) -> int:
    """Print each goal beside what was measured; return 1 when one is missed."""
    say(f"\n{'what':24}{'ms':>10}{'beside':>24}{'ms':>10}{'x':>8}{'goal':>8}")
    missed = False
    for goal in goals:
        taken_off = best[goal.without] if goal.without else 0.0
        ratio = (best[goal.name] - taken_off) / best[goal.beside]
        is_met = ratio <= goal.bound
        missed |= not is_met
        say(
            f"{goal.name:24}{best[goal.name]:10.1f}{goal.beside:>24}{best[goal.beside]:10.1f}"
            f"{ratio:8.2f}  <= {goal.bound}{'' if is_met else '   not met'}"
        )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
