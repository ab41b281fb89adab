"""Coordinating supervision of digital resilience: who plans what where, and where it clashes.

Our words: entity (organisatie onder toezicht: an organisation or process in the register of one
authority), authority (toezichthouder: an organisation that takes part), activity (activiteit:
audit, inspection, self-assessment, incident follow-up, exercise, or a quiet period in which nobody
visits), window (periode: the days in which it is done), due day (uiterste dag), notice (melding dat
er iets gepland is), overlap (two activities of different authorities at one organisation in the
same or adjoining windows), proposal (voorstel: combine, shift or leave as it is, answered by the
other), suggestion (suggestie: what the lead thinks two others could do about their overlap), note
(notitie: that one authority settled an overlap for itself).

Who takes part: the people of a workspace for digital resilience (template ``digi``). A row lives in
such a workspace and belongs to the authority that entered it. Coordinating is a service, no rank:
the lead sees what owners opened to it and nothing by office (Cbw, articles 14 and 46).

The rule, in one sentence: a row is seen by its owner, wholly by the authorities it names, and by
every other lead or partner as far as its owner says (nothing, only that something is planned, or
everything). *Only that something is planned* shows the organisation, the window and whom to call;
never what it is or by when. So that row security can hold that too, the database itself keeps a
notice beside each activity with just those columns.

The lead suggests, and no more: both authorities read it, each takes it over as its own proposal or
says why not. It can only where each may know of the other, for a suggestion tells that both are
there. A note (that one called about what is not shared, or lets a visit fall in one's own quiet
period) is read by its own authority alone and holds while both windows are as they were. In an
address an overlap stands as a token, never by the id of what is hidden: that tells when it was
entered.

A calendar comes in from a table (XLSX or CSV; *import*, importeren) in two steps: a preview says of
each row whether it is new, changed, unchanged or of another authority, and names every wrong cell;
then the very table that was looked at is stored, all of it or nothing, as one decision with a line
in the log for each row. A formula is a wrong cell and is never worked out. An import adds and
changes rows of the own authority only, and never withdraws what the table does not hold.

A deadline (deadline) is the hard last day of an activity that is not finished, or a term of an
incident. Beside these the list holds what other features say is due in the same workspaces (phases,
contribution rounds, reports that are being signed; `workspaces.queries.due`), and certificates of
board training, due for all two years after the Cbw came into force (article 24(3)). The supervisor
registers when an incident was noticed, in Dutch time; its terms follow from it by the law and the
sector that the register names then. Cbw, articles 26 to 29: the early warning (24 hours), the
notification (72 hours, 24 for trust services) and the final report (a month after the notification;
while the incident goes on a progress report then, and the final report a month after its end).
Wwke, by article 15 of the CER directive: a first report (24 hours) and a detailed report (a month
after that). These moments stand in the activity, so who sees it wholly sees its deadlines, and
nobody else. DORA has terms of its own, not counted here; without a law there are none.

We promise: nobody changes or moves another's row; what two agreed on moves both. An overlap counts
for a reader only when both rows may be known by that reader, so no number, bar or date tells more.
Two rows are about the same organisation when their register numbers are equal, or without numbers
their names, whatever capitals, accents and punctuation they are written with.
"""
