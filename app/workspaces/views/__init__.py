"""Pages of workspaces: the list, starting one, its foundations, its people."""

from app.workspaces.views import people, places
from app.workspaces.views.blueprint import blueprint

__all__ = ["blueprint", "people", "places"]
