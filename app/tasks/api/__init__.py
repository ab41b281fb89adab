"""Tasks for partners' systems: those of a workspace, one with its steps, and what stands around."""

from app.tasks.api import around, tasks, telling
from app.tasks.api.tasks import blueprint

__all__ = ["around", "blueprint", "tasks", "telling"]
