"""Who is who: organisations, people, sign-in at one's own provider, sessions, tokens and mandates.

Our words: organisation (organisatie), provider (inlogvoorziening), person (mens), invitation
(uitnodiging), session (sessie), fresh sign-in (opnieuw inloggen), mandate (mandaat).

We promise: a person is (provider, subject) and nothing else; e-mail and name are for display. One
provider speaks for one organisation, its issuer pinned. A refusal is a page in plain words and a
line in the log.
"""
