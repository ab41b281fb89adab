"""Where we may go: origins as exact strings, and addresses that are not inside our own network."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.adapters.openid.refusals import ProviderUnreachable, RefusalCode

DEFAULT_PORTS = {"http": 80, "https": 443}
LOOPBACK_ADDRESS = "127.0.0.1"
# An IPv4 address can hide in these (RFC 6052): what it leads to cannot be judged from here.
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Destination:
    """A web address taken apart once, so that what is judged is what is visited."""

    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        """The origin as browsers write it: without a default port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if DEFAULT_PORTS[self.scheme] == self.port else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


def take_apart(url: str) -> Destination:
    """Read scheme, host and port of an absolute web address.

    Raises:
        ValueError: it is no http(s) address, or one that two readers could read differently.
    """
    if not url.isascii() or not url.isprintable() or any(sign in url for sign in " \\<>\"'"):
        message = "An address holds characters that do not belong in it."
        raise ValueError(message)
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        message = "An address starts with http:// or https:// and a host, without a name before it."
        raise ValueError(message)
    return Destination(parts.scheme, parts.hostname, parts.port or DEFAULT_PORTS[parts.scheme])


def origin_of(url: str) -> str:
    """Give the origin of an absolute web address.

    Raises:
        ValueError: it is no unambiguous http(s) address.
    """
    return take_apart(url).origin


@dataclass(frozen=True, slots=True)
class Egress:
    """The allow list for outgoing requests; what is not on it is never contacted.

    The origins in `loopback` may be plain http. They are contacted on this machine whatever their
    name resolves to, so unencrypted traffic cannot leave it. Those in `inside` may be in our own
    network, because whoever runs this installation said so.
    """

    origins: frozenset[str] = frozenset()
    loopback: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()

    def addresses_of(self, destination: Destination) -> list[str]:
        """List the addresses at which a destination may be contacted.

        The name is resolved here and the caller connects to one of these addresses, so a name
        that changes its mind in between gains nothing.

        Raises:
            ProviderUnreachable: not on the list, unknown, or inside our own network.
        """
        if destination.origin in self.loopback:
            return [destination.host if destination.host == "::1" else LOOPBACK_ADDRESS]
        if destination.origin not in self.origins or destination.scheme != "https":
            raise ProviderUnreachable(destination.origin, code=RefusalCode.ADDRESS_FORBIDDEN)
        addresses = _resolve(destination)
        may_be_inside = destination.origin in self.inside
        if not addresses or not (may_be_inside or all(map(is_public, addresses))):
            raise ProviderUnreachable(destination.origin, code=RefusalCode.ADDRESS_FORBIDDEN)
        return addresses


def _resolve(destination: Destination) -> list[str]:
    try:
        found = socket.getaddrinfo(
            destination.host, destination.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
        )
    except (OSError, UnicodeError) as error:
        raise ProviderUnreachable(f"{destination.origin}: {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Say whether an address lies in the public internet, not in anyone's own network."""
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv6Address):
        if number.ipv4_mapped:
            return is_public(str(number.ipv4_mapped))
        if number.sixtofour or number.teredo or number in TRANSLATED:
            return False
    return number.is_global and not number.is_multicast
