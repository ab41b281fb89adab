"""Who is who: organisations, people, sign-in at one's own provider, sessions, tokens and mandates.

Our words: organisation (organisatie), provider (inlogvoorziening), person (mens), invitation
(uitnodiging), session (sessie), fresh sign-in (opnieuw inloggen), mandate (mandaat: who may
sign what for an organisation, from day to day), register of mandates (mandaatregister), deputy
(plaatsvervanger: signs by a mandate while its holder is away).

We promise: a person is (provider, subject) and nothing else; e-mail and name are for display. One
provider speaks for one organisation, its issuer pinned. A refusal is a page in plain words and a
line in the log. An organisation keeps its own register of mandates, by who has that duty and never
for oneself; others see of it only what stands with a seat.
"""
