"""Pages of the privacy officer's register."""

from app.privacy.views import breaches, disclosures, openings, processing, special, subjects, surges
from app.privacy.views.blueprint import blueprint, place_blueprint

__all__ = [
    "blueprint",
    "breaches",
    "disclosures",
    "openings",
    "place_blueprint",
    "processing",
    "special",
    "subjects",
    "surges",
]
