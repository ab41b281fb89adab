"""Organisations and providers, people, and what lets in: sessions and tokens."""

from app.identity.models.organisations import (
    IdentityProvider,
    Organisation,
    ProviderAnswer,
    ProviderChange,
    RefusedSignIn,
)
from app.identity.models.people import (
    ADMINISTRATOR,
    MANDATE_KEEPER,
    PRIVACY_OFFICER,
    Invitation,
    Mandate,
    Person,
    RefusedAddress,
)
from app.identity.models.signing_in import (
    ApiToken,
    FreshSignIn,
    IdempotencyKey,
    LastVisit,
    SignInAttempt,
    SignInSession,
)

__all__ = [
    "ADMINISTRATOR",
    "MANDATE_KEEPER",
    "PRIVACY_OFFICER",
    "ApiToken",
    "FreshSignIn",
    "IdempotencyKey",
    "IdentityProvider",
    "Invitation",
    "LastVisit",
    "Mandate",
    "Organisation",
    "Person",
    "ProviderAnswer",
    "ProviderChange",
    "RefusedAddress",
    "RefusedSignIn",
    "SignInAttempt",
    "SignInSession",
]
