"""Legal bases for sharing; they are read where a workspace is founded on them, below us."""

from app.documents.models import SpecialData
from app.workspaces.queries.legal_bases import LegalBases, LegalBasis, load_legal_bases

OWN_PREFIX = "EIGEN-"
"""How the code begins of a basis in free text that a privacy officer approved."""
WORDS_OF_SPECIAL_DATA = {
    SpecialData.SPECIAL_CATEGORY: "gezondheid",
    SpecialData.CRIMINAL: "strafrechtelijke gegevens",
    SpecialData.POLICE: "politiegegevens",
}
"""What a basis lists among its kinds of data when it carries special data."""

__all__ = [
    "OWN_PREFIX",
    "WORDS_OF_SPECIAL_DATA",
    "LegalBases",
    "LegalBasis",
    "load_legal_bases",
]
