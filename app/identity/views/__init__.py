"""Pages of signing in and of one's own account."""

from __future__ import annotations

from app.identity.views import changes, corrections, duties, providers, taking_along
from app.identity.views.account import blueprint as account
from app.identity.views.administration import blueprint as administration
from app.identity.views.back_channel import blueprint as back_channel
from app.identity.views.mandates import blueprint as mandates
from app.identity.views.sign_in import blueprint as identity

__all__ = [
    "account",
    "administration",
    "back_channel",
    "changes",
    "corrections",
    "duties",
    "identity",
    "mandates",
    "providers",
    "taking_along",
]
