"""Audit words of workspaces, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class WorkspaceAction(Action):
    """What happens to a workspace, its participants and its people."""

    CREATED = "workspace:workspace:create"
    FOUNDED = "workspace:foundation:change"
    PLANNED = "workspace:planning:change"
    PARTICIPANT_ADDED = "workspace:participant:add"
    PARTICIPANT_RESUMED = "workspace:participant:resume"
    PARTICIPANT_ENDED = "workspace:participant:end"
    MEMBER_ADDED = "workspace:member:add"
    MEMBER_INVITED = "workspace:member:invite"
    MEMBER_ROLE_CHANGED = "workspace:member:change"
    MEMBER_UNTIL_CHANGED = "workspace:member:limit"
    MEMBER_KEPT = "workspace:member:keep"
    MEMBER_ENDED = "workspace:member:end"
    MEMBER_SUSPENDED = "workspace:member:suspend"
    MEMBER_RESUMED = "workspace:member:resume"
    LIST_TAKEN = "workspace:list:take"


LABELS = {
    WorkspaceAction.CREATED: lazy("started"),
    WorkspaceAction.FOUNDED: lazy("changed purpose and legal basis of"),
    WorkspaceAction.PLANNED: lazy("changed the planning of"),
    WorkspaceAction.PARTICIPANT_ADDED: lazy("let take part:"),
    WorkspaceAction.PARTICIPANT_RESUMED: lazy("let take part again:"),
    WorkspaceAction.PARTICIPANT_ENDED: lazy("ended the participation of"),
    WorkspaceAction.MEMBER_ADDED: lazy("added"),
    WorkspaceAction.MEMBER_INVITED: lazy("invited"),
    WorkspaceAction.MEMBER_ROLE_CHANGED: lazy("changed the role of"),
    WorkspaceAction.MEMBER_UNTIL_CHANGED: lazy("changed until when may work here:"),
    WorkspaceAction.MEMBER_KEPT: lazy("said that the access stays of"),
    WorkspaceAction.MEMBER_ENDED: lazy("ended the membership of"),
    WorkspaceAction.MEMBER_SUSPENDED: lazy("suspended, as nobody said it stays, the access of"),
    WorkspaceAction.MEMBER_RESUMED: lazy("said later that the access stays of"),
    WorkspaceAction.LIST_TAKEN: lazy("took along a list with people or cases in it, for"),
}
