"""Changing documents, who sees them, and the recorded reads.

Each public verb that takes ``actor`` is one transaction; what takes ``work`` joins the caller's.
Files are sealed and synced before the transaction that names them begins.
"""

from app.documents.service.acceptance import (
    Depot,
    Description,
    Incoming,
    depot_of,
    forget_file,
    sealed_file,
)
from app.documents.service.announcing import begin_upload, begin_version
from app.documents.service.archiving import hand_to_archive
from app.documents.service.arrivals import add_document, add_version
from app.documents.service.arriving import Checksum, Intake, WrongChecksum
from app.documents.service.asking import ask_for_access, refuse_request
from app.documents.service.batches import Arrived, add_documents
from app.documents.service.bundles import MOST_FILES, Bundle, open_bundle
from app.documents.service.changes import change_description, restore, withdraw
from app.documents.service.closing import close_version, open_version_again
from app.documents.service.comparing import Comparison, compare_versions
from app.documents.service.departures import AFTER_LEAVING_WORDS, choose_what_stays
from app.documents.service.dropped import (
    can_be_back,
    coming_back,
    forget_dropped,
    last_moment_of,
    rules_to_take_back,
)
from app.documents.service.excerpts import Wish, draw_excerpt_page, make_excerpt
from app.documents.service.folders import (
    add_folder,
    furnish_workspace,
    make_way,
    move_folder,
    remove_folder,
    rename_folder,
)
from app.documents.service.foreseeing import (
    impact_of_describing,
    impact_of_marking,
    impact_of_moving,
    impact_of_restoring,
    impact_of_restoring_several,
)
from app.documents.service.gaining import telling_of_documents
from app.documents.service.giving import (
    ImpactOfSeveral,
    divide_to_give,
    give_several,
    impact_of_giving,
)
from app.documents.service.locks import give_back, take
from app.documents.service.looking import look_as
from app.documents.service.own_bases import (
    WantedBasis,
    approve_basis,
    ask_for_basis,
    refuse_basis,
)
from app.documents.service.places import place_policy
from app.documents.service.private import give_to, impact_of_opening, keep_private, open_up
from app.documents.service.purposes import PURPOSE_WORDS, state_purpose
from app.documents.service.reading import (
    ZOOMS,
    OnPage,
    Opened,
    has_preview,
    open_content,
    open_page,
    open_words,
)
from app.documents.service.redacting import (
    MOST_PAGES,
    Marking,
    choose_pages,
    lines_on,
    mark,
    mark_words,
    parse_pages,
    start_over,
    unmark,
)
from app.documents.service.restoring import restore_version
from app.documents.service.rules import NewRule
from app.documents.service.several import (
    Several,
    check_number,
    divide,
    mark_several,
    move_several,
    restore_several,
    withdraw_several,
)
from app.documents.service.sharing import (
    FolderPlace,
    Impact,
    Proposal,
    impact_of,
    set_folder_rules,
    set_rules,
    take_own_rules,
)
from app.documents.service.stopping import forget_expired, stop_upload
from app.documents.service.streams import DownloadCut, Watch
from app.documents.service.taking_back import refuse_held, refuse_in_part, take_back
from app.documents.service.uploads import continue_upload

__all__ = [
    "AFTER_LEAVING_WORDS",
    "MOST_FILES",
    "MOST_PAGES",
    "PURPOSE_WORDS",
    "ZOOMS",
    "Arrived",
    "Bundle",
    "Checksum",
    "Comparison",
    "Depot",
    "Description",
    "DownloadCut",
    "FolderPlace",
    "Impact",
    "ImpactOfSeveral",
    "Incoming",
    "Intake",
    "Marking",
    "NewRule",
    "OnPage",
    "Opened",
    "Proposal",
    "Several",
    "WantedBasis",
    "Watch",
    "Wish",
    "WrongChecksum",
    "add_document",
    "add_documents",
    "add_folder",
    "add_version",
    "approve_basis",
    "ask_for_access",
    "ask_for_basis",
    "begin_upload",
    "begin_version",
    "can_be_back",
    "change_description",
    "check_number",
    "choose_pages",
    "choose_what_stays",
    "close_version",
    "coming_back",
    "compare_versions",
    "continue_upload",
    "depot_of",
    "divide",
    "divide_to_give",
    "draw_excerpt_page",
    "forget_dropped",
    "forget_expired",
    "forget_file",
    "furnish_workspace",
    "give_back",
    "give_several",
    "give_to",
    "hand_to_archive",
    "has_preview",
    "impact_of",
    "impact_of_describing",
    "impact_of_giving",
    "impact_of_marking",
    "impact_of_moving",
    "impact_of_opening",
    "impact_of_restoring",
    "impact_of_restoring_several",
    "keep_private",
    "last_moment_of",
    "lines_on",
    "look_as",
    "make_excerpt",
    "make_way",
    "mark",
    "mark_several",
    "mark_words",
    "move_folder",
    "move_several",
    "open_bundle",
    "open_content",
    "open_page",
    "open_up",
    "open_version_again",
    "open_words",
    "parse_pages",
    "place_policy",
    "refuse_basis",
    "refuse_held",
    "refuse_in_part",
    "refuse_request",
    "remove_folder",
    "rename_folder",
    "restore",
    "restore_several",
    "restore_version",
    "rules_to_take_back",
    "sealed_file",
    "set_folder_rules",
    "set_rules",
    "start_over",
    "state_purpose",
    "stop_upload",
    "take",
    "take_back",
    "take_own_rules",
    "telling_of_documents",
    "unmark",
    "withdraw",
    "withdraw_several",
]
