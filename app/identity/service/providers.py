"""How we speak to the providers: the allow list is exactly what the database names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from app.adapters.keys import MasterKey
from app.adapters.openid import (
    ClientSecret,
    Egress,
    Fetcher,
    OpenIdClient,
    PrivateKey,
    ProviderConfig,
    origin_of,
)
from app.identity import queries
from app.identity.models import IdentityProvider

KEY_PURPOSE = "provider-client-key"
SECRET_PURPOSE = "provider-client-secret"  # noqa: S105 - names what is wrapped  # nosec B105


def origins_of(provider: IdentityProvider) -> frozenset[str]:
    """Return everywhere a provider may be met, as the administrators agreed on it."""
    named = (provider.issuer, provider.discovery_url, *provider.extra_origins)
    return frozenset(map(origin_of, named))


@dataclass(slots=True)
class Switchboard:
    """The one line to all providers; remembers their metadata while the allow list stays the same.

    Args:
        allows_loopback: True in the demonstration only, whose providers run on this machine.
        time_limit: how long one answer of a provider may take.
    """

    master: MasterKey
    allows_loopback: bool = False
    time_limit: timedelta = timedelta(seconds=3)
    _origins: frozenset[str] = field(default=frozenset(), init=False)
    _client: OpenIdClient | None = field(default=None, init=False)

    def client(self) -> OpenIdClient:
        """Return a client that can reach exactly the active providers."""
        origins = frozenset(map(origin_of, queries.list_provider_origins()))
        if self._client is None or origins != self._origins:
            self._client, self._origins = self._client_for(origins), origins
        return self._client

    def probe(self, provider: IdentityProvider) -> None:
        """Look, without anybody signing in, whether a provider is what was agreed; open or not.

        Raises:
            SignInRefused: it is not, or cannot be reached.
        """
        self.client_of(provider).probe(self.config(provider))

    def client_of(self, provider: IdentityProvider) -> OpenIdClient:
        """Return a client that can reach this provider alone, open or not; it remembers nothing."""
        return self._client_for(origins_of(provider))

    def _client_for(self, origins: frozenset[str]) -> OpenIdClient:
        loopback = frozenset(each for each in origins if each.startswith("http:"))
        egress = Egress(
            origins=origins - loopback,
            loopback=loopback if self.allows_loopback else frozenset(),
        )
        return OpenIdClient(Fetcher(egress, time_limit=self.time_limit))

    def config(self, provider: IdentityProvider) -> ProviderConfig:
        """Describe a provider as the administrators agreed on it."""
        return ProviderConfig(
            id=str(provider.id),
            issuer=provider.issuer,
            discovery_url=provider.discovery_url,
            client_id=provider.client_id,
            authentication=self._authentication(provider),
            algorithms=frozenset(provider.algorithms),
            accepted_acr=tuple(provider.accepted_acr),
            max_clock_skew=timedelta(seconds=provider.max_clock_skew_seconds),
            extra_origins=frozenset(provider.extra_origins),
        )

    def _authentication(self, provider: IdentityProvider) -> PrivateKey | ClientSecret:
        if provider.client_key is not None:
            return PrivateKey.from_pem(self.master.unwrap(provider.client_key, purpose=KEY_PURPOSE))
        secret = self.master.unwrap(provider.client_secret or b"", purpose=SECRET_PURPOSE)
        return ClientSecret(secret.decode())
