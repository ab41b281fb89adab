"""Authlib's server parts, filled in for a demonstration provider, and made stricter."""

from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import OpenIDCode, UserInfo, UserInfoEndpoint
from authlib.oidc.rpinitiated import EndSessionEndpoint
from joserfc.jwk import ECKey, KeySet

from app.demo.provider.client import DemoClient
from app.demo.provider.keys import ALGORITHM
from app.demo.provider.memory import AccessToken, Code
from app.demo.provider.people import DemoPerson
from app.demo.provider.server import OrganisationProvider


def speak_openid(provider: OrganisationProvider) -> None:
    """Give a provider's server its grant, its endpoints and its extensions."""
    server = provider.server
    server.register_client_auth_method("private_key_jwt", SignedAssertion(provider))
    grant = type("Grant", (CodeGrant,), {"provider": provider})
    server.register_grant(grant, [StrictChallenge(), IdentityToken(provider)])
    server.register_extension(IssuerInCallback(provider))
    provider.protector.register_token_validator(KnownToken(provider))
    server.register_endpoint(AboutPerson(provider))
    server.register_endpoint(type("Ending", (EndOfSession,), {"provider": provider}))


class CodeGrant(AuthorizationCodeGrant):
    """Codes for one client that signs its requests; a code is gone at the first try."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("private_key_jwt",)
    provider: OrganisationProvider

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        """Keep what the exchange must be held against."""
        data = request.payload.data
        kept = Code(
            client_id=request.client.client_id,
            redirect_uri=request.payload.redirect_uri,
            scope=request.scope,
            nonce=data.get("nonce"),
            code_challenge=data["code_challenge"],
            code_challenge_method=data["code_challenge_method"],
            signed_in=request.user,
        )
        self.provider.codes.put(kept, name=code)

    def query_authorization_code(self, code: str, client: DemoClient) -> Code | None:
        """Find a code and forget it, so that a second exchange finds nothing."""
        kept = self.provider.codes.take(code)
        return kept if kept and kept.client_id == client.client_id else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Do nothing: it was forgotten when it was found."""

    def authenticate_user(self, authorization_code: Code) -> DemoPerson:
        """Give the person who chose a name."""
        return authorization_code.signed_in.person


class StrictChallenge(CodeChallenge):
    """PKCE for every client, by SHA-256 only (NL GOV; RFC 9700, section 2.1.1)."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: AuthorizationCodeGrant, redirect_uri: str) -> None:
        """Refuse a request without a challenge."""
        data = grant.request.payload.data
        if not data.get("code_challenge") or data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A code_challenge by S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


class IdentityToken(OpenIDCode):
    """ID tokens, signed with the organisation's own key."""

    DEFAULT_EXPIRES_IN = 300

    def __init__(self, provider: OrganisationProvider) -> None:
        """Demand a nonce."""
        super().__init__(require_nonce=True)
        self._provider = provider

    def exists_nonce(self, _nonce: str, _request: OAuth2Request) -> bool:
        """Leave it to the client, whose nonce it is: going Back must not be an attack here."""
        return False

    def resolve_client_private_key(self, _client: DemoClient) -> ECKey:
        """Sign with the organisation's key."""
        return self._provider.key

    def get_encode_header(self, _client: DemoClient) -> dict[str, str | None]:
        """Name the key."""
        return {"alg": ALGORITHM, "kid": self._provider.key.kid}

    def get_client_claims(self, client: DemoClient) -> dict[str, object]:
        """Say who speaks, and to whom."""
        return {"iss": self._provider.issuer, "aud": client.client_id}

    def generate_user_info(self, user: DemoPerson, scope: str) -> UserInfo:
        """Describe the person as far as was asked."""
        return UserInfo(self._provider.describe(user)).filter(scope)


class IssuerInCallback(IssuerParameter):
    """The issuer in every callback (RFC 9207)."""

    def __init__(self, provider: OrganisationProvider) -> None:
        """Keep whose issuer it is."""
        self._provider = provider

    def get_issuer(self) -> str:
        """Give the issuer."""
        return self._provider.issuer


class SignedAssertion(JWTBearerClientAssertion):
    """The client proves who it is by its signature (RFC 7523), each proof once."""

    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self, provider: OrganisationProvider) -> None:
        """Remember proofs that were used."""
        super().__init__()
        self._provider = provider

    def get_audiences(self) -> list[str]:
        """Accept proofs that were made for us."""
        return [f"{self._provider.issuer}/token", self._provider.issuer]

    def validate_jti(self, _claims: dict[str, object], jti: object) -> bool:
        """Refuse a proof that was used before."""
        seen = self._provider.assertions
        if not isinstance(jti, str) or seen.find(jti):
            return False
        seen.put(jti, name=jti)
        return True

    def resolve_client_public_key(self, client: DemoClient) -> ECKey:
        """Give the key the client registered."""
        return client.public_key


class KnownToken(BearerTokenValidator):
    """Access tokens that this provider issued."""

    def __init__(self, provider: OrganisationProvider) -> None:
        """Keep whose tokens they are."""
        super().__init__()
        self._provider = provider

    def authenticate_token(self, token_string: str) -> AccessToken | None:
        """Find the token."""
        return self._provider.tokens.find(token_string)


class AboutPerson(UserInfoEndpoint):
    """The userinfo endpoint."""

    def __init__(self, provider: OrganisationProvider) -> None:
        """Let only bearers of our tokens in."""
        super().__init__(provider.server, provider.protector)
        self._provider = provider

    def generate_user_info(self, user: DemoPerson, scope: str) -> UserInfo:
        """Describe the person as far as was asked."""
        return UserInfo(self._provider.describe(user)).filter(scope)


class EndOfSession(EndSessionEndpoint):
    """Signing out at the provider; the session itself ends where the cookie is known."""

    provider: OrganisationProvider

    def get_server_jwks(self) -> KeySet:
        """Give the key that our own ID tokens are checked with."""
        return KeySet([self.provider.key])

    def get_algorithms(self) -> list[str]:
        """Accept what we sign with."""
        return [ALGORITHM]

    def end_session(self, _end_session_request: object) -> None:
        """Do nothing: the page forgets the session together with its cookie."""
