"""Reading documents, folders and rules.

`get_for(actor, permission, id)` returns a `Sighted`: the document with the level this actor sees it
at, from the one expression that decides. Lists and counts use the same.
"""

from app.documents.queries.access import (
    Rulebook,
    Seer,
    find_nearest_policy,
    find_policy,
    get_rulebook,
    list_audience,
    list_audience_of,
    list_place_audience,
    list_policies_of,
    wait_for_turn,
)
from app.documents.queries.bases import list_bases_between, party_of
from app.documents.queries.citing import Citable, list_citable
from app.documents.queries.departures import (
    Stake,
    get_departure_for,
    list_at_stake,
    list_departures,
)
from app.documents.queries.documents import (
    PAGE,
    Cursor,
    count_visible,
    get_for,
    get_place_for,
    get_row_for,
    list_by_id,
    list_visible,
    matrix_of,
    may_download,
    select_own,
)
from app.documents.queries.explanations import (
    Decider,
    Explanation,
    OrganisationSight,
    explain,
    explain_sight,
    list_sight,
    place_of,
    sights_of,
)
from app.documents.queries.folders import (
    FolderRow,
    find_folder,
    find_folder_anywhere,
    find_root,
    ids_below,
    list_folders,
    list_path,
    path_among,
)
from app.documents.queries.locks import find_any_lock, find_lock
from app.documents.queries.mirror import MirrorCount, count_mirrored, list_mirrored, mirror_of
from app.documents.queries.narrowing import Wanted
from app.documents.queries.openings import was_recorded
from app.documents.queries.own_bases import (
    BasisRow,
    as_legal_basis,
    count_bases_open,
    get_basis_for,
    list_bases_about,
    list_bases_asked,
    list_usable_bases,
)
from app.documents.queries.participation import (
    SightChange,
    change_by_joining,
    change_by_leaving,
)
from app.documents.queries.places import PlaceRules, get_place_rules
from app.documents.queries.purposes import list_purposes
from app.documents.queries.redactions import (
    GroundCount,
    History,
    Relative,
    find_redaction,
    history_of,
    list_marks,
)
from app.documents.queries.requests import (
    RequestRow,
    count_asked,
    find_open_request,
    list_open_requests,
    list_requests,
)
from app.documents.queries.rows import DocumentRow, SightOfOrganisation
from app.documents.queries.several import list_audiences, list_rulebooks, lock_several
from app.documents.queries.stored import list_arriving, list_stored
from app.documents.queries.uploads import (
    count_under_way,
    forgetting_parts,
    get_upload_for,
    list_parts,
)
from app.documents.queries.versions import (
    current_versions,
    find_version,
    get_version,
    list_versions,
)

__all__ = [
    "PAGE",
    "BasisRow",
    "Citable",
    "Cursor",
    "Decider",
    "DocumentRow",
    "Explanation",
    "FolderRow",
    "GroundCount",
    "History",
    "MirrorCount",
    "OrganisationSight",
    "PlaceRules",
    "Relative",
    "RequestRow",
    "Rulebook",
    "Seer",
    "SightChange",
    "SightOfOrganisation",
    "Stake",
    "Wanted",
    "as_legal_basis",
    "change_by_joining",
    "change_by_leaving",
    "count_asked",
    "count_bases_open",
    "count_mirrored",
    "count_under_way",
    "count_visible",
    "current_versions",
    "explain",
    "explain_sight",
    "find_any_lock",
    "find_folder",
    "find_folder_anywhere",
    "find_lock",
    "find_nearest_policy",
    "find_open_request",
    "find_policy",
    "find_redaction",
    "find_root",
    "find_version",
    "forgetting_parts",
    "get_basis_for",
    "get_departure_for",
    "get_for",
    "get_place_for",
    "get_place_rules",
    "get_row_for",
    "get_rulebook",
    "get_upload_for",
    "get_version",
    "history_of",
    "ids_below",
    "list_arriving",
    "list_at_stake",
    "list_audience",
    "list_audience_of",
    "list_audiences",
    "list_bases_about",
    "list_bases_asked",
    "list_bases_between",
    "list_by_id",
    "list_citable",
    "list_departures",
    "list_folders",
    "list_marks",
    "list_mirrored",
    "list_open_requests",
    "list_parts",
    "list_path",
    "list_place_audience",
    "list_policies_of",
    "list_policy_audience",
    "list_purposes",
    "list_requests",
    "list_rulebooks",
    "list_sight",
    "list_stored",
    "list_usable_bases",
    "list_versions",
    "list_visible",
    "lock_several",
    "matrix_of",
    "may_download",
    "mirror_of",
    "party_of",
    "path_among",
    "place_of",
    "select_own",
    "sights_of",
    "wait_for_turn",
    "was_recorded",
]
