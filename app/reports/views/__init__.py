"""Pages of reports: the list, building, reading, signing, checking."""

from app.reports.views import (
    anywhere,
    building,
    checking,
    elsewhere,
    history,
    reading,
    rounds,
    signing,
    taking_along,
)
from app.reports.views.anywhere import blueprint as check_blueprint
from app.reports.views.blueprint import blueprint

__all__ = [
    "anywhere",
    "blueprint",
    "building",
    "check_blueprint",
    "checking",
    "elsewhere",
    "history",
    "reading",
    "rounds",
    "signing",
    "taking_along",
]
