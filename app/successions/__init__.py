"""Succession: an organisation ends and another takes over from a day on.

Our words: succession (overgang naar een opvolger), what ends (opgeheven organisatie), successor
(opvolger), heir (wie het voortzet: the account at the successor with which a person goes on), place
(samenwerkruimte), impact (gevolgen).

One administrator plans it, one of another organisation agrees, at least `NOTICE` before the day:
it is announced in the log of every place concerned, so that a partner who sees something wrong can
speak up, and any administrator takes it back until the day. The day has no hour at which somebody
presses a button: the last day of the old organisation is set at once, so that none of its people
comes in after it, and the clock carries out the rest, each place in one transaction.

What goes over in each place: the part of the old organisation, with its role, or the strongest of
the two roles where both take part; the memberships of who goes on by name, with their role; the
tasks that are not finished, asked of it or by it, with their series, their wishes for time and the
contributions of a joint picture that hang on them. Who leads is succeeded only where somebody can
coordinate for the successor; otherwise that place waits, and the administrators see it.
What ends: the accounts, sign-in providers, keys of directories and mandates of the old one.

Documents that the old organisation brought go over with it: the successor is their bronhouder from
that day on and decides who sees them. What was given stands as it stood, until the successor
changes it: others see exactly what they saw, rule by rule. The row keeps who brought it
(``Document.brought_by_id``), and so do page and archive package. It is the row that names the
owner, so the deciding function, row security and every query stay as they are and know nothing of
successions. Rules about the successor end, because it needs none. A document above the successor's
clearance is seen by nobody there (VIRBI 2025). A successor that had left a place before comes back
there, and what it closed to others when it left stays closed. Legal holds and choices of keeping go
along with the duty to archive (Archiefwet 1995 art. 4: an archive of an organ that ends goes to who
takes over its tasks); lists of destruction that are not done are stopped.

Open work goes over too: findings that are in no frozen report yet, observations, frameworks, terms,
scorings and calls it asked, reports whose pen it holds (adopted ones too: somebody must answer for
them), their seats only while they are drafts, hearings, follow-ups, cases, its entities and
activities, document requests. Versions keep who wrote them. Where the two stood across from each
other, what was asked is withdrawn.

What does not go over, and is not said to: seats of rounds that are under way (their field and seal
are pinned to the old organisation when the report is frozen: close the round and freeze anew),
findings in a frozen or adopted report, scores, remarks and dissenting views, the work programme,
the record of data breaches. It stays with the old organisation, in the log and on every page. A
signature or seal that was given stays the old organisation's and valid.

Rights that others gave to the old organisation end with its part, and the successor gets none of
them. A right was given to that controller, for its task, on its legal basis (AVG art. 5 lid 1 sub b
and art. 6 lid 4; police data: Wpg art. 18 and 20, to named receivers only). A task that moves by
law may change the purpose, and whether it does is judged by who gave the data, not by us and not by
who receives it. So the owners give anew. What the successor was given itself stays as it was.

We promise: nobody is written into a plan after it was agreed; a job may run twice and may be killed
anywhere; administrators see numbers over all places together, and no place, no name of one and
nothing that is in it.
"""
