"""The built-in authority: who certifies whom, for what, for how long; keys stored sealed; the trust
bundle."""

import json
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from app.adapters.certificates import (
    PLATFORM_POLICY,
    SEAL_POLICY,
    Credential,
    KeyKind,
    Party,
    create_root,
    from_bytes,
    issue_platform_seal,
    issue_seal,
    to_bytes,
)
from app.adapters.keys import MasterKey, NotAuthentic
from app.adapters.trust import NoTrustBundle, TrustBundle

NOW = datetime(2026, 11, 2, 9, 30, 15, 123456, tzinfo=UTC)
PARTY = Party("Inspectie Gezondheidszorg en Jeugd", "NTRNL-00000003271247690000")
EC = KeyKind.EC_P256
MASTER = MasterKey(b"m" * 32)


@pytest.fixture(scope="module")
def root() -> Credential:
    return create_root(PARTY, now=NOW, kind=EC)


def value_of(credential, kind):
    return credential.certificate.extensions.get_extension_for_class(kind).value


def usages(credential) -> set[str]:
    usage = value_of(credential, x509.KeyUsage)
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment")
    names += ("key_agreement", "key_cert_sign", "crl_sign")
    return {name for name in names if getattr(usage, name)}


def policies(credential) -> list[x509.ObjectIdentifier]:
    found = value_of(credential, x509.CertificatePolicies)
    return [one.policy_identifier for one in found]


def test_a_root_signs_certificates_for_ten_years_and_nothing_else(root):
    certificate = root.certificate

    assert certificate.issuer == certificate.subject
    assert certificate.not_valid_before_utc == NOW.replace(microsecond=0)
    assert certificate.not_valid_after_utc - NOW > timedelta(days=3650)
    assert usages(root) == {"key_cert_sign", "crl_sign"}
    assert value_of(root, x509.BasicConstraints) == x509.BasicConstraints(ca=True, path_length=0)
    assert root.root is certificate


def test_a_seal_names_its_party_and_may_only_sign(root):
    seal = issue_seal(root, PARTY, now=NOW, kind=EC)
    names = {one.oid: one.value for one in seal.certificate.subject}

    assert names[NameOID.ORGANIZATION_NAME] == PARTY.name
    assert names[NameOID.ORGANIZATION_IDENTIFIER] == PARTY.identifier
    assert names[NameOID.COUNTRY_NAME] == "NL"
    assert usages(seal) == {"digital_signature", "content_commitment"}
    assert policies(seal) == [SEAL_POLICY]
    assert value_of(seal, x509.BasicConstraints).ca is False
    assert (seal.root, seal.above) == (root.certificate, (root.certificate,))
    seal.certificate.verify_directly_issued_by(root.certificate)


def test_a_seal_never_outlives_its_root(root):
    late = NOW + timedelta(days=3000)

    seal = issue_seal(root, PARTY, now=late, kind=EC)

    assert seal.expires_at <= root.expires_at


def test_the_platform_has_a_policy_of_its_own(root):
    assert policies(issue_platform_seal(root, PARTY, now=NOW, kind=EC)) == [PLATFORM_POLICY]


def test_the_ordinary_kind_of_key_is_rsa_3072():
    root = create_root(PARTY, now=NOW)

    assert isinstance(root.key, rsa.RSAPrivateKey)
    assert root.key.key_size == 3072


def test_openssl_builds_the_chain(root, tmp_path):
    seal = issue_seal(root, PARTY, now=NOW, kind=EC)
    for name, one in (("root", root), ("seal", seal)):
        (tmp_path / f"{name}.pem").write_bytes(one.certificate.public_bytes(Encoding.PEM))

    said = subprocess.run(
        [
            *("openssl", "verify", "-x509_strict"),
            *("-attime", str(int(NOW.timestamp()) + 60)),
            *("-CAfile", str(tmp_path / "root.pem"), str(tmp_path / "seal.pem")),
        ],
        capture_output=True,
        check=False,
        text=True,
    )

    assert said.stdout.strip().endswith("seal.pem: OK"), said.stderr


def test_a_long_name_fits_the_bounds_of_a_certificate():
    party = Party("Autoriteit " * 12, "NTRNL-1")

    root = create_root(party, now=NOW, kind=EC)

    for one in root.certificate.subject:
        assert len(one.value) <= 64


def test_a_credential_is_stored_sealed_and_comes_back_whole(root):
    seal = issue_seal(root, PARTY, now=NOW, kind=EC)

    stored = to_bytes(seal, wrapping=MASTER, purpose="party 3 seal")
    loaded = from_bytes(stored, wrapping=MASTER, purpose="party 3 seal")

    assert (loaded.certificate, loaded.above) == (seal.certificate, seal.above)
    signature = loaded.key.sign(b"x", ec.ECDSA(hashes.SHA256()))
    seal.key.public_key().verify(signature, b"x", ec.ECDSA(hashes.SHA256()))
    assert seal.certificate.public_bytes(Encoding.DER)[:40] not in stored


@pytest.mark.parametrize("wrapping", [MASTER, MasterKey(b"x" * 32)], ids=["purpose", "master"])
def test_a_credential_opens_for_its_purpose_and_master_alone(root, wrapping):
    stored = to_bytes(root, wrapping=MASTER, purpose="party 3 root")

    with pytest.raises(NotAuthentic):
        from_bytes(stored, wrapping=wrapping, purpose="party 4 root")


def bundle(root: Credential) -> TrustBundle:
    other = create_root(Party("Platform", "NTRNL-2"), now=NOW, kind=EC)
    roots = (root.certificate,)
    return TrustBundle(7, NOW, (other.certificate,), {"igj": roots, "ijenv": roots})


def test_the_trust_bundle_goes_out_and_comes_back(root):
    given = bundle(root)

    content = given.to_json()

    assert TrustBundle.from_json(content) == given
    assert content == given.to_json()
    raw = json.loads(content)
    assert (raw["version"], raw["made_at"]) == (7, NOW.isoformat())
    assert raw["parties"]["igj"][0]["pem"].startswith("-----BEGIN CERTIFICATE-----")


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.pop("platform"),
        lambda raw: raw.update(kind="other"),
        lambda raw: raw.update(format=2),
        lambda raw: raw["parties"]["igj"][0].update(sha256="00"),
        lambda raw: raw["parties"]["igj"][0].update(pem="x"),
        lambda raw: raw.update(parties=[]),
    ],
)
def test_a_changed_trust_bundle_is_not_read(root, change):
    raw = json.loads(bundle(root).to_json())
    change(raw)

    with pytest.raises(NoTrustBundle):
        TrustBundle.from_json(json.dumps(raw).encode())


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'"text"'])
def test_rubbish_is_no_trust_bundle(content):
    with pytest.raises(NoTrustBundle):
        TrustBundle.from_json(content)
