"""Pages of the desk: Mijn werk, and the overview of a workspace."""

from app.desk.views.blueprint import blueprint
from app.desk.views.shell import install

from app.desk.views import ours, overview, work  # isort: skip  # they register on the blueprint

__all__ = ["blueprint", "install", "ours", "overview", "work"]
