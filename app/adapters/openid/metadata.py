"""What a provider says of itself, believed only where it cannot harm."""

from dataclasses import dataclass

from app.adapters.openid.addresses import origin_of
from app.adapters.openid.answers import text_of
from app.adapters.openid.configuration import ProviderConfig
from app.adapters.openid.fetching import Fetcher
from app.adapters.openid.refusals import ProviderLies, RefusalCode


@dataclass(frozen=True, slots=True)
class ProviderMetadata:
    """The checked part of a discovery document."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    sends_issuer: bool
    """Whether the callback carries the issuer (RFC 9207); then it must."""


def fetch_metadata(fetcher: Fetcher, config: ProviderConfig) -> ProviderMetadata:
    """Fetch a provider's discovery document and check it against what was agreed.

    Raises:
        ProviderUnreachable: it cannot be had.
        ProviderLies: it names another issuer, endpoints elsewhere, or lacks what we need.
    """
    found = fetcher.get_object(config.discovery_url)
    if found.get("issuer") != config.issuer:
        raise ProviderLies(RefusalCode.METADATA_ISSUER_WRONG, str(found.get("issuer")))
    return ProviderMetadata(
        authorization_endpoint=_endpoint(config, found, name="authorization_endpoint"),
        token_endpoint=_endpoint(config, found, name="token_endpoint"),
        jwks_uri=_endpoint(config, found, name="jwks_uri"),
        userinfo_endpoint=_own(config, found, name="userinfo_endpoint"),
        sends_issuer=found.get("authorization_response_iss_parameter_supported") is True,
    )


def _endpoint(config: ProviderConfig, found: dict[str, object], *, name: str) -> str:
    address = text_of(found, name)
    if address is None:
        raise ProviderLies(RefusalCode.METADATA_INCOMPLETE, name)
    try:
        origin = origin_of(address)
    except ValueError as error:
        raise ProviderLies(RefusalCode.METADATA_INCOMPLETE, f"{name}: {error}") from error
    if origin not in config.origins:
        raise ProviderLies(RefusalCode.ENDPOINT_FOREIGN, f"{name}: {address}")
    return address


def _own(config: ProviderConfig, found: dict[str, object], *, name: str) -> str | None:
    """Return an address that we can do without, where it is one that was agreed; else nothing.

    What is never asked cannot harm: a provider whose pages stand elsewhere is no worse for it.
    """
    try:
        return _endpoint(config, found, name=name)
    except ProviderLies:
        return None
