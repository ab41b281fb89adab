"""The privacy officer's register: what of the own organisation is where, for whom, and on what law.

Our words: register (privacyregister), processing record (verwerkingsregister, AVG art. 30),
disclosure (verstrekking), special data (bijzondere gegevens: AVG art. 9 and 10, Wpg), opening
(inzage of a document by another organisation), breach (datalek, AVG art. 4, 12) with its record
(art. 33, fifth paragraph) of steps.

We promise: the register is about what the officer's own organisation brought, in every workspace
it takes or took part in, also where the officer is no member. It tells that and whereto something
went, on which ground and until when, and never what it says; a title only to who sees the document
anyway (`privacy.policy` gives the reason). Nothing in it is about what others brought. Who looked
in it stands in the log. Nobody imports this feature.
The officers hear of a breach while there is time to notify the authority: when it is put down, a
day before the 72 hours are over, and when they are (art. 33, first paragraph). They hear too who
opened unusually many documents within an hour (a surge): of own people by all documents and by the
lists they took along, of others by what the own organisation brought, so that nobody learns what
was opened of another.
"""
