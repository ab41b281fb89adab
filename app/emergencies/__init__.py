"""Break-glass: for some hours somebody sees what their own organisation brought to a workspace.

Our words: emergency sight (noodtoegang), ground (aanleiding), second person (tweede persoon),
review (oordeel achteraf: terecht, niet terecht), under emergency sight (met noodtoegang).

What was decided, and why. The model is shared work, separate authority. So breaking the glass opens
nothing of another authority, and nobody is above the rules by it: it is a right of an organisation
over its own things, used by two people of it at least, in the open.

Who: the privacy officer of an organisation opens it, for one named colleague, never for oneself.
Not the functional administrator, in any role: who keeps the accounts could otherwise make the
person who looks. Nobody does it by a token.
For what: one workspace the organisation takes part in, one ground of a closed list
(`models.Ground`, each with the law it rests on), and a reason in words, which stays within the
organisation. Whoever works in the workspace needs none, and gets none: a member sees what the own
organisation brought anyway.
How long: 72 hours at most. It is never lengthened. A new one for the same person and workspace is a
new decision, and waits until the earlier one was judged.
What it opens: the documents that the own organisation brought there, on screen, page by page, with
the reader's name in each page; its private layer among them, since that is of the organisation.
Data of AVG art. 9 and 10 and of the Wpg stay closed until a second person of the organisation
agrees: another privacy officer, or who coordinates for it there; of police data the reader states a
purpose each time besides (Wpg art. 32a).
What it does not open, ever: what others brought, not even what their rules give to everybody of
this organisation, because they gave that to who takes part; findings, scores, tasks, reports,
comments and messages, of whomever; private notes of persons; the log; original files, words to
copy, search, counts and lists outside its own page. Nothing can be changed, signed or given by it.

How: it is no membership. A member is counted, asked, mailed and shown to partners in sixty places;
each would have had to know that this one is not meant. A reader is under it only in a request to
its own pages: there the transaction names the workspace besides the person, which no other request
of a person does. Wall one adds one branch for such a reader (`documents.policy`, `reaches`), wall
two knows the workspace through `samenzicht_workspaces()` and closes rules and what all share. So
every other list, count and address says what it said before, and costs what it cost.

How it ends: by hand (who opened it, who has it, any privacy officer of the organisation, who
coordinates for it there), by the clock, or with what it leans on: the organisation leaves, or is
succeeded; the person is blocked, goes elsewhere or becomes administrator. It counts from the next
request. What ended stays ended: letting the organisation or the person in again revives nothing,
nor does a restored backup. Closing the workspace ends nothing: what is kept there can still be
asked for by a judge.

Who hears it: in the log of the workspace, for all who take part, that it was opened, for whom, on
which ground and until when; by mail, without content, the coordinators of every participant, the
organisation's privacy officers and the person. The account of a person names no manager, so there
is nobody else to tell. Each opening of a document under it stands in the log with its number.
Afterwards a privacy officer of the organisation (another than who opened it, where there is one;
never who had it) writes whether it was justified. Until then it is asked for every week.

We tell `EmergencyMoved` to whoever draws notices. Nobody below us knows us.
"""
