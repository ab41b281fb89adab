"""Pages of document requests: asking, answering, ending, and the list to take along."""

from app.requests.views import requesting, taking_along
from app.requests.views.blueprint import blueprint

__all__ = ["blueprint", "requesting", "taking_along"]
