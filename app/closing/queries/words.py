"""Words of the screens of closing."""

from __future__ import annotations

from app.closing.models import Choice, Ground, Layer
from app.closing.selection import ArchiveLaw
from app.kernel.text import lazy

CHOICE_WORDS = {
    Choice.RETURN: lazy("Return to us"),
    Choice.ARCHIVE: lazy("Keep in the archive"),
    Choice.DESTROY: lazy("Destroy"),
}
CHOICE_HINTS = {
    Choice.RETURN.value: lazy(
        "You get the package of your own things. Once you say you have it, the others see nothing"
        " of it any more."
    ),
    Choice.ARCHIVE.value: lazy("It stays here, for who sees it now, until its retention ends."),
    Choice.DESTROY.value: lazy(
        "Nothing happens by itself: destroying asks for a proposal and the approval of another."
    ),
}
LAW_WORDS = {
    ArchiveLaw.LAW_1995: lazy("Archiefwet 1995: transfer within 20 years"),
    ArchiveLaw.LAW_2026: lazy("Archiefwet 2026: transfer within 10 years"),
}
LAYER_WORDS = {
    Layer.SHARED: lazy("What others could see by the rules of the owner"),
    Layer.PRIVATE: lazy("What only the own organisation could see"),
}
GROUND_WORDS = {
    Ground.TERM: lazy("The term of the selection list has ended"),
    Ground.COPY: lazy("It is a copy: the organisation keeps the record in its own archive"),
}
