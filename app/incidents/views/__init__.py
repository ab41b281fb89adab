"""Pages of cases: the register of a workspace, one case, the committee, and the red thread."""

from app.incidents.views import cases, letters, meetings, register, themes
from app.incidents.views.blueprint import blueprint

__all__ = ["blueprint", "cases", "letters", "meetings", "register", "themes"]
