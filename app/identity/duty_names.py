"""What duties are called on screen."""

from __future__ import annotations

from app.identity.models import ADMINISTRATOR, COORDINATOR, MANDATE_KEEPER, PRIVACY_OFFICER
from app.kernel.text import lazy

DUTY_NAMES = {
    ADMINISTRATOR: lazy("Functional administrator"),
    COORDINATOR: lazy("Coordinator who may start workspaces"),
    MANDATE_KEEPER: lazy("Keeper of the register of mandates"),
    PRIVACY_OFFICER: lazy("Privacy officer"),
}
