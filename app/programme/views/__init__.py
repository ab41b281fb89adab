"""Work programmes on screen."""

from __future__ import annotations

from app.programme.views import carrying, changing, exporting, importing, linking, reading
from app.programme.views.blueprint import blueprint

__all__ = ["blueprint", "carrying", "changing", "exporting", "importing", "linking", "reading"]
