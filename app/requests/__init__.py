"""Asking a partner for documents, and the partner's answer to it.

Our words: document request (documentverzoek: what, what for, on which basis, by when, of one
organisation to another in a workspace), asker (vrager), partner (gevraagde organisatie), give
(verstrekken), propose another day (andere dag voorstellen).

We promise: only the people of the two organisations know that a request exists. What the partner
drops on it is the partner's own and private, until somebody of the partner confirms the rule under
which the asker gets it: level, basis and purpose come from the request, nothing is given silently.
What was asked is not rewritten afterwards; the database holds both sides to that.

We hear: `documents.events.DocumentBroughtFor`.
"""
