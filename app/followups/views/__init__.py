"""Pages of follow-ups: inside a workspace, and those of all one's workspaces."""

from app.followups.views.everywhere import blueprint as all_followups
from app.followups.views.inside import blueprint as followups

__all__ = ["all_followups", "followups"]
