"""Pages of workspaces: the list, starting one, its foundations, its people, their access."""

from app.workspaces.views import people, places, reviewing, taking_along
from app.workspaces.views.blueprint import blueprint

__all__ = ["blueprint", "people", "places", "reviewing", "taking_along"]
