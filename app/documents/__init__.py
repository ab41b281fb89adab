"""What organisations bring into a workspace, and who sees it.

Our words: document (stuk, document), version (versie), folder (map), owner (bronhouder: the
organisation that brought it), policy (regels van één bronhouder op één plek), rule (regel), level
(recht: niets, alleen als bevinding, bekijken, downloaden, bijdragen, beheren), withdraw
(intrekken), sight (zicht).

We promise: a document is governed by its owner and by nobody else. The most specific policy governs
wholly (the document's own, else the nearest folder's, else the workspace's); in it *none* beats a
grant and no rule means no. What you may not see is in no list, no count and behind no address. Who
sees what is answered in SQL, in one place: `policy.level_for`. Lists, single loads, counts,
abilities and explanations all ask it; row security restates it. Content leaves as recorded reads
only; who may only look gets page images with name and time in them.

Looking as a partner (kijk als partner) shows the sight of another member, never more than one's
own. Who meets a closed door may ask for access (toegang vragen) and learns nothing by it: the
question reaches the owner only when there is something.

We tell: `events.DocumentWithdrawn` (nobody listens yet).
"""
