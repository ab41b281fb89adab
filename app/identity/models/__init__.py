"""Organisations and providers, people, and what lets in: sessions and tokens."""

from app.identity.models.maintenance import Maintenance
from app.identity.models.organisations import (
    IdentityProvider,
    Organisation,
    Pauses,
    ProviderAnswer,
    ProviderChange,
    ProviderLift,
    ProviderOpening,
    RefusedSignIn,
)
from app.identity.models.people import (
    ADMINISTRATOR,
    BY_TWO,
    COORDINATOR,
    DUTIES,
    MANDATE_KEEPER,
    PRIVACY_OFFICER,
    DutyChange,
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
    "BY_TWO",
    "COORDINATOR",
    "DUTIES",
    "MANDATE_KEEPER",
    "PRIVACY_OFFICER",
    "ApiToken",
    "DutyChange",
    "FreshSignIn",
    "IdempotencyKey",
    "IdentityProvider",
    "Invitation",
    "LastVisit",
    "Maintenance",
    "Mandate",
    "Organisation",
    "Pauses",
    "Person",
    "ProviderAnswer",
    "ProviderChange",
    "ProviderLift",
    "ProviderOpening",
    "RefusedAddress",
    "RefusedSignIn",
    "SignInAttempt",
    "SignInSession",
]
