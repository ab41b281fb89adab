"""A seal can be made with a key kept elsewhere: in a token, or with a service for remote signing.

What is not a seal of that very organisation, good now, over these bytes, is refused by name."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from app.adapters import pades, trust
from app.adapters.pades import Answer, ExpectedSeal, Fault, FieldSpec
from app.adapters.sealers import NoSeal
from app.kernel import clock
from tests.adapters.conftest import Authority, place_seal
from tests.support.outside_keys import POLICY, Elsewhere, usage
from tests.support.sealing_service import (
    PIN as SERVICE_PIN,
)
from tests.support.sealing_service import (
    SECRET,
    WHY,
    SealingService,
    serving,
)
from tests.support.soft_token import PIN, SoftToken, needs_softhsm

needs_pdfsig = pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig is not installed")
needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")


@pytest.fixture(scope="module")
def elsewhere():
    return Elsewhere()


@pytest.fixture(scope="module")
def served(elsewhere, tmp_path_factory):
    with serving(SealingService(elsewhere, tmp_path_factory.mktemp("service"))) as found:
        yield found


@pytest.fixture
def service(served):
    served.lie = ""
    served.asked.clear()
    served.permissions.clear()
    served.issue()
    return served


@pytest.fixture(scope="module", params=["rsa", "ec"])
def token(request, elsewhere, tmp_path_factory):
    return SoftToken(tmp_path_factory.mktemp("token"), elsewhere, request.param)


@pytest.fixture(scope="module")
def platform():
    return Authority("Samenzicht")


@pytest.fixture(scope="module")
def prepared(printed, platform, elsewhere):
    """A file with a field for one built-in seal and two that come from elsewhere."""
    own = Authority("Inspectie A")
    roots = [own.root.certificate, elsewhere.root, elsewhere.root]
    specs = [
        FieldSpec(place.name, place.page, place.box, "Zegel", root)
        for place, root in zip(printed.places, roots, strict=True)
    ]
    content = pades.prepare(
        printed.content,
        specs,
        platform=platform.platform_seal(),
        signed_at=clock.now() - timedelta(minutes=2),
        reason="Vastgesteld",
    )
    return content, [each.name for each in specs], own


def sealed(prepared, sealer, *, at=1, content=None):
    whole, names, _own = prepared
    return place_seal(content or whole, names[at], sealer, signed_at=clock.now())


def expected(name, *outside):
    return ExpectedSeal(name, (), outside=outside)


def judged(content, platform, *seals):
    known = {hashlib.sha256(content).hexdigest()}
    roots = [platform.root.certificate]
    return pades.validate(content, seals, platform_roots=roots, known_sha256=known)


def verdict(prepared, platform, sealer, *roots, **facts):
    """Judge the file with one seal, the two other fields empty."""
    content = sealed(prepared, sealer)
    _whole, names, own = prepared
    first = ExpectedSeal(names[0], (own.root.certificate,), required=None)
    last = ExpectedSeal(names[2], (), required=None, outside=roots)
    return judged(content, platform, first, replace(expected(names[1], *roots), **facts), last)


@needs_softhsm
def test_a_token_seals(prepared, platform, token, elsewhere):
    told = verdict(prepared, platform, token.sealer(), elsewhere.trusted())

    assert told.answer is Answer.VALID, told
    assert told.seals[1].signer == "Zegel van Buiten"


def test_a_service_seals_with_a_permission_for_these_bytes_alone(
    prepared, platform, service, elsewhere
):
    told = verdict(prepared, platform, service.sealer(), elsewhere.trusted())

    assert told.answer is Answer.VALID, told
    [authorized] = [asked for what, asked in service.asked if what == "authorize"]
    [signed] = [asked for what, asked in service.asked if what == "signHash"]
    assert authorized["hash"] == signed["hash"]
    assert authorized["numSignatures"] == 1
    assert service.permissions == {}


@needs_softhsm
@needs_pdfsig
@needs_openssl
def test_seals_of_three_kinds_in_one_file_hold_for_every_program(
    prepared, platform, service, token, elsewhere, tmp_path
):
    _whole, names, own = prepared
    content = sealed(prepared, own.seal, at=0)
    content = sealed(prepared, token.sealer(), at=1, content=content)
    content = sealed(prepared, service.sealer(), at=2, content=content)
    root = elsewhere.trusted()
    seals = [ExpectedSeal(names[0], (own.root.certificate,))]
    seals += [expected(name, root) for name in names[1:]]

    told = judged(content, platform, *seals)
    assert told.answer is Answer.VALID, told
    apart = pades.validate_apart(
        content,
        seals,
        platform_roots=[platform.root.certificate],
        known_sha256={told.sha256},
    )
    assert apart == told

    path = tmp_path / "rapport.pdf"
    path.write_bytes(content)
    said = run("pdfsig", "-nocert", str(path))
    assert said.stdout.count("Signature is Valid.") == 4
    parts = [each for each in pades.take_out(content) if each.field in names]
    tops = [own.root.certificate, elsewhere.root, elsewhere.root]
    for part, top in zip(parts, tops, strict=True):
        checked = openssl(tmp_path, content, part, top)
        assert "CAdES Verification successful" in checked.stderr, checked
        assert openssl(tmp_path, content, part, platform.root.certificate).returncode


def openssl(folder, content, part, top):
    first, length, second, rest = part.covered
    (folder / "deel.bin").write_bytes(
        content[first : first + length] + content[second : second + rest]
    )
    (folder / "zegel.p7s").write_bytes(part.cms)
    (folder / "wortel.pem").write_bytes(top.public_bytes(Encoding.PEM))
    words = "cms -verify -binary -cades -inform DER -in zegel.p7s -content deel.bin -purpose any"
    ends = ["-CAfile", "wortel.pem", "-out", "/dev/null"]
    return run("openssl", *words.split(), *ends, cwd=folder)


def run(*command, cwd=None):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


WRONG = {
    "expired": ({"ends": timedelta(days=-1)}, "expired"),
    "not yet valid": ({"begins": timedelta(days=1)}, "not_yet_valid"),
    "of another organisation": ({"identifier": "NTRNL-22222222"}, "wrong_identity"),
    "of nobody": ({"identifier": ""}, "wrong_identity"),
    "of another policy": ({"policy": f"{POLICY}.9"}, "wrong_policy"),
    "not for commitments": ({"key_usage": usage(commits=False)}, "wrong_usage"),
    "for enciphering too": ({"key_usage": usage(enciphers=True)}, "wrong_usage"),
    "for websites": ({"made_for": ("1.3.6.1.5.5.7.3.1",)}, "wrong_usage"),
    "for time stamps": ({"made_for": ("1.3.6.1.5.5.7.3.8",)}, "wrong_usage"),
}


@pytest.mark.parametrize("which", WRONG)
def test_a_certificate_that_is_not_right_is_refused_by_name(prepared, service, which):
    facts, why = WRONG[which]
    service.issue(**facts)

    with pytest.raises(NoSeal) as refused:
        sealed(prepared, service.sealer())

    assert refused.value.why.value == why
    assert "signHash" not in [what for what, _asked in service.asked], "nothing was signed"


@pytest.mark.parametrize(
    ("may_issue", "is_right"),
    [("2.5.29.32.0", True), (POLICY, True), (f"{POLICY}.7", False), ("", False)],
)
def test_every_authority_between_must_be_allowed_the_policy(tmp_path, may_issue, is_right):
    """Else any authority under the same root could make a seal of the organisation."""
    with serving(SealingService(Elsewhere(below_policy=may_issue), tmp_path)) as found:
        if is_right:
            assert pades.good_until(found.sealer(), now=clock.now())
            return
        with pytest.raises(NoSeal, match="wrong_policy"):
            pades.good_until(found.sealer(), now=clock.now())


@pytest.mark.parametrize("key", ["rsa", "ec"])
def test_a_weak_key_is_refused_by_name(elsewhere, tmp_path, key):
    weak = {
        "rsa": lambda: rsa.generate_private_key(public_exponent=65537, key_size=1024),
        "ec": lambda: ec.generate_private_key(ec.SECP192R1()),
    }[key]()
    service = SealingService(elsewhere, tmp_path, key=weak)
    with serving(service), pytest.raises(NoSeal, match="wrong_usage"):
        pades.good_until(service.sealer(), now=clock.now())


def test_one_made_for_documents_is_right(prepared, platform, service, elsewhere):
    service.issue(made_for=("1.3.6.1.5.5.7.3.36", "1.3.6.1.5.5.7.3.4"))

    told = verdict(prepared, platform, service.sealer(), elsewhere.trusted())
    assert told.answer is Answer.VALID, told


@pytest.mark.parametrize("what", ["another root", "not yet", "no more", "withdrawn", "issuer gone"])
def test_a_root_that_does_not_believe_it_is_refused_by_name(prepared, service, elsewhere, what):
    now = clock.now()
    own, below, _root = service.chain
    root, why = {
        "another root": (Elsewhere().trusted(), "foreign_root"),
        "not yet": (elsewhere.trusted(begins_at=now + timedelta(days=1)), "foreign_root"),
        "no more": (elsewhere.trusted(ends_at=now), "foreign_root"),
        "withdrawn": (elsewhere.trusted(withdrawn=((trust.fingerprint(own), now),)), "withdrawn"),
        "issuer gone": (
            elsewhere.trusted(withdrawn=((trust.fingerprint(below), now),)),
            "withdrawn",
        ),
    }[what]

    with pytest.raises(NoSeal) as refused:
        sealed(prepared, service.sealer(root))
    assert refused.value.why.value == why


def test_a_field_takes_no_seal_under_a_root_it_was_not_prepared_for(prepared, service):
    with pytest.raises(pades.NotPrepared):
        sealed(prepared, service.sealer(), at=0)


def test_what_was_sealed_in_time_stays_so_and_after_it_does_not(
    prepared, platform, service, elsewhere
):
    now, own = clock.now(), service.chain[0]
    content = sealed(prepared, service.sealer())
    _whole, names, first = prepared
    others = (
        ExpectedSeal(names[0], (first.root.certificate,), required=None),
        ExpectedSeal(names[2], (), required=None, outside=(elsewhere.trusted(),)),
    )

    def answer(**facts):
        told = judged(content, platform, expected(names[1], elsewhere.trusted(**facts)), *others)
        return told.answer, told.seals[0].faults

    later, earlier = now + timedelta(hours=1), now - timedelta(hours=1)
    print_of = trust.fingerprint(own)
    assert answer(ends_at=later) == (Answer.VALID, ())
    assert answer(withdrawn=((print_of, later),)) == (Answer.VALID, ())
    assert answer(ends_at=earlier) == (Answer.INVALID, (Fault.FOREIGN_ROOT, Fault.WRONG_POLICY))
    assert answer(withdrawn=((print_of, earlier),)) == (Answer.INVALID, (Fault.WITHDRAWN,))
    assert answer(identifier="NTRNL-2") == (Answer.INVALID, (Fault.WRONG_IDENTITY,))
    assert answer(policies=("1.2.3",)) == (Answer.INVALID, (Fault.WRONG_POLICY,))


def test_rules_for_built_in_seals_are_not_loosened(prepared, platform, elsewhere, service):
    """Who is under a root of ours needs our policy, also when roots elsewhere are believed."""
    _whole, names, own = prepared
    content = sealed(prepared, service.sealer())
    others = (
        ExpectedSeal(names[0], (own.root.certificate,), required=None),
        ExpectedSeal(names[2], (), required=None, outside=(elsewhere.trusted(),)),
    )
    both = ExpectedSeal(names[1], (elsewhere.root,), outside=(elsewhere.trusted(),))

    told = judged(content, platform, both, *others)
    assert (told.answer, told.seals[0].faults) == (Answer.INVALID, (Fault.WRONG_POLICY,))


def test_a_built_in_seal_in_a_field_of_one_elsewhere_is_refused(prepared, platform, outsider):
    with pytest.raises(pades.NotPrepared):
        sealed(prepared, outsider.seal)


@pytest.mark.parametrize("lie", WHY)
def test_whatever_a_service_does_no_seal_comes_of_it(prepared, service, lie):
    service.lie = lie

    with pytest.raises(NoSeal) as refused:
        sealed(prepared, service.sealer(time_limit=timedelta(seconds=1)))

    assert refused.value.why.value == WHY[lie]
    assert_no_secret(str(refused.value))


@pytest.mark.parametrize("where", ["authorize", "signHash"])
@pytest.mark.parametrize("lie", ["slow", "large", "garbage", "hollow", "fails", "moved", "denied"])
def test_nor_when_it_begins_to_lie_later_on(prepared, service, where, lie):
    service.lie = f"{where}:{lie}"

    with pytest.raises(NoSeal) as refused:
        sealed(prepared, service.sealer(time_limit=timedelta(seconds=1)))

    assert refused.value.why.value in {WHY[lie], "unexpected"}


@pytest.mark.parametrize("wrong", ["pin", "secret", "credential"])
def test_who_is_not_known_gets_no_seal(prepared, service, tmp_path, wrong):
    other = tmp_path / "other"
    other.write_text("iets anders")
    other.chmod(0o600)
    facts = {
        "pin": {"pin_file": other},
        "secret": {"client_secret_file": other},
        "credential": {"credential": "another"},
    }[wrong]

    with pytest.raises(NoSeal) as refused:
        sealed(prepared, service.sealer(**facts))

    assert refused.value.why.value == "not_granted"
    assert_no_secret(str(refused.value), "iets anders")


def test_a_service_that_is_away_is_told(prepared, elsewhere, tmp_path):
    with serving(SealingService(elsewhere, tmp_path)) as gone:
        sealer = gone.sealer()

    with pytest.raises(NoSeal, match="unreachable"):
        sealed(prepared, sealer)


@pytest.mark.parametrize("url", ["https://10.0.0.8/csc/v1/", "https://169.254.169.254/csc/v1/"])
def test_a_service_inside_our_own_network_is_not_asked(prepared, service, url):
    with pytest.raises(NoSeal, match="unreachable"):
        sealed(prepared, service.sealer(url=url))


@pytest.mark.parametrize("content", [b"", b"\n", b"x" * 2000, b"\xff\xfe", None])
def test_a_secret_that_is_none_is_told_and_not_shown(prepared, service, tmp_path, content):
    path = tmp_path / "pin"
    if content is not None:
        path.write_bytes(content)
        path.chmod(0o600)

    with pytest.raises(NoSeal, match="no_secret") as refused:
        sealed(prepared, service.sealer(client_secret_file=path))
    assert_no_secret(str(refused.value))


def test_a_secret_that_everybody_can_read_is_not_used(prepared, service):
    service.secret_file.chmod(0o644)
    try:
        with pytest.raises(NoSeal, match="no_secret"):
            sealed(prepared, service.sealer())
    finally:
        service.secret_file.chmod(0o600)
    assert service.asked == []


def assert_no_secret(said, *others):
    for each in (SECRET, SERVICE_PIN, PIN, *others):
        assert each not in said
