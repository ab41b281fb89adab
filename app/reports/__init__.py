"""What authorities hold together: reports of findings, frozen to one file, signed, checked.

Our words: report (rapport), freeze (vastzetten), fingerprint (vingerafdruk: SHA-256 of the frozen
file, H0), seat (ondertekenplaats: one office of one organisation), sign (ondertekenen), reserve
(met voorbehoud), decline (weigeren), abstain (onthouden), mandate (mandaat), seal (zegel), adopt
(vaststellen), revision (each file of a report: 1 is the frozen one, each seal adds one), round
(ronde: the signing of one frozen file), next version (volgende versie: a new report with a round of
its own, linked to those before it), group (groep: who signs side by side), quorum (quorum: how many
holders of one office must sign for a seat; of more than one, each has a voice, stem), evidence
(bewijspakket: all it takes to check a report elsewhere).

We promise: everybody signs one and the same file, and you sign what you read: the fresh sign-in is
for exactly this file, this decision and this statement, and is used once. A decision is a person's,
by a mandate that is valid that day; the seal is the organisation's, and is never placed without
such a decision, nor withheld because its organisation has left since. A seat of several holders
signs once enough of them have, and its seal names them all. A person may also sign with a
certificate of their own in a PDF reader (elsewhere); that stands in the place of the seal, and
needs no time stamp of its own. A refusal takes away nobody's signature and ends nothing by itself:
the coordinator closes the round or begins the next version, and what was signed stays as history;
once all have signed, only the seals are waited for, and after two days without one the coordinator
can end the round. Every new file is judged whole before it is kept. No seal of an organisation is
placed without a time stamp, and one over the whole file closes it as it is adopted; of what was
made before there were any nobody asks for them. What stands in a frozen report never changes; a
finding that changes later is another version.

We tell nobody yet; the page of a finding shows our rounds (`findings.queries.offer_rounds`).
"""
