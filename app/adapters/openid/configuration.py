"""What we know of a provider before speaking to it, and how we prove to it who we are."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, Self

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc.jwk import ECKey, RSAKey

from app.adapters.openid.addresses import origin_of

# Signatures by a key that only the provider has. `none` and HS* can never be configured.
ASYMMETRIC_ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}
)
DEFAULT_ALGORITHMS = frozenset({"RS256", "PS256", "ES256"})
CURVE_ALGORITHMS = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """Client authentication by a signed assertion.

    Source: NL GOV Assurance profile for OpenID Connect: `private_key_jwt`, no client secret.
    """

    key: RSAKey | ECKey = field(repr=False)
    algorithm: str

    @classmethod
    def from_pem(cls, pem: bytes) -> Self:
        """Read a PEM private key (RSA, or elliptic on a NIST curve).

        Raises:
            ValueError: the key is of a kind we do not sign with.
        """
        private = load_pem_private_key(pem, password=None)
        key: RSAKey | ECKey
        if isinstance(private, rsa.RSAPrivateKey):
            key, algorithm = RSAKey.import_key(pem), "RS256"
        elif isinstance(private, ec.EllipticCurvePrivateKey) and (
            private.curve.name in CURVE_ALGORITHMS
        ):
            key, algorithm = ECKey.import_key(pem), CURVE_ALGORITHMS[private.curve.name]
        else:
            message = "A client key is an RSA key or a key on curve P-256, P-384 or P-521."
            raise ValueError(message)
        key.ensure_kid()
        return cls(key, algorithm)

    def public_jwk(self) -> dict[str, str | list[str]]:
        """Give the public half, as a provider wants to have it registered."""
        return {**self.key.as_dict(private=False), "use": "sig", "alg": self.algorithm}


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """Client authentication by a shared secret, for a provider that offers nothing better."""

    secret: str = field(repr=False)
    method: Literal["client_secret_basic", "client_secret_post"] = "client_secret_basic"


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """One provider, as two administrators agreed on it; nothing in it comes from the provider."""

    id: str
    issuer: str
    """Pinned. The metadata, the token and the callback must all say exactly this."""
    discovery_url: str
    client_id: str
    authentication: PrivateKey | ClientSecret
    algorithms: frozenset[str] = DEFAULT_ALGORITHMS
    accepted_acr: tuple[str, ...] = ()
    """Accepted levels of assurance, preferred one first. Empty: the level is not asked for."""
    max_clock_skew: timedelta = timedelta(seconds=60)
    extra_origins: frozenset[str] = frozenset()
    """Origins of its endpoints beside those of the issuer and the discovery document."""

    def __post_init__(self) -> None:
        """Refuse a configuration under which a forged token could pass."""
        if not self.algorithms or not self.algorithms <= ASYMMETRIC_ALGORITHMS:
            message = f"Provider {self.id}: only asymmetric signature algorithms are possible."
            raise ValueError(message)
        if not (self.issuer and self.client_id):
            message = f"Provider {self.id}: issuer and client id cannot be empty."
            raise ValueError(message)

    @property
    def origins(self) -> frozenset[str]:
        """The origins at which this provider's endpoints may live."""
        return self.extra_origins | {origin_of(self.issuer), origin_of(self.discovery_url)}
