"""Pages about giving: the guide, what it answered, bases in free text, profiles."""

from app.sharing.views import answering, applying, asking, guide, profiles
from app.sharing.views.blueprint import answers_blueprint, blueprint

__all__ = [
    "answering",
    "answers_blueprint",
    "applying",
    "asking",
    "blueprint",
    "guide",
    "profiles",
]
