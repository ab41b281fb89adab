"""Where requests to providers may go, how long they may last, and that nonsense is only refused."""

import ipaddress
import json
import ssl
import time
from dataclasses import replace
from datetime import timedelta
from warnings import catch_warnings, simplefilter

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import example, given, settings
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from app.adapters.openid import (
    ClientSecret,
    Egress,
    Fetcher,
    PrivateKey,
    ProviderConfig,
    ProviderLies,
    ProviderUnreachable,
    RefusalCode,
    SignInRefused,
    origin_of,
)
from app.adapters.openid.addresses import is_public, take_apart
from app.adapters.openid.answers import read_object
from app.adapters.openid.claims import Expectation, check_claims
from app.adapters.openid.keys import KeyUnknown, choose_key, read_keys
from app.adapters.openid.signin import PendingSignIn
from app.adapters.openid.tokens import OpenedToken, open_token
from app.kernel import clock
from tests.support.hostile_lies import Lie
from tests.support.hostile_provider import hostile_provider


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Login.Example", "https://login.example"),
        ("https://login.example:443/a?b", "https://login.example"),
        ("https://login.example:8443", "https://login.example:8443"),
        ("http://[::1]:8001/igj", "http://[::1]:8001"),
    ],
)
def test_an_origin_is_written_one_way(url, origin):
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "",
        "login.example",
        "ftp://login.example",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://login.example@evil.example/",
        "https://login.example\\@evil.example/",
        "https://login.example\t.evil.example/",
        "https://login.example\n/",
        "https://login.example:99999/",
        "https://lögin.example/",
    ],
)
def test_an_address_that_can_be_read_in_two_ways_is_none(url):
    with pytest.raises(ValueError):
        take_apart(url)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::1", False),
        ("nonsense", False),
    ],
)
def test_only_the_public_internet_is_public(address, expected):
    assert is_public(address) is expected


@pytest.mark.parametrize(
    ("egress", "url"),
    [
        (Egress(), "https://login.example/"),
        (Egress(origins=frozenset({"https://a.example"})), "https://b.example/"),
        (Egress(origins=frozenset({"https://a.example"})), "https://a.example:8443/"),
        (Egress(origins=frozenset({"http://a.example"})), "http://a.example/"),
        (Egress(origins=frozenset({"https://localhost"})), "https://localhost/"),
        (Egress(origins=frozenset({"https://127.0.0.1"})), "https://127.0.0.1/"),
        (Egress(origins=frozenset({"https://169.254.169.254"})), "https://169.254.169.254/"),
        (Egress(origins=frozenset({"https://a.example"})), "gopher://a.example/"),
    ],
)
def test_what_is_not_allowed_is_not_contacted(egress, url):
    with pytest.raises(SignInRefused) as refusal:
        Fetcher(egress).get_object(url)
    assert isinstance(refusal.value, ProviderUnreachable)
    # Not merely out of reach: without the rule these would fail too, after trying.
    assert refusal.value.code is RefusalCode.ADDRESS_FORBIDDEN


def test_a_listed_name_does_not_lead_into_our_own_network():
    with hostile_provider() as provider:
        origin = provider.origin.replace("http:", "https:")
        with pytest.raises(ProviderUnreachable) as refusal:
            Fetcher(Egress(origins=frozenset({origin}))).get_object(f"{origin}/idp/jwks")
        assert refusal.value.code is RefusalCode.ADDRESS_FORBIDDEN
        assert provider.seen == []


def test_an_unencrypted_origin_is_contacted_on_this_machine_whatever_its_name():
    with hostile_provider() as provider:
        port = provider.origin.rpartition(":")[2]
        named = f"http://demo.samenzicht.invalid:{port}"
        fetcher = Fetcher(Egress(loopback=frozenset({named})))
        found = fetcher.get_object(f"{named}/idp/.well-known/openid-configuration")
    assert found["issuer"] == provider.issuer


def test_a_name_that_does_not_exist_is_unreachable():
    egress = Egress(origins=frozenset({"https://login.invalid"}))
    with pytest.raises(ProviderUnreachable) as refusal:
        Fetcher(egress).get_object("https://login.invalid/")
    assert refusal.value.code is RefusalCode.PROVIDER_UNREACHABLE


def test_a_provider_that_is_not_there_is_unreachable():
    with hostile_provider() as provider:
        origin = provider.origin
    with pytest.raises(ProviderUnreachable) as refusal:
        Fetcher(Egress(loopback=frozenset({origin}))).get_object(f"{origin}/")
    assert refusal.value.code is RefusalCode.PROVIDER_UNREACHABLE


@pytest.mark.parametrize("lie", [Lie.DISCOVERY_SLOW, Lie.DISCOVERY_DRIPPING])
def test_the_time_limit_holds_for_the_whole_exchange(lie):
    with hostile_provider(lie) as provider:
        limit = timedelta(seconds=0.3)
        fetcher = Fetcher(Egress(loopback=frozenset({provider.origin})), time_limit=limit)
        started = time.monotonic()
        with pytest.raises(ProviderUnreachable):
            fetcher.get_object(provider.discovery_url)
        # Either provider would take more than forty seconds; ten are for a busy machine.
        assert time.monotonic() - started < 10


def _certificate() -> tuple[ssl.SSLContext, bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "login.example")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return certificate.public_bytes(Encoding.PEM), private


