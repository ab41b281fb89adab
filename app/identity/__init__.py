"""Who is who: organisations, people, sign-in at one's own provider, sessions, tokens and mandates.

Our words: organisation (organisatie), provider (inlogvoorziening), person (mens), invitation
(uitnodiging), session (sessie), fresh sign-in (opnieuw inloggen), mandate (mandaat: who may
sign what for an organisation, from day to day), register of mandates (mandaatregister), deputy
(plaatsvervanger: signs by a mandate while its holder is away).

We promise: a person is (provider, subject) and nothing else; e-mail and name are for display. One
provider speaks for one organisation, its issuer pinned. A provider is added or changed by two
administrators of different organisations, which everybody can read; on the machine itself a command
enters one, closed. Administrators see accounts and providers, and nothing of any workspace; none of
them makes another one. A refusal is a page in plain words, and of each kind one line an hour in the
log, however often strangers cause it. An organisation keeps its own register of mandates, by who
has that duty and never for oneself; others see of it only what stands with a seat.
"""
