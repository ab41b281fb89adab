"""Reading across everything: what waits for whom, and what happened, told as sentences.

`tell(entries, places=…, people=…, phrasebook=…)` makes the sentence of any entry of a log, for the
desk and for whoever is above it; `find_titles` gives the titles it needs.
"""

from app.desk.queries.figures import Chart, figures_of, figures_of_coordination, figures_over
from app.desk.queries.happenings import News, find_titles, list_news
from app.desk.queries.phrases import OWN_PAGES, Entry, Phrasebook, Told, tell
from app.desk.queries.work import Group, brief_of, count_doable, groups_of, groups_of_ours, key_of

__all__ = [
    "OWN_PAGES",
    "Chart",
    "Entry",
    "Group",
    "News",
    "Phrasebook",
    "Told",
    "brief_of",
    "count_doable",
    "figures_of",
    "figures_of_coordination",
    "figures_over",
    "find_titles",
    "groups_of",
    "groups_of_ours",
    "key_of",
    "list_news",
    "tell",
]
