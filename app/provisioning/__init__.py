"""Accounts that an organisation's own administration keeps, by SCIM 2.0 (RFC 7643, RFC 7644).

Our words: directory (de eigen personeelsadministratie van een organisatie): the system that knows
who works there; key (sleutel): with which the directory of one sign-in provider speaks to us;
account: a person as that directory entered it.

We promise: a key reaches the accounts that its own provider's directory entered, and nothing of
another organisation or of any workspace: who is entered sees nothing until a coordinator adds them
somewhere. A person is bound to the provider by its subject, told once and never changed; who
was invited for a duty is bound by the invitation alone. What a directory removes is blocked, not
erased: the log keeps who did what. It cannot let in whom our own
administrator blocked. A directory that blocks many people within an hour is stopped: such a thing
is a mistake far more often than a wish.
"""
