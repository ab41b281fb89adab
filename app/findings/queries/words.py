"""What codes of a finding are called on screen, and the tone they are shown in."""

from __future__ import annotations

from app.findings.models import (
    Aspect,
    Audience,
    Capacity,
    FindingStatus,
    Judgement,
    Level,
    Outcome,
    Sense,
    SubjectKind,
)
from app.kernel.text import lazy

ASPECT_WORDS = {
    Aspect.RESOURCES: lazy("Resources"),
    Aspect.COOPERATION: lazy("Cooperation"),
    Aspect.INFORMATION: lazy("Information"),
    Aspect.GOVERNANCE: lazy("Governance"),
}
JUDGEMENT_WORDS = {
    Judgement.MEETS: lazy("Meets the norm"),
    Judgement.PARTLY: lazy("Partly meets the norm"),
    Judgement.NOT_MET: lazy("Does not meet the norm"),
    Judgement.NOT_ASSESSED: lazy("Not assessed"),
}
LEVEL_WORDS = {
    Level.NORM: lazy("Norm"),
    Level.CRITERION: lazy("Criterion"),
    Level.INDICATOR: lazy("Indicator"),
}
JUDGEMENT_TONES = {
    Judgement.MEETS: "ok",
    Judgement.PARTLY: "warn",
    Judgement.NOT_MET: "stop",
    Judgement.NOT_ASSESSED: "line",
}
AUDIENCE_WORDS = {
    Audience.OWN: lazy("Only our own organisation"),
    Audience.WORKSPACE: lazy("The lead and the partners of this workspace"),
}
STATUS_WORDS = {
    FindingStatus.CONCEPT: lazy("Concept"),
    FindingStatus.FINAL: lazy("Final"),
}
CAPACITY_WORDS = {
    Capacity.OWN: lazy("Nobody: we saw it ourselves"),
    Capacity.PARTNER: lazy("Partner inspectorate"),
    Capacity.INSPECTED: lazy("Inspected organisation"),
    Capacity.MINISTRY: lazy("Ministry"),
    Capacity.OTHER: lazy("Somebody else"),
}
OUTCOME_WORDS = {
    Outcome.ADOPTED: lazy("Taken over"),
    Outcome.PARTLY: lazy("Partly taken over"),
    Outcome.NOT_ADOPTED: lazy("Not taken over"),
}
OUTCOME_TONES = {Outcome.ADOPTED: "ok", Outcome.PARTLY: "warn", Outcome.NOT_ADOPTED: "line"}
SENSE_WORDS = {
    Sense.SEEN: lazy("Seen"),
    Sense.HEARD: lazy("Heard or told"),
    # Translators: the observation was read in a document.
    Sense.READ: lazy("Read in a document"),
    Sense.MEASURED: lazy("Measured"),
}
SUBJECT_WORDS = {
    SubjectKind.ENTITY: lazy("A supervised organisation"),
    SubjectKind.SITE: lazy("A location"),
    SubjectKind.THEME: lazy("A theme"),
}
OOXML = "application/vnd.openxmlformats-officedocument"
MEDIA_WORDS = {
    "application/pdf": lazy("PDF"),
    f"{OOXML}.wordprocessingml.document": lazy("Text document"),
    f"{OOXML}.spreadsheetml.sheet": lazy("Spreadsheet"),
    f"{OOXML}.presentationml.presentation": lazy("Presentation"),
    "image/png": lazy("Image"),
    "image/jpeg": lazy("Image"),
    "text/plain": lazy("Text"),
    "text/csv": lazy("Table"),
}
OTHER_MEDIA = lazy("File")
