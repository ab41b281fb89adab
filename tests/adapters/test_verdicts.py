"""Verdicts by the rules: whose seal, under which policy, at what moment, in which field."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from app.adapters import certificates, pades
from app.adapters.pades import Answer, ExpectedSeal, Fault, FieldSpec
from app.adapters.pades.certificate_rules import certificate_faults
from app.adapters.pades.signing import as_asn1
from app.kernel import clock
from tests.adapters.conftest import MADE_AT, Authority, Round, place_seal

VALID, INVALID = Answer.VALID, Answer.INVALID
INCOMPLETE, UNKNOWN = Answer.INCOMPLETE, Answer.UNKNOWN


def open_fields(round_: Round, names: list[str]) -> bytes:
    """Prepare fields that accept any seal, so that only the verdict stands between."""
    boxes = [(50, 100 + 80 * number, 250, 160 + 80 * number) for number in range(len(names))]
    return pades.prepare(
        round_.printed,
        [FieldSpec(name, 1, box, name) for name, box in zip(names, boxes, strict=True)],
        platform=round_.platform.platform_seal(),
        signed_at=MADE_AT,
        reason="Vastgesteld",
    )


def judged(round_: Round, credential: certificates.Credential, *, moved=timedelta(0), **expect):
    sealed = place_seal(open_fields(round_, ["one"]), "one", credential, signed_at=MADE_AT + moved)
    roots = (round_.authorities[0].root.certificate,)
    return round_.verdict(sealed, expected=[ExpectedSeal("one", roots, **expect)])


def test_an_outsider_in_a_field_is_invalid(sealing_round, outsider):
    verdict = judged(sealing_round, outsider.seal)

    assert verdict.answer is INVALID
    assert verdict.seals[0].faults == (Fault.FOREIGN_ROOT,)


def test_an_outsider_with_the_same_name_is_invalid(sealing_round):
    impostor = Authority(sealing_round.authorities[0].name)

    assert judged(sealing_round, impostor.seal).seals[0].faults == (Fault.FOREIGN_ROOT,)


def issued(
    authority: Authority, *, usage=(True, True, False), policy=None
) -> certificates.Credential:
    """Issue a seal with other usages or another policy under a party's own root."""
    seal = authority.seal
    builder = x509.CertificateBuilder(
        issuer_name=authority.root.certificate.subject,
        subject_name=seal.certificate.subject,
        public_key=seal.certificate.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=seal.certificate.not_valid_before_utc,
        not_valid_after=seal.certificate.not_valid_after_utc,
    )
    digital, commitment, encipherment = usage
    builder = builder.add_extension(
        x509.KeyUsage(digital, commitment, encipherment, *([False] * 6)), critical=True
    )
    if policy is not None:
        named = [x509.PolicyInformation(policy, None)]
        builder = builder.add_extension(x509.CertificatePolicies(named), critical=False)
    certificate = builder.sign(authority.root.key, hashes.SHA256())
    return certificates.Credential(seal.key, certificate, seal.above)


SEAL, PLATFORM = certificates.SEAL_POLICY, certificates.PLATFORM_POLICY
PERSONAL = x509.ObjectIdentifier(SEAL.dotted_string.removesuffix("1") + "3")
"""Kept for certificates of people, which were never issued: no seat may take one for a seal."""


@pytest.mark.parametrize(
    ("usage", "policy", "fault"),
    [
        ((True, True, True), SEAL, Fault.WRONG_KEY_USAGE),
        ((True, True, False), None, Fault.WRONG_POLICY),
        ((True, True, False), PLATFORM, Fault.WRONG_POLICY),
        ((True, True, False), PERSONAL, Fault.WRONG_POLICY),
        ((True, True, False), x509.ObjectIdentifier("1.2.3.4"), Fault.WRONG_POLICY),
    ],
)
def test_the_two_checks_the_library_drops_are_made(sealing_round, usage, policy, fault):
    """pyHanko 0.38 calls both valid: forbidden usages and required policies get lost in it."""
    credential = issued(sealing_round.authorities[0], usage=usage, policy=policy)

    verdict = judged(sealing_round, credential)

    assert (verdict.answer, verdict.seals[0].faults) == (INVALID, (fault,))


def test_a_certificate_that_may_not_commit_is_invalid(sealing_round):

    credential = issued(sealing_round.authorities[0], usage=(True, False, False), policy=SEAL)

    faults = certificate_faults(
        as_asn1(credential.certificate), allowed_policies=(SEAL.dotted_string,)
    )

    assert faults == [Fault.WRONG_KEY_USAGE]


