"""Real OpenID providers for the demonstration: one per organisation, in a process of their own.

They speak the whole protocol (discovery, PKCE, signed assertions of the client, signed ID tokens
with `auth_time` and `acr`, the issuer in the callback, signing out), so the application signs
people in exactly as it does in production. Only one thing is not real: a person is chosen from a
list, without a password. They refuse to exist outside the demonstration.

Nothing is kept but the keys; sessions and codes live in memory, so one process serves them all.
The texts are Dutch only: this stands for another organisation's page, not for one of ours.
"""

from app.demo.provider.application import (
    DemonstrationForbidden,
    create_provider_app,
    make_provider_server,
    serve,
)
from app.demo.provider.keys import client_key_pem
from app.demo.provider.people import (
    CLIENT_ID,
    LEVEL_HIGH,
    LEVEL_SUBSTANTIAL,
    DemoOrganisation,
    DemoPerson,
    DemoProviders,
    discovery_url_of,
    issuer_of,
    subject_of,
)

__all__ = [
    "CLIENT_ID",
    "LEVEL_HIGH",
    "LEVEL_SUBSTANTIAL",
    "DemoOrganisation",
    "DemoPerson",
    "DemoProviders",
    "DemonstrationForbidden",
    "client_key_pem",
    "create_provider_app",
    "discovery_url_of",
    "issuer_of",
    "make_provider_server",
    "serve",
    "subject_of",
]
