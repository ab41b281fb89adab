"""Signing in with an OpenID provider: begin, send the browser away, complete."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from app.adapters.openid.answers import text_of
from app.adapters.openid.callback import read_code
from app.adapters.openid.claims import Expectation, check_claims, moment_of_sign_in
from app.adapters.openid.configuration import ProviderConfig
from app.adapters.openid.directory import Directory
from app.adapters.openid.exchange import Exchange, exchange_code, fetch_userinfo, open_session
from app.adapters.openid.fetching import Fetcher
from app.adapters.openid.keys import read_keys
from app.adapters.openid.logout import VerifiedLogout, read_logout
from app.adapters.openid.metadata import ProviderMetadata, fetch_metadata
from app.adapters.openid.refusals import RefusalCode, refusing
from app.adapters.openid.signin import Begun, PendingSignIn, VerifiedSignIn
from app.adapters.openid.tokens import OpenedToken, open_token
from app.kernel import clock

# 256 random bits; NL GOV asks for at least 128. The verifier must be 43 characters or longer.
SECRET_BYTES = 32
VERIFIER_BYTES = 48
LONGEST_NAME = 200
LONGEST_EMAIL = 254


class OpenIdClient:
    """The door to all providers; one per process. Every refusal is a `SignInRefused`."""

    def __init__(self, fetcher: Fetcher, *, keep_for: timedelta = timedelta(minutes=5)) -> None:
        """Prepare to speak with providers.

        Args:
            fetcher: the way out, with its allow list.
            keep_for: how long a provider's metadata and keys are remembered.
        """
        self._fetcher = fetcher
        self._directory = Directory(fetcher, keep_for)

    def begin(
        self,
        config: ProviderConfig,
        redirect_uri: str,
        *,
        fresh: bool = False,
        nonce: str | None = None,
        acr_values: tuple[str, ...] = (),
        login_hint: str | None = None,
    ) -> Begun:
        """Prepare a sign-in and give the address to send the browser to.

        Args:
            config: the provider, as agreed.
            redirect_uri: where the provider sends the browser back to, exactly as registered.
            fresh: demand that the person signs in now, whatever session there is.
            nonce: ours when not given.
            acr_values: levels to demand this time; the configured ones when empty.
            login_hint: the address the person typed, to spare typing it again.

        Raises:
            SignInRefused: the provider cannot be reached, or is not what was agreed.
        """
        asked_at = clock.now()
        state, verifier = secrets.token_urlsafe(SECRET_BYTES), secrets.token_urlsafe(VERIFIER_BYTES)
        nonce = nonce or secrets.token_urlsafe(SECRET_BYTES)
        wishes = {
            "state": state,
            "nonce": nonce,
            "code_verifier": verifier,
            "prompt": "login" if fresh else None,
            "max_age": "0" if fresh else None,
            "acr_values": " ".join(acr_values or config.accepted_acr) or None,
            "login_hint": login_hint or None,
        }
        return Begun(
            url=self._address_for(config, redirect_uri, wishes=wishes),
            provider_id=config.id,
            state=state,
            nonce=nonce,
            code_verifier=verifier,
            redirect_uri=redirect_uri,
            asked_at=asked_at,
            is_fresh=fresh,
            acr_values=tuple(acr_values),
        )

    def complete(
        self, config: ProviderConfig, pending: PendingSignIn, *, callback: Mapping[str, str]
    ) -> VerifiedSignIn:
        """Finish a sign-in with what the browser brought back.

        The caller looks `pending` up by the browser's own binding and uses it once, whatever the
        outcome; take `callback` from `single_values`.

        Raises:
            SignInRefused: anything is not exactly as agreed and asked.
        """
        metadata = self._directory.metadata_of(config)
        code = read_code(config, pending, callback=callback, sends_issuer=metadata.sends_issuer)
        with open_session(
            config, metadata, fetcher=self._fetcher, redirect_uri=pending.redirect_uri
        ) as session:
            exchange = exchange_code(session, metadata, code=code, pending=pending)
            token = self._open_token(config, exchange.id_token)
            expected = Expectation(config, pending, exchange.access_token, clock.now())
            check_claims(token, expected)
            names = _names(token, exchange, config=config, metadata=metadata)
        return _verified(config, token, id_token=str(exchange.id_token), names=names)

    def read_logout(self, config: ProviderConfig, token: object) -> VerifiedLogout:
        """Read what a provider sends by itself when somebody signs out there.

        Args:
            token: as received.

        Raises:
            SignInRefused: it is not the provider's, not for us, not new, or no logout token.
        """
        return read_logout(self._open_token(config, token), config, now=clock.now())

    def probe(self, config: ProviderConfig) -> ProviderMetadata:
        """Look, without anybody signing in, whether a provider is what was agreed.

        Raises:
            SignInRefused: it is not, or cannot be reached.
        """
        metadata = fetch_metadata(self._fetcher, config)
        read_keys(self._fetcher.get_object(metadata.jwks_uri))
        return metadata

    def _address_for(
        self, config: ProviderConfig, redirect_uri: str, *, wishes: Mapping[str, str | None]
    ) -> str:
        metadata = self._directory.metadata_of(config)
        with (
            refusing(RefusalCode.METADATA_INCOMPLETE),
            open_session(
                config, metadata, fetcher=self._fetcher, redirect_uri=redirect_uri
            ) as session,
        ):
            url, _ = session.create_authorization_url(metadata.authorization_endpoint, **wishes)
        return str(url)

    def _open_token(self, config: ProviderConfig, token: object) -> OpenedToken:
        return open_token(
            token,
            algorithms=config.algorithms,
            key_for=lambda algorithm, key_id: self._directory.key_of(
                config, algorithm=algorithm, key_id=key_id
            ),
        )


def _names(
    token: OpenedToken,
    exchange: Exchange,
    *,
    config: ProviderConfig,
    metadata: ProviderMetadata,
) -> dict[str, object]:
    """Collect name and address; ask the provider when the token does not hold them."""
    names = {name: token.claims.get(name) for name in ("name", "email")}
    address = metadata.userinfo_endpoint
    if all(names.values()) or address is None or exchange.access_token is None:
        return names
    subject = str(token.claims["sub"])
    found = fetch_userinfo(exchange, config, address=address, subject=subject)
    return {name: value or found.get(name) for name, value in names.items()}


def _verified(
    config: ProviderConfig, token: OpenedToken, *, id_token: str, names: Mapping[str, object]
) -> VerifiedSignIn:
    claims = token.claims
    methods = claims.get("amr")
    return VerifiedSignIn(
        provider_id=config.id,
        subject=str(claims["sub"]),
        auth_time=moment_of_sign_in(claims),
        acr=text_of(claims, "acr"),
        amr=tuple(map(str, methods)) if isinstance(methods, list) else (),
        email=_shown(names.get("email"), longest=LONGEST_EMAIL),
        name=_shown(names.get("name"), longest=LONGEST_NAME),
        id_token=id_token,
        claims=MappingProxyType(claims),
        key=MappingProxyType(dict(token.key)),
    )


def _shown(value: object, *, longest: int) -> str | None:
    """Make a stranger's text fit to store and to show: one line, no control or bidi signs."""
    if not isinstance(value, str):
        return None
    text = "".join(sign if sign.isprintable() else " " for sign in value)
    return " ".join(text.split())[:longest] or None
