"""Follow-up: what becomes of each recommendation of an adopted report.

Our words: follow-up (opvolging: one recommendation as it stood in the adopted report), addressee
(geadresseerde: who should do it), note (aantekening: a response, a measure, progress or a
verification, with its day), decision (besluit: followed, partly, not, overtaken, with the reason),
replaced (vervangen: a later version of the report no longer says it).

We promise: follow-ups begin when a report is adopted, in the same transaction, once. When a later
version of the report is adopted, a recommendation that stands in it unchanged (same finding, words
and addressee) goes on with all that was noted; its term is that of the new version. One that no
longer stands in it is replaced: out of the list, still readable, and nothing can be added. Whoever
works here for the lead or a partner adds notes; only the organisation that owns the finding
decides, and may decide again. Nobody rewrites or removes a note or a decision: the database has no
way to. Terms run on to the next working day, as those of tasks do.
"""
