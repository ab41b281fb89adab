"""What codes of a workspace are called on screen."""

from __future__ import annotations

from app.kernel.text import _, lazy
from app.workspaces.models import Classification, Marking, MemberRole, ParticipantRole

CLASSIFICATION_WORDS = {
    Classification.NONE: lazy("Unclassified"),
    Classification.DEPARTMENTAL: lazy("Departmentally confidential"),
}
MARKING_WORDS = {
    Marking.PUBLIC: lazy("Public"),
    Marking.INTERNAL: lazy("Internal"),
    Marking.CONFIDENTIAL: lazy("Confidential"),
    Marking.MEDICAL: lazy("Medically confidential"),
    Marking.COMMERCIAL: lazy("Commercially confidential"),
}
PARTICIPANT_WORDS = {
    ParticipantRole.LEAD: lazy("Lead"),
    ParticipantRole.PARTNER: lazy("Partner"),
    ParticipantRole.OBSERVER: lazy("Observer"),
    ParticipantRole.GUEST: lazy("Guest"),
}
MEMBER_WORDS = {
    MemberRole.COORDINATOR: lazy("Coordinator"),
    MemberRole.CONTRIBUTOR: lazy("Contributor"),
    MemberRole.READER: lazy("Reader"),
    MemberRole.SIGNATORY: lazy("Signatory"),
}
MODE_WORDS = {
    "regular": lazy("Regular supervision"),
    "in_depth": lazy("In-depth supervision"),
    "intensive": lazy("Intensive supervision"),
}


def classification_cells(
    classification: Classification,
    marking: Marking | None = None,
    *,
    special_category: bool = False,
    criminal_data: bool = False,
    police_data: bool = False,
) -> list[tuple[str, str]]:
    """Return the cells of the classification chip: words and kind ('' plain, 'flag', 'dv')."""
    kind = "dv" if classification.rank else ""
    cells = [(str(CLASSIFICATION_WORDS[classification]), kind)]
    if marking is not None:
        cells.append((str(MARKING_WORDS[marking]), ""))
    flags = (
        (special_category, _("GDPR 9")),
        (criminal_data, _("GDPR 10")),
        (police_data, _("Police data")),
    )
    return cells + [(words, "flag") for is_set, words in flags if is_set]
