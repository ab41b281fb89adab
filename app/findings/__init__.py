"""What was observed, what it is tested by, and what was found: observations, frameworks, findings.

Our words: observation (waarneming), release (vrijgeven), finding (bevinding), norm (norm), aspect
(toezichtaspect), judgement (oordeel), evidence (bewijs), recommendation (aanbeveling), audience
(wie meeleest), concept (concept), put forward (als definitief voorleggen), step (stap: a version,
or a request that was not taken over), prompt (aanleiding: why something changes, who asked for it,
in what capacity), have in hand (in handen hebben: working on a text, so that a colleague waits),
framework (toetsingskader) with its lines: norm (norm), under it criterion (criterium), under that
indicator (indicator); retire (laten vervallen); scoring (scores) by scorers (wie scoren), score
(score), consensus (consensus), dissenting view (minderheidsstandpunt).

A framework belongs to the organisation that made it; nobody else changes it. It is read by that
organisation, or by everybody in the workspace; shared it stays shared, and what the workspace reads
rests on a shared framework only. The words of a line never change: another text is another line
under the same code, so what was judged keeps the norm it was judged by. A new workspace begins with
the norms of its template as a framework of the lead. A table (CSV, XLSX, TOML) is looked at first,
every wrong cell is named, and it comes in whole or not at all.

An observation is what somebody saw, heard, read or measured, before it is judged: about a subject,
at a place, on a day, by people of one organisation, with evidence. Only that organisation reads it
until it releases it to lead and partners, for good; what it said before stays with the own
organisation. Each version stays, with why; withdrawn it stays to be read. A finding rests on
observations in the words of one version: on none its organisation may not see, and when others read
the finding, on none they may not.

Who is asked to score does so blind: until a scoring opens nobody learns a score but who gave it,
not even who asked, on no page, in no count, log line, answer of the API or statement of the
database. That somebody scored is known. The last score opens all at one moment; the organisation
that asked may open earlier, with a reason everybody reads. Consensus and dissenting views go with a
finding of the organisation that asked, and dissenting views stand in the report.

We promise: a finding belongs to the organisation that wrote it; nobody else changes it, coordinator
or not. Others read it only when its author chose the workspace as audience and their organisation
leads or is partner. Evidence names one version of a document by its fingerprint; who may not open
the document sees that there is evidence and who keeps it, and who may not even know that it exists
sees nothing. A change of a final finding makes it a concept again: only its author puts it forward.

Who works on a text has it in hand: everybody who reads the finding sees who and until when, nobody
is kept from reading, and a colleague waits or takes it over on purpose. It ends by itself, by
saving and by stopping. That is `workspaces.service.holds`, as with documents.

Every version is kept and never changes, nor does the note of what led to it: `service.history`
writes both, and the database lets nobody rewrite them or note a version that does not stand. Who
asked for something that is not taken over is noted with the reason. A version or note that only the
author's organisation read stays with it when a later one is shared.

Features above us that say something about a finding on its page (the rounds it stands in) offer it
with `queries.offer_rounds`.
"""
