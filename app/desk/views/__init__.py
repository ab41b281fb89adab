"""Pages of the desk: Mijn werk, the overview of a workspace, and figures."""

from app.desk.views.blueprint import blueprint
from app.desk.views.shell import install

from app.desk.views import figures, ours, overview, work  # isort: skip  # they register on the blueprint

__all__ = ["blueprint", "figures", "install", "ours", "overview", "work"]
