"""The one client of the demonstration's providers, with the methods that Authlib asks of one."""

from dataclasses import dataclass, field

from joserfc.jwk import ECKey

from app.demo.provider.keys import ALGORITHM

SCOPES = ("openid", "profile", "email")


@dataclass(frozen=True)
class DemoClient:
    """Samenzicht as registered at one organisation's provider."""

    client_id: str
    redirect_uri: str
    return_to: str
    public_key: ECKey = field(repr=False)
    id_token_signed_response_alg: str = ALGORITHM

    @property
    def client_metadata(self) -> dict[str, object]:
        """Give what Authlib's endpoints look up by name."""
        return {"post_logout_redirect_uris": [self.return_to]}

    def get_client_id(self) -> str:
        """Give the name of the client."""
        return self.client_id

    def get_default_redirect_uri(self) -> str | None:
        """Give none: the client must say where to go, so that we can compare."""
        return None

    def get_allowed_scope(self, scope: str | None) -> str:
        """Give those of the asked scopes that exist here."""
        return " ".join(one for one in (scope or "").split() if one in SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Compare letter by letter (RFC 9700, section 2.1)."""
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, _client_secret: str) -> bool:
        """Refuse any: this client signs."""
        return False

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        """Take a signed assertion and nothing else."""
        return method == "private_key_jwt"

    def check_response_type(self, response_type: str) -> bool:
        """Give codes only."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Exchange codes only."""
        return grant_type == "authorization_code"
