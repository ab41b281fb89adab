"""Pages of the privacy officer's register."""

from app.privacy.views import disclosures, processing, special
from app.privacy.views.blueprint import blueprint

__all__ = ["blueprint", "disclosures", "processing", "special"]
