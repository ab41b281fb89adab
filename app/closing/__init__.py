"""Closing a workspace in order, and holds under which nothing of an organisation may disappear.

Our words: closing (sluiten), closing protocol (sluitingsprotocol): what each organisation chooses
for what it brought; shared layer (gedeeld: what others may see by its rules), private layer (eigen
laag); return (teruggeven), archive (archief), destroy (vernietigen); legal hold (vernietigingsstop)
with its reason, who asked for it, from when, and when somebody looks at it again.

We promise: an organisation chooses for its own things, never for another's; the lead starts and
ends the closing and sees who has answered. Whoever says nothing chose the archive, never to
destroy. What was chosen for the private layer is known to the own organisation alone. Under a hold
nothing of an organisation in that place is withdrawn, taken back or removed: the program refuses it
with the reason, and a trigger of the database refuses it on every other road. Others do not learn
of a hold. The privacy officer sets one in any place the organisation is or was in, a coordinator in
the own place; setting, looking at it again and lifting stand in the log.

We tell: `events.ClosingMoved`.
"""
