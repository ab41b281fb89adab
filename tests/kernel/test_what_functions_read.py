"""What runs past row security and reads documents looks itself at what is classified."""

import re

from sqlalchemy import text

ASKED = text(
    "select p.oid::regprocedure::text as name, pg_get_functiondef(p.oid) as written"
    " from pg_proc p join pg_language l on l.oid = p.prolang"
    " where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.prosecdef"
    " and l.lanname in ('sql', 'plpgsql') order by 1"
)
READS = re.compile(r"\b(from|join|update|using)\s+(document|document_version|document_text)\b")
LOOKS = ("samenzicht_clearance", "samenzicht_is_weak", "samenzicht_is_unclassified")
ALIKE = {
    "samenzicht_about_of_line": "is called by the function that judges a line alone, which looks",
    "samenzicht_all_may_cite": "holds a document to what each participant is cleared for",
    "samenzicht_ask_for_access": "answers the same whether the document is there or not",
    "samenzicht_destroy_document": "destroys what two agreed to; for a job that does it",
    "samenzicht_documents_take_over": "hands over all of an organisation; for a job that does it",
    "samenzicht_erase_document": "is called by other functions alone",
    "samenzicht_hold_stops": "stops a change, and tells nothing",
    "samenzicht_remove_folder": "keeps a folder in which anything is, and does not tell what",
    "samenzicht_rulebooks": "tells of rules; each document is asked about besides",
    "samenzicht_rules_nothing_classified": "is the question itself",
    "samenzicht_surges": "counts for the clock, which is nobody",
    "samenzicht_text_follows": "lets words follow their document, and tells nothing",
    "samenzicht_unscanned": "lists what has no verdict, for the clock, which is nobody",
}
"""A function that need not look, and why."""


def test_each_looks_at_what_is_classified_or_need_not(transaction):
    with transaction.as_owner() as owner:
        found = owner.execute(ASKED).all()
    reading = {each.name.partition("(")[0]: each.written for each in found}
    reading = {name: body for name, body in reading.items() if READS.search(body)}

    faults = {name for name, body in reading.items() if not any(each in body for each in LOOKS)}

    assert len(reading) > 20
    assert faults == set(ALIKE), "Look at samenzicht_is_weak or samenzicht_clearance, or say why:"
