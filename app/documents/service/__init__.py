"""Changing documents, who sees them, and the recorded reads.

Each public verb that takes ``actor`` is one transaction; what takes ``work`` joins the caller's.
Files are sealed and synced before the transaction that names them begins.
"""

from app.documents.service.acceptance import Depot, Description, Incoming
from app.documents.service.arrivals import add_document, add_version
from app.documents.service.changes import change_description, restore, withdraw
from app.documents.service.folders import add_folder, furnish_workspace
from app.documents.service.places import place_policy
from app.documents.service.reading import (
    Opened,
    count_pages,
    has_preview,
    open_content,
    open_page,
)
from app.documents.service.rules import NewRule
from app.documents.service.sharing import (
    FolderPlace,
    Impact,
    Proposal,
    impact_of,
    set_folder_rules,
    set_rules,
    take_own_rules,
)

__all__ = [
    "Depot",
    "Description",
    "FolderPlace",
    "Impact",
    "Incoming",
    "NewRule",
    "Opened",
    "Proposal",
    "add_document",
    "add_folder",
    "add_version",
    "change_description",
    "count_pages",
    "furnish_workspace",
    "has_preview",
    "impact_of",
    "open_content",
    "open_page",
    "place_policy",
    "restore",
    "set_folder_rules",
    "set_rules",
    "take_own_rules",
    "withdraw",
]
