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
from app.documents.queries.bases import list_bases_between
from app.documents.queries.documents import (
    PAGE,
    Citable,
    Cursor,
    DocumentRow,
    SightOfOrganisation,
    Wanted,
    count_visible,
    get_for,
    get_place_for,
    get_row_for,
    get_version,
    list_citable,
    list_titles,
    list_versions,
    list_visible,
    matrix_of,
)
from app.documents.queries.explanations import (
    Explanation,
    OrganisationSight,
    explain,
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
from app.documents.queries.openings import was_recorded
from app.documents.queries.places import PlaceRules, get_place_rules

__all__ = [
    "PAGE",
    "Citable",
    "Cursor",
    "DocumentRow",
    "Explanation",
    "FolderRow",
    "OrganisationSight",
    "PlaceRules",
    "Rulebook",
    "Seer",
    "SightOfOrganisation",
    "Wanted",
    "count_visible",
    "explain",
    "find_folder",
    "find_folder_anywhere",
    "find_nearest_policy",
    "find_policy",
    "find_root",
    "get_for",
    "get_place_for",
    "get_place_rules",
    "get_row_for",
    "get_rulebook",
    "get_version",
    "ids_below",
    "list_audience",
    "list_audience_of",
    "list_bases_between",
    "list_citable",
    "list_folders",
    "list_path",
    "list_place_audience",
    "list_policies_of",
    "list_sight",
    "list_titles",
    "list_versions",
    "list_visible",
    "matrix_of",
    "path_among",
    "place_of",
    "sights_of",
    "wait_for_turn",
    "was_recorded",
]
