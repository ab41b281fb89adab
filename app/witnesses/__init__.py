"""Witnesses: partners that keep the newest checkpoint of each log and sign along with it.

Our words: witness (getuige), cosignature (medehandtekening), split view (gespleten logboek).

A log that shows one partner something else than another is found out by comparing checkpoints. A
witness does so without anybody thinking of it: it cosigns a checkpoint only when that goes on from
the last one it saw, and never two of the same size with different roots. Whoever checks a log can
then ask for cosignatures of witnesses they trust.

We own: which witnesses there are (two administrators of different organisations agree), their
cosignatures, and what a witness says that cannot be. A witness is offered only the logs of places
its organisation takes part in, and that of the platform. The program that partners run is
`oversight.witness`; it stands alone.

We promise: no witness, whatever it answers, changes a log or keeps it from going on. What it says
is kept only when its key signed it over the very checkpoint it was given. When it saw another log,
everybody concerned is told, and whether our own signature proves it right.

Source: C2SP tlog-witness, tlog-cosignature.
"""
