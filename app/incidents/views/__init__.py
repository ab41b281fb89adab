"""Pages of cases: the register of a workspace, and one case with its story."""

from app.incidents.views import cases, register
from app.incidents.views.blueprint import blueprint

__all__ = ["blueprint", "cases", "register"]
