"""Signing in with providers that tell the truth, and with one that lies in every way we know."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import permutations
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from app.adapters.openid import (
    Begun,
    ClientSecret,
    Egress,
    Fetcher,
    OpenIdClient,
    PrivateKey,
    ProviderConfig,
    RefusalCode,
    SignInRefused,
    VerifiedSignIn,
    single_values,
)
from app.kernel import clock
from tests.support.hostile_lies import Lie
from tests.support.hostile_provider import CLIENT_ID, HostileProvider, hostile_provider

REDIRECT_URI = "http://127.0.0.1:8000/login/callback/igj"
WHY = {
    Lie.ISSUER_IN_DISCOVERY: RefusalCode.METADATA_ISSUER_WRONG,
    Lie.ISSUER_IN_TOKEN: RefusalCode.ISSUER_WRONG,
    Lie.ISSUER_IN_BOTH: RefusalCode.METADATA_ISSUER_WRONG,
    Lie.ISSUER_IN_USERINFO: RefusalCode.USERINFO_MISMATCH,
    Lie.ISSUER_MISSING: RefusalCode.ISSUER_WRONG,
    Lie.ISSUER_WITH_SLASH: RefusalCode.ISSUER_WRONG,
    Lie.SUBJECT_IN_USERINFO: RefusalCode.USERINFO_MISMATCH,
    Lie.USERINFO_DENIED: RefusalCode.ANSWER_UNEXPECTED,
    Lie.AUTH_TIME_MISSING: RefusalCode.SIGN_IN_TIME_MISSING,
    Lie.AUTH_TIME_OLD: RefusalCode.SIGN_IN_NOT_FRESH,
    Lie.AUTH_TIME_TEXT: RefusalCode.SIGN_IN_TIME_INVALID,
    Lie.AUTH_TIME_TRUE: RefusalCode.SIGN_IN_TIME_INVALID,
    Lie.AUTH_TIME_FRACTION: RefusalCode.SIGN_IN_TIME_INVALID,
    Lie.AUTH_TIME_FUTURE: RefusalCode.SIGN_IN_IN_FUTURE,
    Lie.ACR_MISSING: RefusalCode.STRENGTH_MISSING,
    Lie.ACR_LOWER: RefusalCode.STRENGTH_TOO_LOW,
    Lie.ACR_LIST: RefusalCode.STRENGTH_TOO_LOW,
    Lie.ID_TOKEN_MISSING: RefusalCode.ID_TOKEN_MISSING,
    Lie.ID_TOKEN_NUMBER: RefusalCode.ID_TOKEN_GARBLED,
    Lie.ID_TOKEN_NONSENSE: RefusalCode.ID_TOKEN_GARBLED,
    Lie.ALG_NONE: RefusalCode.ALGORITHM_FORBIDDEN,
    Lie.ALG_NONE_MIXED_CASE: RefusalCode.ALGORITHM_FORBIDDEN,
    Lie.HS256_PUBLIC_KEY: RefusalCode.ALGORITHM_FORBIDDEN,
    Lie.HS256_CLIENT_SECRET: RefusalCode.ALGORITHM_FORBIDDEN,
    Lie.HS256_PUBLISHED_KEY: RefusalCode.ALGORITHM_FORBIDDEN,
    Lie.WRONG_KEY: RefusalCode.SIGNATURE_WRONG,
    Lie.WRONG_KEY_EMBEDDED: RefusalCode.HEADER_FORBIDDEN,
    Lie.WRONG_KEY_BY_URL: RefusalCode.HEADER_FORBIDDEN,
    Lie.WRONG_KEY_CERTIFICATE_URL: RefusalCode.HEADER_FORBIDDEN,
    Lie.KEY_ID_PATH: RefusalCode.KEY_UNKNOWN,
    Lie.KEY_ID_NUMBER: RefusalCode.HEADER_FORBIDDEN,
    Lie.CRITICAL_HEADER: RefusalCode.HEADER_FORBIDDEN,
    Lie.SIGNATURE_EMPTY: RefusalCode.SIGNATURE_WRONG,
    Lie.PAYLOAD_SWAPPED: RefusalCode.SIGNATURE_WRONG,
    Lie.PAYLOAD_LIST: RefusalCode.ID_TOKEN_GARBLED,
    Lie.CLAIMS_TWICE: RefusalCode.ID_TOKEN_GARBLED,
    Lie.AUDIENCE_WRONG: RefusalCode.AUDIENCE_WRONG,
    Lie.AUDIENCE_MISSING: RefusalCode.AUDIENCE_WRONG,
    Lie.AUDIENCE_LIST_WITHOUT_PARTY: RefusalCode.AUTHORIZED_PARTY_WRONG,
    Lie.AUDIENCE_LIST_WITHOUT_US: RefusalCode.AUDIENCE_WRONG,
    Lie.PARTY_WRONG: RefusalCode.AUTHORIZED_PARTY_WRONG,
    Lie.NONCE_WRONG: RefusalCode.NONCE_WRONG,
    Lie.NONCE_MISSING: RefusalCode.NONCE_MISSING,
    Lie.NONCE_NUMBER: RefusalCode.NONCE_WRONG,
    Lie.EXPIRED: RefusalCode.EXPIRED,
    Lie.EXPIRY_MISSING: RefusalCode.EXPIRY_INVALID,
    Lie.EXPIRY_TEXT: RefusalCode.EXPIRY_INVALID,
    Lie.EXPIRY_HUGE: RefusalCode.EXPIRY_INVALID,
    Lie.ISSUED_LONG_AGO: RefusalCode.ISSUED_TOO_LONG_AGO,
    Lie.ISSUED_IN_FUTURE: RefusalCode.ISSUED_IN_FUTURE,
    Lie.ISSUED_AT_MISSING: RefusalCode.ISSUED_AT_INVALID,
    Lie.NOT_BEFORE_IN_FUTURE: RefusalCode.NOT_YET_VALID,
    Lie.NOT_BEFORE_TEXT: RefusalCode.NOT_YET_VALID,
    Lie.SUBJECT_MISSING: RefusalCode.SUBJECT_INVALID,
    Lie.SUBJECT_EMPTY: RefusalCode.SUBJECT_INVALID,
    Lie.SUBJECT_NUMBER: RefusalCode.SUBJECT_INVALID,
    Lie.SUBJECT_LONG: RefusalCode.SUBJECT_INVALID,
    Lie.SUBJECT_WITH_NUL: RefusalCode.SUBJECT_INVALID,
    Lie.ACCESS_TOKEN_HASH_WRONG: RefusalCode.ACCESS_TOKEN_MISMATCH,
    Lie.ISSUER_PARAMETER_FOREIGN: RefusalCode.ISSUER_PARAMETER_WRONG,
    Lie.ISSUER_PARAMETER_MISSING: RefusalCode.ISSUER_PARAMETER_MISSING,
    Lie.STATE_WRONG: RefusalCode.STATE_WRONG,
    Lie.STATE_MISSING: RefusalCode.STATE_WRONG,
    Lie.CODE_MISSING: RefusalCode.CALLBACK_GARBLED,
    Lie.ACCESS_DENIED: RefusalCode.CANCELLED,
    Lie.LOGIN_REQUIRED: RefusalCode.PROVIDER_DECLINED,
    Lie.CODE_USED_BEFORE: RefusalCode.CODE_REFUSED,
    Lie.DISCOVERY_GARBAGE: RefusalCode.ANSWER_NOT_JSON,
    Lie.DISCOVERY_LIST: RefusalCode.ANSWER_NOT_JSON,
    Lie.DISCOVERY_HUGE: RefusalCode.ANSWER_TOO_LARGE,
    Lie.DISCOVERY_ERROR: RefusalCode.PROVIDER_UNREACHABLE,
    Lie.DISCOVERY_GONE: RefusalCode.ANSWER_UNEXPECTED,
    Lie.DISCOVERY_SLOW: RefusalCode.PROVIDER_UNREACHABLE,
    Lie.DISCOVERY_DRIPPING: RefusalCode.PROVIDER_UNREACHABLE,
    Lie.DISCOVERY_REDIRECTED: RefusalCode.ANSWER_REDIRECTED,
    Lie.DISCOVERY_HTML: RefusalCode.ANSWER_NOT_JSON,
    Lie.DISCOVERY_MISLABELLED: RefusalCode.ANSWER_NOT_JSON,
    Lie.DISCOVERY_DEEP: RefusalCode.ANSWER_NOT_JSON,
    Lie.TOKEN_GARBAGE: RefusalCode.ANSWER_NOT_JSON,
    Lie.TOKEN_HUGE: RefusalCode.ANSWER_TOO_LARGE,
    Lie.TOKEN_ERROR: RefusalCode.PROVIDER_UNREACHABLE,
    Lie.TOKEN_SLOW: RefusalCode.PROVIDER_UNREACHABLE,
    Lie.TOKEN_REDIRECTED: RefusalCode.ANSWER_REDIRECTED,
    Lie.TOKEN_HTML: RefusalCode.ANSWER_NOT_JSON,
    Lie.TOKEN_LIST: RefusalCode.ANSWER_NOT_JSON,
    Lie.TOKEN_EXPIRY_NONSENSE: RefusalCode.ANSWER_UNEXPECTED,
    Lie.JWKS_REDIRECTED: RefusalCode.ANSWER_REDIRECTED,
    Lie.JWKS_ERROR: RefusalCode.PROVIDER_UNREACHABLE,
    Lie.JWKS_EMPTY: RefusalCode.KEYS_UNUSABLE,
    Lie.JWKS_NONSENSE: RefusalCode.KEYS_UNUSABLE,
    Lie.FOREIGN_JWKS: RefusalCode.ENDPOINT_FOREIGN,
    Lie.FOREIGN_TOKEN_ENDPOINT: RefusalCode.ENDPOINT_FOREIGN,
    Lie.FOREIGN_AUTHORIZATION_ENDPOINT: RefusalCode.ENDPOINT_FOREIGN,
    Lie.SCRIPT_AS_ENDPOINT: RefusalCode.METADATA_INCOMPLETE,
    Lie.ENDPOINT_MISSING: RefusalCode.METADATA_INCOMPLETE,
}
# Only a fresh sign-in asks when the person signed in; an ordinary one may lean on a session.
ABOUT_FRESHNESS = frozenset({Lie.AUTH_TIME_MISSING, Lie.AUTH_TIME_OLD, Lie.AUTH_TIME_FRACTION})
SLOW = frozenset({Lie.DISCOVERY_SLOW, Lie.DISCOVERY_DRIPPING, Lie.TOKEN_SLOW})
CASES = [
    (lie, fresh) for lie in WHY for fresh in (True, False) if fresh or lie not in ABOUT_FRESHNESS
]


@pytest.fixture
def provider() -> Iterator[HostileProvider]:
    with hostile_provider() as served:
        yield served


def config_of(provider: HostileProvider, **changes: object) -> ProviderConfig:
    facts = {
        "id": "igj",
        "issuer": provider.issuer,
        "discovery_url": provider.discovery_url,
        "client_id": CLIENT_ID,
        "authentication": ClientSecret(provider.client_secret),
        "accepted_acr": ("substantial", "high"),
    }
    return ProviderConfig(**{**facts, **changes})


def client_for(*providers: HostileProvider, seconds: float = 3) -> OpenIdClient:
    origins = frozenset(one.origin for one in providers)
    egress = Egress(loopback=origins)
    return OpenIdClient(Fetcher(egress, time_limit=timedelta(seconds=seconds)))


def sign_in(
    client: OpenIdClient, provider: HostileProvider, **wishes: object
) -> tuple[Begun, VerifiedSignIn]:
    config = config_of(provider)
    begun = client.begin(config, REDIRECT_URI, **wishes)
    return begun, client.complete(config, begun, callback=provider.visit(begun.url))


def test_every_lie_has_an_expected_refusal():
    assert set(WHY) | {Lie.NONE} == set(Lie)
    assert len(CASES) > 60


@pytest.mark.parametrize(("lie", "fresh"), CASES)
def test_a_lie_is_refused_with_its_reason(provider, lie, fresh):
    provider.lie = lie
    # Only where the provider is slow: on a busy machine an honest answer may take a while.
    client = client_for(provider, seconds=0.25 if lie in SLOW else 3)
    with pytest.raises(SignInRefused) as refusal:
        sign_in(client, provider, fresh=fresh)
    assert refusal.value.code is WHY[lie]


@pytest.mark.parametrize("fresh", [True, False])
def test_the_truth_is_believed(provider, fresh):
    _, who = sign_in(client_for(provider), provider, fresh=fresh)
    assert (who.provider_id, who.subject) == ("igj", "person-1")
    assert (who.name, who.email) == ("Burak Demirtaş", "b.demirtas@igj.example")
    assert (who.acr, who.amr) == ("high", ("pwd", "otp"))
    assert who.claims["iss"] == provider.issuer
    assert (clock.now() - who.auth_time < timedelta(minutes=1)) is fresh


@pytest.mark.parametrize("lie", sorted(ABOUT_FRESHNESS))
def test_an_ordinary_sign_in_may_lean_on_a_session_at_the_provider(provider, lie):
    provider.lie = lie
    _, who = sign_in(client_for(provider), provider)
    assert who.subject == "person-1"


def test_no_partner_speaks_for_another():
    lies = (Lie.ISSUER_IN_DISCOVERY, Lie.ISSUER_IN_TOKEN, Lie.ISSUER_IN_BOTH)
    lies += (Lie.ISSUER_IN_USERINFO, Lie.ISSUER_PARAMETER_FOREIGN)
    with ExitStack() as open_doors:
        four = [open_doors.enter_context(hostile_provider()) for _ in range(4)]
        for liar, victim in permutations(four, 2):
            liar.pretends = victim.issuer
            for lie in lies:
                liar.lie = lie
                with pytest.raises(SignInRefused) as refusal:
                    sign_in(client_for(*four), liar)
                assert refusal.value.code is WHY[lie]
            liar.lie = Lie.NONE
        for honest in four:
            assert sign_in(client_for(*four), honest)[1].subject == "person-1"


def test_an_answer_of_one_partner_does_not_finish_a_sign_in_at_another(provider):
    with hostile_provider() as other:
        client = client_for(provider, other)
        ours, theirs = config_of(provider), config_of(other, id="other")
        begun = client.begin(ours, REDIRECT_URI)
        with pytest.raises(SignInRefused) as refusal:
            client.complete(theirs, begun, callback=provider.visit(begun.url))
        assert refusal.value.code is RefusalCode.PROVIDER_MIXED_UP
        stolen = other.visit(client.begin(theirs, REDIRECT_URI).url) | {"state": begun.state}
        with pytest.raises(SignInRefused) as refusal:
            client.complete(ours, begun, callback=stolen)
        assert refusal.value.code is RefusalCode.ISSUER_PARAMETER_WRONG


def test_a_fresh_sign_in_asks_for_one(provider):
    begun, _ = sign_in(client_for(provider), provider, fresh=True, login_hint="b@igj.example")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.url).query).items()}
    assert asked["prompt"] == "login"
    assert asked["max_age"] == "0"
    assert asked["acr_values"] == "substantial high"
    assert asked["login_hint"] == "b@igj.example"
    assert asked["code_challenge_method"] == "S256"
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == REDIRECT_URI


def test_secrets_are_long_differ_and_stay_out_of_logs(provider):
    client = client_for(provider)
    first, second = (client.begin(config_of(provider), REDIRECT_URI) for _ in range(2))
    for name in ("state", "nonce", "code_verifier"):
        assert len(getattr(first, name)) >= 43
        assert getattr(first, name) != getattr(second, name)
        assert getattr(first, name) not in repr(first)
    assert first.code_verifier not in first.url


def test_a_stronger_level_can_be_demanded_than_is_configured(provider):
    provider.acr = "substantial"
    client = client_for(provider)
    assert sign_in(client, provider)[1].acr == "substantial"
    with pytest.raises(SignInRefused) as refusal:
        sign_in(client, provider, acr_values=("high",))
    assert refusal.value.code is RefusalCode.STRENGTH_TOO_LOW


def test_the_name_comes_from_userinfo_when_the_token_has_none(provider):
    provider.name = None
    assert sign_in(client_for(provider), provider)[1].name == "Burak uit userinfo"


def test_a_name_is_one_clean_line(provider):
    provider.name = "  Burak\u202e\n\u0000Demirtaş " + "x" * 500
    name = sign_in(client_for(provider), provider)[1].name
    assert name.startswith("Burak Demirtaş xxx")
    assert len(name) == 200


def test_keys_are_remembered_and_looked_up_once_more_when_new(provider):
    client = client_for(provider)
    sign_in(client, provider)
    sign_in(client, provider)
    assert provider.seen.count("/idp/jwks") == 1
    provider.key_id = "key-2"
    assert sign_in(client, provider)[1].subject == "person-1"
    assert provider.seen.count("/idp/jwks") == 2
    assert provider.seen.count("/idp/.well-known/openid-configuration") == 1


def test_metadata_is_looked_up_again_after_a_while(provider):
    client = client_for(provider)
    with time_machine.travel("2026-11-23 09:00 +0000", tick=False) as traveller:
        client.begin(config_of(provider), REDIRECT_URI)
        provider.lie = Lie.ISSUER_IN_DISCOVERY
        traveller.shift(timedelta(minutes=6))
        with pytest.raises(SignInRefused) as refusal:
            client.begin(config_of(provider), REDIRECT_URI)
    assert refusal.value.code is RefusalCode.METADATA_ISSUER_WRONG


def test_a_changed_pin_counts_at_once(provider):
    client = client_for(provider)
    client.begin(config_of(provider), REDIRECT_URI)
    with pytest.raises(SignInRefused) as refusal:
        client.begin(config_of(provider, issuer=f"{provider.issuer}/new"), REDIRECT_URI)
    assert refusal.value.code is RefusalCode.METADATA_ISSUER_WRONG


def test_the_client_proves_itself_by_signature(provider):
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    own = PrivateKey.from_pem(pem)
    config = config_of(provider, authentication=own)
    client = client_for(provider)
    begun = client.begin(config, REDIRECT_URI)
    client.complete(config, begun, callback=provider.visit(begun.url))
    key = ECKey.import_key(own.public_jwk())
    claims = jwt.decode(provider.posted["client_assertion"], key, algorithms=["ES256"]).claims
    assert claims["iss"] == claims["sub"] == CLIENT_ID
    assert claims["aud"] == f"{provider.issuer}/token"
    assert claims["exp"] - claims["iat"] == 60
    assert "d" not in own.public_jwk()
    assert "PRIVATE" not in repr(config)


def test_probe_tells_what_is_wrong_without_anyone_signing_in(provider):
    client = client_for(provider)
    assert client.probe(config_of(provider)).token_endpoint == f"{provider.issuer}/token"
    provider.lie = Lie.JWKS_EMPTY
    with pytest.raises(SignInRefused) as refusal:
        client.probe(config_of(provider))
    assert refusal.value.code is RefusalCode.KEYS_UNUSABLE


@pytest.mark.parametrize("algorithms", [{"none"}, {"HS256"}, {"RS256", "HS256"}, set()])
def test_shared_or_no_signatures_cannot_be_configured(provider, algorithms):
    with pytest.raises(ValueError, match="asymmetric"):
        config_of(provider, algorithms=frozenset(algorithms))


def test_a_callback_says_each_thing_once():
    assert single_values([("code", "a"), ("state", "b")]) == {"code": "a", "state": "b"}
    with pytest.raises(SignInRefused) as refusal:
        single_values([("code", "a"), ("code", "b")])
    assert refusal.value.code is RefusalCode.CALLBACK_GARBLED


def test_a_refusal_can_be_logged_whatever_the_provider_wrote():
    refusal = SignInRefused(RefusalCode.PROVIDER_DECLINED, "a\nFATAL \x1b[31m\u202e" + "b" * 999)
    assert refusal.detail.isascii()
    assert refusal.detail.isprintable()
    assert len(refusal.detail) == 200
