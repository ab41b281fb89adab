"""Signing in with OpenID Connect, with providers that may lie.

Authlib speaks the protocol; this package decides what to believe. A provider's issuer is pinned
beforehand and compared with its metadata, with the callback and with the token, because Authlib
takes it from the metadata alone. Every claim is judged by ourselves. Whatever goes wrong is one
kind of error, `SignInRefused`, with a reason from a closed list.

The usual course::

    client = OpenIdClient(Fetcher(Egress(origins=…)))          # one per process
    begun = client.begin(config, redirect_uri, fresh=True)     # keep it, redirect to begun.url
    who = client.complete(config, kept, callback=single_values(query))

Source: OpenID Connect Core 1.0, RFC 7636 (PKCE), RFC 9207 (issuer in the callback), RFC 8725 (JWT
best current practice), NL GOV Assurance profile for OpenID Connect.
"""

from app.adapters.openid.addresses import Egress, origin_of
from app.adapters.openid.callback import single_values
from app.adapters.openid.client import OpenIdClient
from app.adapters.openid.configuration import (
    ASYMMETRIC_ALGORITHMS,
    DEFAULT_ALGORITHMS,
    ClientSecret,
    PrivateKey,
    ProviderConfig,
)
from app.adapters.openid.fetching import Fetcher
from app.adapters.openid.kept import open_kept
from app.adapters.openid.logout import VerifiedLogout
from app.adapters.openid.metadata import ProviderMetadata
from app.adapters.openid.refusals import (
    ProviderLies,
    ProviderUnreachable,
    RefusalCode,
    SignInRefused,
)
from app.adapters.openid.signin import Begun, PendingSignIn, VerifiedSignIn

__all__ = [
    "ASYMMETRIC_ALGORITHMS",
    "DEFAULT_ALGORITHMS",
    "Begun",
    "ClientSecret",
    "Egress",
    "Fetcher",
    "OpenIdClient",
    "PendingSignIn",
    "PrivateKey",
    "ProviderConfig",
    "ProviderLies",
    "ProviderMetadata",
    "ProviderUnreachable",
    "RefusalCode",
    "SignInRefused",
    "VerifiedLogout",
    "VerifiedSignIn",
    "open_kept",
    "origin_of",
    "single_values",
]
