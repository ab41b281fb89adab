"""The work programme: which investigations an organisation carries out in a year, and why.

Our words: programme (werkprogramma: the investigations of one organisation in one year),
investigation (onderzoek: one line of it), task (maatschappelijke opgave: what society needs, under
which an investigation stands), mode (wijze van toezicht: regular, in-depth or intensive), phase
(fase: preparation, execution, reporting, finished, or dropped with a reason), period (periode: a
quarter or days; none while it is not planned yet), partner (an organisation it is done with), link
(koppeling: the workspace that carries it out), carrying over (overnemen: a line goes on in the
programme of the next year, as a line of its own that names the former one).

The rule, in one sentence: an investigation is seen by everybody of its own organisation, by the
organisations it names, and by all others when it says so; what is withdrawn, by its own alone.
Being a partner gives no sight by itself: the owner names who sees. Row security restates it.

A link is a row of its own, seen by who sees both the investigation and the workspace. To anybody
else nothing tells that there is one: it moves no version, counts nowhere, and its line stands in
the log of that workspace. That is why an investigation may have more than one.

Who keeps the programme: whoever coordinates a workspace that the organisation leads, or has the
duty of it; the same people who may start a workspace. A phase goes one step at a time; a step back,
dropping and taking up again need a reason.

We promise: totals are counted over what the reader may see; every change stands in the log of the
platform, and the own organisation reads there who changed what.
"""
