"""Pages of tasks: the list of a workspace, asking one, one task with its steps; named terms."""

from app.tasks.views.blueprint import blueprint
from app.tasks.views.lines import install

from app.tasks.views import asking, board, columns, details, exporting, mending, steps, terms  # isort: skip  # they register on the blueprint

__all__ = [
    "asking",
    "blueprint",
    "board",
    "columns",
    "details",
    "exporting",
    "install",
    "mending",
    "steps",
    "terms",
]
