"""The blueprints of sharing: inside a workspace, and what an organisation keeps of all of them."""

from __future__ import annotations

from app.kernel.web.door import GuardedBlueprint

blueprint = GuardedBlueprint("sharing", "app.sharing.views", url_prefix="/workspaces/<ref:ref>")
answers_blueprint = GuardedBlueprint("sharing_answers", "app.sharing.views.answering")
