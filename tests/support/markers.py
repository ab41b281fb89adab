"""Who may read what in the scene of the matrix, written by hand, and the markers that betray it.

A marker names the thing whose text it stands in: ``cnry-igj_private-x``. Who reads a marker of a
thing that is not for them has been shown something.
"""

from __future__ import annotations

import re
from uuid import UUID

MARKER = re.compile(r"cnry-([a-z_]+)-")
HERE = {"anna", "wim", "bram", "cora", "carla"}
IJENV, IGJ, NVWA = {"anna", "wim"}, {"bram", "cora"}, {"dirk"}
SIGHT: dict[str, set[str]] = {
    "here": HERE,
    "there": NVWA,
    "igj_private": IGJ,
    "igj_shared": HERE,
    "igj_classified": IGJ | IJENV,
    "igj_for_wim": IGJ | {"wim"},
    "igj_withdrawn": IGJ,
    "igj_police": IGJ | IJENV,
    "ijenv_private": IJENV,
    "nvwa_document": NVWA,
    "folder_here": HERE,
    "folder_there": NVWA,
    "task_here": HERE,
    "task_there": NVWA,
    "term_here": HERE,
    "term_there": NVWA,
    "ijenv_finding": IJENV,
    "igj_finding": HERE,
    "nvwa_finding": NVWA,
    "ijenv_framework": IJENV,
    "igj_framework": HERE,
    "nvwa_framework": NVWA,
    "ijenv_norm": IJENV,
    "igj_norm": HERE,
    "nvwa_norm": NVWA,
    "igj_own_observation": IGJ,
    "igj_observation": HERE,
    "said_before": IGJ,
    "nvwa_observation": NVWA,
    "shut_scoring": HERE,
    "open_scoring": HERE,
    "score_of_anna": {"anna"},
    "draft_here": HERE,
    "frozen_here": HERE,
    "draft_there": NVWA,
    "member_here": HERE,
    "member_there": NVWA,
    "igj_takes_part": HERE,
    "nvwa_takes_part": NVWA,
    "request_here": IJENV | IGJ,
    "upload_here": {"bram"},
    "upload_there": NVWA,
    "igj_answer": IGJ,
    "nvwa_answer": NVWA,
    "igj_basis": IGJ,
    "igj_breach": set(),
    "igj_emergency": set(),
    "nvwa_emergency": NVWA,
    "ijenv_hold": {"anna"},
    "nvwa_hold": NVWA,
    "ijenv_list": HERE,
    "nvwa_list": NVWA,
    "notice_here": {"bram"},
    "notice_there": NVWA,
    "ijenv_mandate": IJENV | {"els"},
    "igj_mandate": IGJ,
    "igj_entity": IGJ,
    "igj_open_entity": HERE,
    "ijenv_entity": IJENV,
    "nvwa_entity": NVWA,
    "igj_activity": IGJ,
    "igj_open_activity": IGJ | IJENV,
    "igj_planned_activity": IGJ,
    "ijenv_activity": IJENV | IGJ,
    "nvwa_activity": NVWA,
    "ijenv_proposal": IJENV | IGJ,
    "rebuttal_here": HERE,
    "follow_up_here": HERE,
    "publication_here": HERE,
    "round_here": HERE,
    "contribution_here": IJENV | IGJ,
    "case_here": HERE,
    "agenda_case": HERE,
    "case_there": NVWA,
    "letter_here": HERE,
    "meeting_here": HERE,
    "meeting_there": NVWA,
    "remark_here": HERE,
    "general_here": HERE,
    "ijenv_line": IJENV | {"els"},
    "ijenv_open_line": HERE | NVWA | {"els"},
    "igj_line": IGJ,
    "igj_named_line": IGJ | IJENV | {"els"},
    "igj_withdrawn_line": IGJ,
    "nvwa_line": NVWA,
    "link_here": HERE,
    "hidden_link": NVWA,
    "account_of_carla": {"els"},
    "token_of_anna": {"anna"},
    "token_of_els": {"els"},
    "duty_of_wim": {"els"},
    "opening_of_ivho": {"els"},
    "change_of_igj": {"els"},
    "succession_of_igj": {"els"},
    "witness_of_igj": {"els"},
}
"""For whom each thing is; Els administers accounts and sees no content, a stranger nothing."""
KINDS: dict[str, tuple[str, ...]] = {
    "ref": ("here", "there"),
    "document_id": (
        "igj_private",
        "igj_shared",
        "igj_classified",
        "igj_for_wim",
        "igj_withdrawn",
        "igj_police",
        "ijenv_private",
        "nvwa_document",
    ),
    "folder_id": ("folder_here", "folder_there"),
    "task_id": ("task_here", "task_there"),
    "term_id": ("term_here", "term_there"),
    "finding_id": ("ijenv_finding", "igj_finding", "nvwa_finding"),
    "framework_id": ("ijenv_framework", "igj_framework", "nvwa_framework"),
    "norm_id": ("ijenv_norm", "igj_norm", "nvwa_norm"),
    "observation_id": ("igj_own_observation", "igj_observation", "nvwa_observation"),
    "scoring_id": ("shut_scoring", "open_scoring"),
    "report_id": ("draft_here", "frozen_here", "draft_there"),
    "membership_id": ("member_here", "member_there"),
    "participation_id": ("igj_takes_part", "nvwa_takes_part"),
    "request_id": ("request_here",),
    "upload_id": ("upload_here", "upload_there"),
    "answer_id": ("igj_answer", "nvwa_answer"),
    "basis_id": ("igj_basis",),
    "breach_id": ("igj_breach",),
    "sight_id": ("igj_emergency", "nvwa_emergency"),
    "destruction_id": ("ijenv_list", "nvwa_list"),
    "hold_id": ("ijenv_hold", "nvwa_hold"),
    "mandate_id": ("ijenv_mandate", "igj_mandate"),
    "notice_id": ("notice_here", "notice_there"),
    "entity_id": ("igj_entity", "igj_open_entity", "ijenv_entity", "nvwa_entity"),
    "activity_id": (
        "igj_activity",
        "igj_open_activity",
        "igj_planned_activity",
        "ijenv_activity",
        "nvwa_activity",
    ),
    "proposal_id": ("ijenv_proposal",),
    "investigation_id": (
        "ijenv_line",
        "ijenv_open_line",
        "igj_line",
        "igj_named_line",
        "igj_withdrawn_line",
        "nvwa_line",
    ),
    "link_id": ("link_here", "hidden_link"),
    "rebuttal_id": ("rebuttal_here",),
    "follow_up_id": ("follow_up_here",),
    "publication_id": ("publication_here",),
    "round_id": ("round_here",),
    "case_id": ("case_here", "agenda_case", "case_there"),
    "letter_id": ("letter_here",),
    "meeting_id": ("meeting_here", "meeting_there"),
    "contribution_id": ("contribution_here",),
    "item_id": ("remark_here", "general_here"),
    "person_id": ("account_of_carla",),
    "token_id": ("token_of_anna",),
    "account_token_id": ("token_of_els",),
    "duty_change_id": ("duty_of_wim",),
    "opening_id": ("opening_of_ivho",),
    "change_id": ("change_of_igj",),
    "succession_id": ("succession_of_igj",),
    "witness_id": ("witness_of_igj",),
}
"""What stands in each parameter of an address."""
THERE = {name for name, seen_by in SIGHT.items() if seen_by == NVWA}
WITHOUT_TEXT = {"igj_takes_part", "nvwa_takes_part", "upload_here", "upload_there"}
WITHOUT_TEXT |= {"igj_answer", "nvwa_answer", "igj_basis", "notice_here", "notice_there"}
WITHOUT_TEXT |= {
    "token_of_els",
    "duty_of_wim",
    "opening_of_ivho",
    "account_of_carla",
    "link_here",
    "hidden_link",
    "meeting_here",
    "meeting_there",
}
WITHOUT_TEXT |= {"igj_breach", "igj_emergency", "ijenv_list", "nvwa_list"}
"""Things in which no marker can stand, or that stand on a page of nobody in the cast."""
OTHER_VALUES = {
    "page": 1,
    "number": 1,
    "revision": 1,
    "code": "jji",
    "slug": "igj",
    "organisation_code": "igj",
    "token": "unknown",
    "seen_id": UUID(int=9),
}
"""What stands in the parameters that name no thing of anybody's."""


def marked(name: str, words: str = "") -> str:
    """Return a text that carries the marker of a thing."""
    return f"cnry-{name}-x {words}".strip()


def file_named(name: str) -> str:
    """Return the name of a file that carries a marker."""
    return f"cnry-{name}-file"