def test_https_needs_a_certificate_we_trust(tmp_path):
    certificate, private = _certificate()
    (tmp_path / "both.pem").write_bytes(private + certificate)
    identity = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    identity.load_cert_chain(tmp_path / "both.pem")
    trusting = ssl.create_default_context(cadata=certificate.decode())
    with hostile_provider(identity=identity) as provider:
        egress = Egress(loopback=frozenset({provider.origin}))
        with pytest.raises(ProviderUnreachable) as refusal:
            Fetcher(egress).get_object(provider.discovery_url)
        assert "certificate verify failed" in refusal.value.detail
        found = Fetcher(egress, trust=trusting).get_object(provider.discovery_url)
        assert found["issuer"] == provider.issuer
        provider.lie = Lie.DISCOVERY_DRIPPING
        hasty = Fetcher(egress, trust=trusting, time_limit=timedelta(seconds=0.3))
        with pytest.raises(ProviderUnreachable):
            hasty.get_object(provider.discovery_url)


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"null", b'{"a":1,"a":1}', b'{"a":NaN}', b'{"a":Infinity}', b"\xff{}"]
)
def test_json_is_one_object_without_ambiguity(text):
    with pytest.raises(ProviderLies) as refusal:
        read_object(text, otherwise=RefusalCode.ANSWER_NOT_JSON)
    assert refusal.value.code is RefusalCode.ANSWER_NOT_JSON


def _public_jwk(size: int) -> dict[str, object]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=size)
    with catch_warnings():
        simplefilter("ignore")  # joserfc warns of the small one; the product must not rely on that.
        return dict(RSAKey.import_key(key.public_key()).as_dict(private=False))


def test_too_many_keys_or_too_small_ones_are_not_used():
    good, small = _public_jwk(2048), _public_jwk(1024)
    assert len(read_keys({"keys": [good, small]})) == 1
    for keys in (None, "keys", [small], [good] * 51):
        with pytest.raises(ProviderLies) as refusal:
            read_keys({"keys": keys})
        assert refusal.value.code is RefusalCode.KEYS_UNUSABLE


def test_a_key_without_a_name_is_used_only_when_there_is_no_choice():
    one, other = read_keys({"keys": [_public_jwk(2048), _public_jwk(2048)]})
    assert choose_key((one,), algorithm="RS256", key_id=None) is one
    with pytest.raises(KeyUnknown):
        choose_key((one, other), algorithm="RS256", key_id=None)
    with pytest.raises(KeyUnknown):
        choose_key((one,), algorithm="ES256", key_id=None)


def test_a_client_key_is_of_a_kind_we_sign_with():
    pem = ed25519.Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    with pytest.raises(ValueError, match="P-256"):
        PrivateKey.from_pem(pem)


@pytest.mark.parametrize("empty", ["issuer", "client_id"])
def test_issuer_and_client_id_cannot_be_empty(empty):
    with pytest.raises(ValueError, match="cannot be empty"):
        replace(CONFIG, **{empty: ""})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
CLAIMS = ("iss", "aud", "azp", "sub", "nonce", "exp", "iat", "nbf", "auth_time", "acr", "at_hash")
# Values that Hypothesis may find in our own source, and that are right for a claim.
PROPER = ("samenzicht", ["samenzicht"], "nonce", "high", "https://login.igj.example")
CONFIG = ProviderConfig(
    id="igj",
    issuer="https://login.igj.example",
    discovery_url="https://login.igj.example/.well-known/openid-configuration",
    client_id="samenzicht",
    authentication=ClientSecret("secret"),
    accepted_acr=("high",),
)


def expectation() -> Expectation:
    pending = PendingSignIn(
        provider_id="igj",
        state="state",
        nonce="nonce",
        code_verifier="verifier",
        redirect_uri="https://samenzicht.example/login/callback/igj",
        asked_at=clock.now(),
        is_fresh=True,
    )
    return Expectation(CONFIG, pending, "access", clock.now())


def honest_claims() -> dict[str, object]:
    now = int(clock.now().timestamp())
    return {
        "iss": CONFIG.issuer,
        "aud": ["samenzicht"],
        "sub": "person-1",
        "nonce": "nonce",
        "exp": now + 60,
        "iat": now,
        "auth_time": now,
        "acr": "high",
    }


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(CLAIMS), value=JSON)
@example(name="sub", value="0")
@example(name="sub", value=" ")
@example(name="aud", value=["samenzicht"])
@example(name="auth_time", value=float("nan"))
@example(name="exp", value=float("inf"))
def test_a_claim_of_any_kind_is_accepted_or_refused_and_nothing_else(name, value):
    expected = expectation()
    claims = honest_claims()
    check_claims(OpenedToken("RS256", claims, {}), expected)
    is_accepted = True
    try:
        check_claims(OpenedToken("RS256", {**claims, name: value}, {}), expected)
    except SignInRefused:
        is_accepted = False
    if name == "sub":
        is_name = isinstance(value, str) and value.isascii() and value.isprintable()
        assert is_accepted is (is_name and 1 <= len(value.strip()) <= len(value) <= 255)
    else:
        assert is_accepted is False or name in {"exp", "nbf"} or value in PROPER


@settings(max_examples=150, deadline=None)
@given(token=st.text(max_size=60) | st.from_regex(r"\A[A-Za-z0-9_-]*\.[\w-]*\.[\w-]*\Z") | JSON)
def test_a_token_of_any_kind_is_only_refused(token):
    def no_key(_algorithm: str, _key_id: str | None):
        raise SignInRefused(RefusalCode.KEY_UNKNOWN)

    with pytest.raises(SignInRefused):
        open_token(token, algorithms=CONFIG.algorithms, key_for=no_key)


@settings(max_examples=60, deadline=None)
@given(entry=JSON, members=st.dictionaries(st.sampled_from(["n", "e", "x", "y", "crv"]), JSON))
def test_a_key_set_of_any_kind_is_only_refused(entry, members):
    document = json.loads(json.dumps({"keys": [entry, {"kty": "RSA", **members}]}))
    with pytest.raises(SignInRefused):
        read_keys(document)
