"""Looking after what is kept: collecting orphans, and checking that all is there."""

from app.storage.service.collecting import OLD_ENOUGH, SECOND_LOOK, Collected, Stores, collect
from app.storage.service.looking_over import Fault, Overview, Shelf, look_over

__all__ = [
    "OLD_ENOUGH",
    "SECOND_LOOK",
    "Collected",
    "Fault",
    "Overview",
    "Shelf",
    "Stores",
    "collect",
    "look_over",
]
