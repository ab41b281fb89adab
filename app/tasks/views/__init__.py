"""Pages of tasks: the list of a workspace, asking one, one task with its steps; named terms."""

from app.tasks.views.blueprint import blueprint
from app.tasks.views.lines import install

from app.tasks.views import asking, board, columns, delivering, details  # isort: skip  # they register on the blueprint
from app.tasks.views import exporting, mending, months, several, steps, terms, usual  # isort: skip  # and so do these

__all__ = [
    "asking",
    "blueprint",
    "board",
    "columns",
    "delivering",
    "details",
    "exporting",
    "install",
    "mending",
    "months",
    "several",
    "steps",
    "terms",
    "usual",
]
