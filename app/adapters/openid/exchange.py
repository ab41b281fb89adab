"""The conversation with a provider behind the browser's back, by Authlib over our transport."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT

from app.adapters.openid.answers import read_object, text_of
from app.adapters.openid.configuration import PrivateKey, ProviderConfig
from app.adapters.openid.fetching import Fetcher
from app.adapters.openid.metadata import ProviderMetadata
from app.adapters.openid.refusals import (
    ProviderLies,
    RefusalCode,
    SignInRefused,
    refusing,
)
from app.adapters.openid.signin import PendingSignIn
from app.kernel import clock

SCOPE = "openid profile email"
ASSERTION_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Exchange:
    """One provider's token endpoint answer, and the session that may use it."""

    session: OAuth2Session = field(repr=False)
    id_token: object = field(repr=False)
    access_token: str | None = field(repr=False)


def open_session(
    config: ProviderConfig, metadata: ProviderMetadata, *, fetcher: Fetcher, redirect_uri: str
) -> OAuth2Session:
    """Make Authlib's client for one provider, with its traffic bound to our transport."""
    session = OAuth2Session(
        client_id=config.client_id,
        redirect_uri=redirect_uri,
        scope=SCOPE,
        code_challenge_method="S256",
        leeway=0,
        **_authentication(config),
    )
    fetcher.attach_to(session)
    if isinstance(config.authentication, PrivateKey):
        session.register_client_auth_method(_assertion(config.authentication, metadata))
    return session


def _authentication(config: ProviderConfig) -> dict[str, object]:
    own = config.authentication
    if isinstance(own, PrivateKey):
        return {"client_secret": own.key, "token_endpoint_auth_method": PrivateKeyJWT.name}
    return {"client_secret": own.secret, "token_endpoint_auth_method": own.method}


def _assertion(own: PrivateKey, metadata: ProviderMetadata) -> PrivateKeyJWT:
    """Sign who we are, for this endpoint, once, for a minute (Authlib's default is an hour)."""
    now = int(clock.now().timestamp())
    return PrivateKeyJWT(
        metadata.token_endpoint,
        claims={"jti": generate_token(32), "iat": now, "exp": now + ASSERTION_SECONDS},
        headers={"kid": own.key.kid},
        alg=own.algorithm,
    )


def exchange_code(
    session: OAuth2Session, metadata: ProviderMetadata, *, code: str, pending: PendingSignIn
) -> Exchange:
    """Exchange the code for tokens.

    Raises:
        SignInRefused: the provider does not take the code, or answers nonsense.
    """
    try:
        with refusing(RefusalCode.ANSWER_UNEXPECTED):
            token = _fetch(session, metadata, code=code, pending=pending)
    except SignInRefused as refusal:
        if isinstance(refusal.__cause__, OAuthError):
            raise SignInRefused(RefusalCode.CODE_REFUSED, refusal.detail) from refusal
        raise
    return Exchange(session, token.get("id_token"), text_of(token, "access_token"))


def _fetch(
    session: OAuth2Session, metadata: ProviderMetadata, *, code: str, pending: PendingSignIn
) -> Mapping[str, object]:
    token: Mapping[str, object] = session.fetch_token(
        metadata.token_endpoint,
        grant_type="authorization_code",
        code=code,
        code_verifier=pending.code_verifier,
        redirect_uri=pending.redirect_uri,
        allow_redirects=False,
    )
    return token


def fetch_userinfo(
    exchange: Exchange, config: ProviderConfig, *, address: str, subject: str
) -> dict[str, object]:
    """Fetch what the provider calls the person, when the ID token does not say.

    Raises:
        SignInRefused: the answer is about someone else, or speaks for another issuer.
    """
    with refusing(RefusalCode.ANSWER_UNEXPECTED):
        answer = exchange.session.get(address, allow_redirects=False)
    if answer.status_code != HTTPStatus.OK:
        raise ProviderLies(RefusalCode.ANSWER_UNEXPECTED, f"userinfo: {answer.status_code}")
    found = read_object(answer.content, otherwise=RefusalCode.ANSWER_NOT_JSON)
    # OpenID Connect Core 1.0, section 5.3.2: the subject must be that of the ID token.
    if found.get("sub") != subject or found.get("iss", config.issuer) != config.issuer:
        raise SignInRefused(RefusalCode.USERINFO_MISMATCH, str(found.get("sub")))
    return found
