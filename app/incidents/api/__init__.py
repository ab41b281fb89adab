"""Cases for partners' systems: the same loading and the same service, under pseudonyms as well."""

from app.incidents.api import cases, committee, letters, steps
from app.incidents.api.blueprint import blueprint

__all__ = ["blueprint", "cases", "committee", "letters", "steps"]
