"""The right of reply: what the inspected organisation says of a report before it is adopted.

Our words: rebuttal (wederhoor: one hearing of one organisation about one frozen report), extract
(voorgelegde tekst: the frozen findings that were put to it, as one PDF with its name across each
page), item (opmerking), ledger (wederhoortabel: every item with what became of it), decide
(beslissen: adopted, partly, not adopted, with the reason), extend (de termijn verlengen), link
(link om mee te reageren), guest (whoever holds a link), draft (a remark that is not sent yet).

We promise: what was put to somebody is kept as it was, by its fingerprint. Nobody rewrites what
was said: the database lets nobody change the words of an item. The inspectorate that owns the
finding decides about it, and nobody else; what is about the whole is decided by the organisation
that opened the rebuttal. What was decided about a finding is noted in how that finding came about.
A link is random, known here by its hash alone, ends and can be revoked; one that works no more
looks like one that never was, and each opening is in the log. A guest reads what was put forward,
writes, sends once, and from then on sees what it sent. No person of any organisation reads a draft.
In what is published stand the organisation and its remarks, never the person who wrote them.

Features below us show our ledger where a report is read and printed
(`reports.queries.offer_replies`).
"""
