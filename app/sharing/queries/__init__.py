"""Reading what the guide weighs, what it answered, and the profiles of a workspace."""

from app.sharing.queries.answers import (
    ANSWERS_PAGE,
    AnswerRow,
    get_answer_for,
    get_watch_for,
    list_answers,
    list_answers_watched,
)
from app.sharing.queries.cases import case_of, kinds_of_data, list_bases_for
from app.sharing.queries.profiles import (
    LEVEL_OF_CODE,
    ProfileRow,
    Proposal,
    find_profile,
    list_bases_towards,
    list_profiles,
    list_proposals,
)

__all__ = [
    "ANSWERS_PAGE",
    "LEVEL_OF_CODE",
    "AnswerRow",
    "ProfileRow",
    "Proposal",
    "case_of",
    "find_profile",
    "get_answer_for",
    "get_watch_for",
    "kinds_of_data",
    "list_answers",
    "list_answers_watched",
    "list_bases_for",
    "list_bases_towards",
    "list_profiles",
    "list_proposals",
]
