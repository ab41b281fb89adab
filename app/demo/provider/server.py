"""One organisation's OpenID provider: its people, its memory, and Authlib's server."""

from datetime import timedelta

from authlib.common.security import generate_token
from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from authlib.oauth2.rfc6749 import OAuth2Request
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from flask import Flask
from joserfc.jwk import ECKey

from app.demo.provider.client import DemoClient
from app.demo.provider.memory import AccessToken, Code, Shelf, SignedIn
from app.demo.provider.people import DemoOrganisation, DemoPerson, subject_of

CODE_LASTS = timedelta(minutes=1)
SESSION_LASTS = timedelta(minutes=30)
TOKEN_LASTS = timedelta(minutes=5)


class OrganisationProvider:
    """What one provider knows; nothing is shared with the provider of another organisation."""

    def __init__(
        self,
        organisation: DemoOrganisation,
        *,
        issuer: str,
        key: ECKey,
        client: DemoClient,
        people: tuple[DemoPerson, ...],
    ) -> None:
        """Open a provider with an empty memory."""
        self.organisation = organisation
        self.issuer = issuer
        self.key = key
        self.client = client
        self.people = people
        self.codes: Shelf[Code] = Shelf(CODE_LASTS)
        self.sessions: Shelf[SignedIn] = Shelf(SESSION_LASTS)
        self.tokens: Shelf[AccessToken] = Shelf(TOKEN_LASTS)
        self.assertions: Shelf[str] = Shelf(timedelta(hours=1))
        self.protector = ResourceProtector()
        self.server = AuthorizationServer(query_client=self.find_client, save_token=self.save_token)

    def open(self, app: Flask) -> None:
        """Connect Authlib's server to the application."""
        self.server.init_app(app)
        self.server.register_token_generator(
            "default",
            BearerTokenGenerator(
                access_token_generator=lambda **_: generate_token(42),
                expires_generator=lambda *_: int(TOKEN_LASTS.total_seconds()),
            ),
        )

    def find_client(self, client_id: str) -> DemoClient | None:
        """Find the client; there is one."""
        return self.client if client_id == self.client.client_id else None

    def find_person(self, login: str) -> DemoPerson | None:
        """Find one of the organisation's own people."""
        return next((person for person in self.people if person.login == login), None)

    def save_token(self, token: dict[str, object], request: OAuth2Request) -> None:
        """Remember an access token."""
        access = AccessToken(request.client, request.user, str(token.get("scope")), TOKEN_LASTS)
        self.tokens.put(access, name=str(token["access_token"]))

    def metadata(self) -> dict[str, object]:
        """Describe the provider (OpenID Connect Discovery 1.0)."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end-session",
            "scopes_supported": ["openid", "profile", "email"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "acr_values_supported": sorted({person.acr for person in self.people}),
            "claims_supported": ["sub", "name", "email", "auth_time", "acr", "amr"],
            "prompt_values_supported": ["login", "none"],
        }

    def key_set(self) -> dict[str, object]:
        """Publish the key for checking our signatures."""
        return {"keys": [{**self.key.as_dict(private=False), "use": "sig", "alg": "ES256"}]}

    def describe(self, person: DemoPerson) -> dict[str, object]:
        """Give the claims about a person."""
        return {
            "sub": subject_of(person.organisation, person.login),
            "name": person.name,
            "email": person.email,
            "email_verified": True,
        }
