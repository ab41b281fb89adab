"""The main job in Chromium, against the demonstration started from an empty folder."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from playwright.sync_api import BrowserContext
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.status import DocumentTimestampStatus, PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from app.adapters.trust import TrustBundle
from config.settings import as_environment
from tests.browser.conftest import Demonstration
from tests.browser.people import WIDTHS, page_faults
from tests.browser.walk import CAST, PLACE, Walk, walk

OWN_FAULTS = re.compile(r"status of (403|404|422)")
"""What the walk asks for on purpose: pages that are not there, or not for this person."""


@pytest.fixture(scope="module")
def walked(new_window: Callable[..., BrowserContext], shots: Path) -> Walk:
    """The seven steps, done once."""
    return walk(new_window, shots)


def test_the_seven_steps_are_walked(walked: Walk) -> None:
    assert walked.pdf.stat().st_size > 20_000
    assert set(walked.visited) == set(CAST)


def test_no_script_or_policy_fault_was_met(walked: Walk) -> None:
    faults = {
        who: [fault for fault in person.faults if not OWN_FAULTS.search(fault)]
        for who, person in walked.people.items()
    }
    assert faults == {who: [] for who in CAST}


def test_pdfsig_accepts_every_signature(walked: Walk) -> None:
    said = subprocess.run(
        ["pdfsig", walked.pdf], capture_output=True, text=True, check=False
    ).stdout
    assert said.count("Signature is Valid") == 3, said
    assert "Digest Mismatch" not in said


def test_pyhanko_trusts_every_signature_by_our_exported_roots(walked: Walk) -> None:
    answer = walked.people["wilma"].page.request.get(f"{PLACE}/reports/trust")
    bundle = TrustBundle.from_json(answer.body())
    roots = [*bundle.platform, *(root for party in bundle.parties.values() for root in party)]
    # In a thread of its own: the driver's event loop runs in this one.
    with ThreadPoolExecutor(1) as elsewhere:
        judged = elsewhere.submit(
            _judged, walked.pdf, seals=_trusting(roots), stamps=_trusting(bundle.stampers)
        )
        seals, stamps = judged.result()

    assert len(seals) == 3
    assert all(each.intact and each.valid and each.trusted and each.bottom_line for each in seals)
    assert all(each.docmdp_ok for each in seals)
    assert [each.timestamp_validity is not None for each in seals] == [False, True, True]
    assert len(stamps) == 1, "The adopted file is closed by a time stamp over all of it."
    assert all(each.intact and each.valid and each.trusted for each in stamps)


def _trusting(roots: Iterable[x509.Certificate]) -> ValidationContext:
    trusted = [Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
    return ValidationContext(trust_roots=trusted, allow_fetching=False)


def _judged(
    pdf: Path, *, seals: ValidationContext, stamps: ValidationContext
) -> tuple[list[PdfSignatureStatus], list[DocumentTimestampStatus]]:
    with pdf.open("rb") as file:
        reader = PdfFileReader(file)
        return (
            [
                validate_pdf_signature(each, seals, stamps)
                for each in reader.embedded_regular_signatures
            ],
            [validate_pdf_timestamp(each, stamps) for each in reader.embedded_timestamp_signatures],
        )


def _verdict(pdf: Path, demonstration: Demonstration) -> tuple[str, int]:
    command = [sys.executable, "-W", "ignore", "-m", "app.cli", "report", "verify", str(pdf)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env=as_environment({"data": demonstration.data, "log_level": "ERROR"}),
    )
    return done.stdout.split("\n")[0].strip(), done.returncode


def test_the_command_says_geldig(walked: Walk, demonstration: Demonstration) -> None:
    assert _verdict(walked.pdf, demonstration) == ("geldig", 0)


def test_one_changed_byte_is_seen(walked: Walk, demonstration: Demonstration) -> None:
    content = bytearray(walked.pdf.read_bytes())
    content[len(content) // 3] ^= 1
    changed = walked.pdf.with_name("changed.pdf")
    changed.write_bytes(content)

    assert _verdict(changed, demonstration) == ("ongeldig", 1)


def test_a_cut_off_signature_is_seen(walked: Walk, demonstration: Demonstration) -> None:
    content = walked.pdf.read_bytes()
    end = content.rstrip().rfind(b"%%EOF")
    cut = walked.pdf.with_name("cut.pdf")
    cut.write_bytes(content[: content.rfind(b"%%EOF", 0, end) + 6])

    answer, status = _verdict(cut, demonstration)

    assert (answer != "geldig", status) == (True, 1)


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_walk_is_accessible(
    walked: Walk, new_window: Callable[..., BrowserContext], who: str, width: int
) -> None:
    """Look at each page again so wide, in light and dark; nothing scrolls sideways."""
    window = new_window(width=width)
    window.add_cookies(walked.people[who].context.cookies())
    page = window.new_page()
    found = {}
    for path in walked.visited[who]:
        page.goto(path)
        violations = page_faults(page)
        if violations:
            found[path] = violations
    window.close()

    assert found == {}