def test_a_party_cannot_certify_in_the_platforms_place(sealing_round, outsider):
    forged = pades.prepare(
        sealing_round.printed,
        [],
        platform=outsider.platform_seal(),
        signed_at=MADE_AT,
        reason="Vastgesteld",
    )

    verdict = sealing_round.verdict(forged, expected=[])

    assert verdict.answer is INVALID
    assert verdict.faults == (Fault.NOT_CERTIFIED, Fault.FOREIGN_ROOT)


def test_an_ordinary_seal_does_not_certify(sealing_round):
    forged = pades.prepare(
        sealing_round.printed,
        [],
        platform=sealing_round.platform.seal,
        signed_at=MADE_AT,
        reason="Vastgesteld",
    )

    assert sealing_round.verdict(forged, expected=[]).faults == (
        Fault.NOT_CERTIFIED,
        Fault.WRONG_POLICY,
    )


@pytest.mark.parametrize(
    ("recorded", "answer"),
    [
        (MADE_AT, VALID),
        (MADE_AT + timedelta(minutes=4), VALID),
        (MADE_AT + timedelta(minutes=6), INVALID),
        (MADE_AT - timedelta(days=1), INVALID),
    ],
)
def test_the_moment_must_be_the_recorded_one(sealing_round, recorded, answer):
    verdict = judged(sealing_round, sealing_round.authorities[0].seal, signed_at=recorded)

    assert verdict.answer is answer


def test_a_moment_before_the_certification_is_wrong(sealing_round):
    """A seal cannot be older than the file it stands on."""
    authority = sealing_round.authorities[0]
    kind = certificates.KeyKind.EC_P256
    long_ago = MADE_AT - timedelta(days=30)
    root = certificates.create_root(authority.party, now=long_ago, kind=kind)
    seal = certificates.issue_seal(root, authority.party, now=long_ago, kind=kind)
    sealed = place_seal(
        open_fields(sealing_round, ["one"]), "one", seal, signed_at=MADE_AT - timedelta(days=2)
    )

    verdict = sealing_round.verdict(sealed, expected=[ExpectedSeal("one", (root.certificate,))])

    assert verdict.seals[0].faults == (Fault.WRONG_MOMENT,)


def test_a_moment_in_the_future_is_wrong(sealing_round):
    party, kind = sealing_round.authorities[0].party, certificates.KeyKind.EC_P256
    root = certificates.create_root(party, now=clock.now(), kind=kind)
    seal = certificates.issue_seal(root, party, now=clock.now(), kind=kind)
    prepared = open_fields(sealing_round, ["one"])
    sealed = place_seal(prepared, "one", seal, signed_at=clock.now() + timedelta(hours=1))

    verdict = sealing_round.verdict(sealed, expected=[ExpectedSeal("one", (root.certificate,))])

    assert verdict.seals[0].faults == (Fault.WRONG_MOMENT,)


@pytest.mark.parametrize(
    ("required", "filled", "answer"),
    [
        (True, True, VALID),
        (True, False, INCOMPLETE),
        (False, True, INVALID),
        (False, False, VALID),
        (None, True, VALID),
        (None, False, VALID),
    ],
)
def test_a_field_is_filled_when_and_only_when_it_should_be(sealing_round, required, filled, answer):
    authority = sealing_round.authorities[0]
    content = open_fields(sealing_round, ["one"])
    if filled:
        content = place_seal(content, "one", authority.seal, signed_at=MADE_AT)
    expected = [ExpectedSeal("one", (authority.root.certificate,), required=required)]

    verdict = sealing_round.verdict(content, expected=expected)

    assert verdict.answer is answer
    assert verdict.seals[0].is_filled is filled


def test_a_field_nobody_expects_is_invalid(sealing_round):
    verdict = sealing_round.verdict(sealing_round.final, expected=sealing_round.expected()[:2])

    assert (verdict.answer, verdict.faults) == (INVALID, (Fault.FIELD_UNEXPECTED,))


def test_without_records_or_roots_the_answer_is_unknown(sealing_round):
    round_ = sealing_round
    no_records = pades.validate(
        round_.final,
        round_.expected(),
        platform_roots=[round_.platform.root.certificate],
        known_sha256=None,
    )
    rootless = [ExpectedSeal(one.field, ()) for one in round_.expected()]
    no_roots = round_.verdict(round_.final, expected=rootless)

    assert (no_records.answer, no_records.faults) == (UNKNOWN, (Fault.NO_RECORDS,))
    assert (no_roots.answer, no_roots.faults) == (UNKNOWN, (Fault.NO_ROOTS,))


def test_an_older_valid_version_is_not_the_known_file(sealing_round):
    verdict = sealing_round.verdict(sealing_round.final, known=False)

    assert (verdict.answer, verdict.faults) == (INVALID, (Fault.NOT_THE_KNOWN_FILE,))
    assert [one.answer for one in verdict.seals] == [VALID] * 3
