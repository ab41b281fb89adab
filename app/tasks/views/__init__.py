"""Pages of tasks: the list of a workspace, one task with its steps; and its named terms."""

from app.tasks.views.blueprint import blueprint

from app.tasks.views import board, details, exporting, steps, terms  # isort: skip  # they register on the blueprint

__all__ = ["blueprint", "board", "details", "exporting", "steps", "terms"]
