"""Closing a workspace in order, and holds under which nothing of an organisation may disappear.

Our words: closing (sluiten), closing protocol (sluitingsprotocol): what each organisation chooses
for what it brought; shared layer (gedeeld: what others may see by its rules), private layer (eigen
laag); return (teruggeven), archive (archief), destroy (vernietigen); legal hold (vernietigingsstop)
with its reason, who asked for it, from when, and when somebody looks at it again; selection list
(selectielijst), destruction list (vernietigingslijst), certificate of destruction (verklaring van
vernietiging, Archiefbesluit 1995 art. 8).

We promise: an organisation chooses for its own things, never for another's; the lead starts and
ends the closing and sees who has answered. Whoever says nothing chose the archive, never to
destroy; an answer of a closing that was stopped is proposed in the next one, and counts when it is
given again. What was chosen for the private layer is known to the own organisation alone. Under a
hold no document or comment of an organisation in that place is withdrawn, taken back or removed:
the program refuses it with the reason, and a trigger of the database refuses it on every other
road. Its words beside a document that another organisation destroys stay until the hold is lifted.
Others do not learn of a hold. The privacy officer sets one in any place the organisation is or was
in, a coordinator in the own place; setting, looking at it again and lifting stand in the log.

Destroying takes two: the owner proposes a list that is frozen with its hash, somebody else
approves, and seven days later a job carries it out, document by document, each in a transaction of
its own: killed anywhere it goes on where it was. Each document's key goes with its rows, so its
sealed bytes cannot be opened from that moment; the collector removes those. What is left is the
list with hashes, the log, and in findings that there was evidence with this hash.

We tell: `events.ClosingMoved`.
"""
