"""What organisations bring into a workspace, and who sees it.

Our words: document (document), version (versie), folder (map), owner (bronhouder: the
organisation that brought it, or its successor; then the row names who brought it), policy (regels
van één bronhouder op één plek), rule (regel), level (recht: niets, alleen als bevinding, bekijken,
downloaden, bijdragen, beheren), withdraw (intrekken), sight (zicht), private layer (eigen laag:
alleen voor onze organisatie), release (vrijgeven), special data (gevoelige gegevens: AVG art. 9 and
10, Wpg), purpose (doel: waarvoor iemand politiegegevens opent).

We promise: a document is governed by its owner and by nobody else. The most specific policy governs
wholly (the document's own, else the nearest folder's, else the workspace's); in it *none* beats a
grant and no rule means no. What you may not see is in no list, no count and behind no address. Who
sees what is answered in SQL, in one place: `policy.level_for`. Lists, single loads, counts,
abilities and explanations all ask it; row security restates it. Content leaves as recorded reads
only; who may only look gets page images with name and time in them, and no words. Whatever reads a
file that came from outside does so in a cage (`app.adapters.cage`), a process that can only lose
itself; what is packed in a file is counted before it comes in, and shown to the scanner part by
part.

A file may come in parts (upload, upload): each is sealed and synced before it is acknowledged, the
upload is of one person alone, and the last part is acknowledged in the transaction that makes the
document, so that there is exactly one. What nobody finishes in three days is thrown away.

What is private is for its own organisation alone, before every rule, until it is released in the
workspace: once, after seeing who gains, and not undone. The database holds it to that.

Of each version the scanner's verdict is kept with it: a refused or unscanned one leaves by no road,
an older one that was released opens again. Two versions can be compared (vergelijken) by their
words, read out of the files when asked for and kept nowhere; an older one comes back (terugzetten)
as a new version with the reason why. Who takes a document in hand (in gebruik nemen) is named to
all with sight, and nobody else adds a version until it ends: by itself, by giving it back, by the
version itself, or by the owner, which the log says.

An excerpt (uittreksel) is a document of its own, made of chosen pages in which passages are blacked
out (gelakt), each for a ground (grond, `config/redaction_grounds.toml`). What is marked is kept for
the people of the owner alone. The pages are drawn, painted over, and put in a bare file: no byte of
it depends on what was under a passage. Who sees the excerpt reads the grounds and learns nothing of
its source; the owner's people see the link both ways.

An organisation that leaves a workspace chooses what others keep of what it brought (wat anderen
houden): its rules go on, only closed evidence stays, or nothing. Without a choice nothing stays.
Its own coordinator chooses, before leaving or, as coordinator at that moment, afterwards; the lead
cannot. The choice is one of the conditions of the one rule (`policy.leaving`).

The rules of a folder and of the workspace are those of each organisation for what it brings there;
nobody sees another's. `policy.published` is the truth table people read, and the tests put it to
the policy. A rule that gives sight of special data names them, or is refused; the basis of a rule
that gives sight is one that holds from the owner to that partner.

Own rules that a document or folder dropped come back within a day, if whoever decides about them
wants that and the same counts there as when they were dropped. They are laid down as any rules are:
what may not be any more is refused.

Police data are opened for a purpose (doel): one of the law's, and why in the reader's own words.
It is stated by a person for one document and holds half an hour; everybody is asked, the owner's
people too. Without it nothing of the content leaves, nor the list of versions; the API says where
to give it. The owner reads who opened a document for what; the log has the purpose, not the words.

Several documents can be ticked and moved, marked, withdrawn or given to one partner at once: one
transaction, one entry each, only the own ones; what is left out is told with the reason.

Looking as a partner (kijk als partner) shows the sight of another member, never more than one's
own. Who meets a closed door may ask for access (toegang vragen) and learns nothing by it: the
question reaches the owner only when there is something.

We tell: `events.DocumentWithdrawn` (nobody listens yet), `events.ContentToRead` (search listens),
`events.DocumentBroughtFor` (requests listen), `events.WhatStaysChosen` and `events.RulesChanged`
(notifications listen).
"""
