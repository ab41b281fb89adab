"""Who can sign in at a demonstration provider, and at which organisation."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

CLIENT_ID = "samenzicht"
LEVEL_SUBSTANTIAL = "http://eidas.europa.eu/LoA/substantial"
LEVEL_HIGH = "http://eidas.europa.eu/LoA/high"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the sample data."""

    login: str
    name: str
    email: str
    job_title: str
    organisation: str
    """The code of the organisation whose provider knows this person."""
    acr: str = LEVEL_HIGH


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """An organisation of the sample data, and where its people are sent back to."""

    code: str
    name: str
    redirect_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProviders:
    """All that the demonstration's providers are made of."""

    public_origin: str
    """The origin that browsers see, such as http://127.0.0.1:8001; issuers start with it."""
    keys_folder: Path
    organisations: tuple[DemoOrganisation, ...]
    people: tuple[DemoPerson, ...]
    return_to: str
    """The client's page after signing out; its origin is the client's own."""
    client_id: str = CLIENT_ID


def issuer_of(public_origin: str, organisation: str) -> str:
    """Give the issuer of an organisation's provider."""
    return f"{public_origin}/{organisation}"


def discovery_url_of(public_origin: str, organisation: str) -> str:
    """Give the address of the provider's metadata."""
    return f"{issuer_of(public_origin, organisation)}/.well-known/openid-configuration"


def subject_of(organisation: str, login: str) -> str:
    """Give the opaque name by which a provider always knows a person.

    It can be computed without the provider, so that sample people are bound before they come.
    """
    text = f"samenzicht demonstration\n{organisation}\n{login}"
    return hashlib.sha256(text.encode()).hexdigest()[:40]
