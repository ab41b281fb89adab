"""Changing documents, who sees them, and the recorded reads.

Each public verb that takes ``actor`` is one transaction; what takes ``work`` joins the caller's.
Files are sealed and synced before the transaction that names them begins.
"""

from app.documents.service.acceptance import Depot, Description, Incoming, depot_of
from app.documents.service.arrivals import add_document, add_version
from app.documents.service.arriving import Intake
from app.documents.service.asking import ask_for_access, refuse_request
from app.documents.service.bundles import MOST_FILES, Bundle, open_bundle
from app.documents.service.changes import change_description, restore, withdraw
from app.documents.service.folders import add_folder, furnish_workspace
from app.documents.service.looking import look_as
from app.documents.service.places import place_policy
from app.documents.service.reading import (
    ZOOMS,
    OnPage,
    Opened,
    has_preview,
    open_content,
    open_page,
    open_words,
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
from app.documents.service.streams import DownloadCut, Watch
from app.documents.service.uploads import (
    Checksum,
    WrongChecksum,
    begin_upload,
    continue_upload,
    forget_expired,
    stop_upload,
)

__all__ = [
    "MOST_FILES",
    "ZOOMS",
    "Bundle",
    "Checksum",
    "Depot",
    "Description",
    "DownloadCut",
    "FolderPlace",
    "Impact",
    "Incoming",
    "Intake",
    "NewRule",
    "OnPage",
    "Opened",
    "Proposal",
    "Watch",
    "WrongChecksum",
    "add_document",
    "add_folder",
    "add_version",
    "ask_for_access",
    "begin_upload",
    "change_description",
    "continue_upload",
    "depot_of",
    "forget_expired",
    "furnish_workspace",
    "has_preview",
    "impact_of",
    "look_as",
    "open_bundle",
    "open_content",
    "open_page",
    "open_words",
    "place_policy",
    "refuse_request",
    "restore",
    "set_folder_rules",
    "set_rules",
    "stop_upload",
    "take_own_rules",
    "withdraw",
]
