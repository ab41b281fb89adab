"""Pages of the log, the public statements, and the addresses operators watch."""

from __future__ import annotations

from app.oversight.views import verifying
from app.oversight.views.archive import blueprint as archive
from app.oversight.views.health import blueprint as health
from app.oversight.views.log import blueprint as log
from app.oversight.views.metrics import blueprint as metrics
from app.oversight.views.platform import blueprint as platform_log
from app.oversight.views.statements import blueprint as statements

__all__ = ["archive", "health", "log", "metrics", "platform_log", "statements", "verifying"]
