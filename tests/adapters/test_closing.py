"""The time stamp over the whole file: the last thing in it, and required where it was given."""

import hashlib
import io
import shutil
import subprocess

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from app.adapters import certificates, pades
from app.adapters.certificates import KeyKind, Party
from app.adapters.pades import CLOSING_FIELD, Answer, Fault
from app.adapters.timestamps import NoTimestamp
from app.adapters.timestamps.own import OwnStamper
from app.kernel import clock
from tests.adapters.conftest import place_seal
from tests.support.time_authority import TimeAuthority, make_root, serving

needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")


@pytest.fixture(scope="module")
def own():
    party, now = Party("Eigen tijd", "SZ:NL-x"), clock.now()
    root = certificates.create_root(party, now=now, kind=KeyKind.EC_P256)
    return OwnStamper(certificates.issue_stamper(root, party, now=now))


@pytest.fixture(scope="module")
def sealed(sealing_round, own):
    """Each revision: three seals with a time stamp."""
    revisions = [sealing_round.prepared]
    for name, one in zip(sealing_round.fields, sealing_round.authorities, strict=True):
        made = place_seal(revisions[-1], name, one.seal, signed_at=clock.now(), stamper=own)
        revisions.append(made)
    return revisions


@pytest.fixture(scope="module")
def closed(sealed, own):
    return pades.close(sealed[-1], stamper=own)


def judged(sealing_round, content, own, *, is_closed=True, roots=None):
    return pades.validate(
        content,
        sealing_round.expected(),
        platform_roots=[sealing_round.platform.root.certificate],
        known_sha256={hashlib.sha256(content).hexdigest()},
        stamp_roots=own.roots if roots is None else roots,
        is_closed=is_closed,
    )


def test_a_closed_file_is_valid_and_tells_when(sealing_round, closed, sealed, own):
    assert closed.startswith(sealed[-1])
    verdict = judged(sealing_round, closed, own)

    assert (verdict.answer, verdict.faults) == (Answer.VALID, ())
    assert verdict.closed_by == "Eigen tijd 2026"
    assert abs(verdict.closed_at - clock.now()).total_seconds() < 120
    assert judged(sealing_round, closed, own, is_closed=None).answer is Answer.VALID


def test_cut_off_it_is_not_valid(sealing_round, sealed, own):
    """Also what no library notices: the closing, or the last seal with it, taken away."""
    answers = [judged(sealing_round, each, own).answer for each in sealed]

    assert answers == [Answer.INCOMPLETE] * 4
    assert judged(sealing_round, sealed[-1], own).faults == (Fault.CLOSING_MISSING,)
    assert judged(sealing_round, sealed[-1], own, is_closed=False).answer is Answer.VALID


def test_where_none_was_given_there_may_be_none(sealing_round, closed, own):
    verdict = judged(sealing_round, closed, own, is_closed=False)

    assert (verdict.answer, verdict.faults) == (Answer.INVALID, (Fault.CLOSING_UNEXPECTED,))


def test_it_comes_from_a_root_of_time_stamps(sealing_round, closed, own):
    party = sealing_round.authorities[0].root.certificate
    for root in (make_root().certificate, party):
        verdict = judged(sealing_round, closed, own, roots=[root])
        assert verdict.answer is Answer.INVALID
        assert Fault.CLOSING_FOREIGN in verdict.faults

    assert judged(sealing_round, closed, own, roots=[]).answer is Answer.UNKNOWN


def test_it_closes_once_and_nothing_follows(sealing_round, sealed, closed, own):
    assert (pades.can_close(sealed[1]), pades.can_close(closed)) == (True, False)
    with pytest.raises(pades.CannotSeal):
        pades.close(closed, stamper=own)

    early = pades.close(sealed[1], stamper=own)
    name, one = sealing_round.fields[1], sealing_round.authorities[1]
    behind = place_seal(early, name, one.seal, signed_at=clock.now(), stamper=own)
    verdict = judged(sealing_round, behind, own)
    assert Fault.CLOSING_WRONG in verdict.faults


def test_a_field_for_it_that_was_added_later_is_one_too_many(sealing_round, own):
    """Made as files were before: without a field; somebody adds one and closes it."""
    fields = _without_closing(sealing_round)
    writer = IncrementalPdfFileWriter(io.BytesIO(fields))
    append_signature_field(writer, SigFieldSpec(CLOSING_FIELD))
    target = io.BytesIO()
    writer.write(target)
    added = pades.close(target.getvalue(), stamper=own)
    verdict = pades.validate(
        added,
        [],
        platform_roots=[sealing_round.platform.root.certificate],
        known_sha256={hashlib.sha256(added).hexdigest()},
        stamp_roots=own.roots,
    )
    assert verdict.answer is Answer.INVALID
    assert Fault.FIELD_UNEXPECTED in verdict.faults
    plain = pades.validate(
        fields,
        [],
        platform_roots=[sealing_round.platform.root.certificate],
        known_sha256={hashlib.sha256(fields).hexdigest()},
        stamp_roots=own.roots,
        is_closed=False,
    )
    assert (plain.answer, pades.can_close(fields)) == (Answer.VALID, False)


def _without_closing(sealing_round):
    """Certify a file as it was done before there were closing time stamps."""
    from app.adapters.pades import signing

    with pytest.MonkeyPatch.context() as earlier:
        added = signing.append_signature_field

        def but_closing(writer, spec):
            if spec.sig_field_name != CLOSING_FIELD:
                added(writer, spec)

        earlier.setattr(signing, "append_signature_field", but_closing)
        return pades.prepare(
            sealing_round.printed,
            [],
            platform=sealing_round.platform.platform_seal(),
            signed_at=clock.now(),
            reason="Vastgesteld",
        )


def test_one_that_lies_closes_nothing(sealed):
    with serving(TimeAuthority(lie="late")) as authority, pytest.raises(NoTimestamp):
        pades.close(sealed[-1], stamper=authority.at_address())


@needs_openssl
def test_openssl_verifies_it(closed, own, tmp_path):
    from cryptography.hazmat.primitives.serialization import Encoding

    part = pades.take_out(closed)[-1]
    first, length, second, rest = part.covered
    (tmp_path / "covered").write_bytes(closed[first:length] + closed[second : second + rest])
    (tmp_path / "token").write_bytes(part.cms)
    (tmp_path / "root").write_bytes(own.roots[0].public_bytes(Encoding.PEM))
    command = ["openssl", "ts", "-verify", "-token_in", "-in", "token", "-data", "covered"]
    command += ["-CAfile", "root"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert said.stdout.strip() == "Verification: OK", said.stderr
    assert second + rest == len(closed)


def test_no_bit_of_it_can_be_changed(sealing_round, closed, sealed, own):
    """Neither in the time stamp nor anywhere in what it added to the file."""
    found = set()
    for at in range(len(sealed[-1]), len(closed), 211):
        mutant = closed[:at] + bytes([closed[at] ^ (1 << at % 7)]) + closed[at + 1 :]
        found.add(judged(sealing_round, mutant, own).answer)

    assert Answer.VALID not in found
