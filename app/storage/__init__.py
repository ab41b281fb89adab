"""What is kept: whether every row has its file, and what becomes of files that no row names.

Our words: blob (opgeslagen bestand), orphan (wees): a blob that no row names; a process that died
between writing a file and writing its row leaves one. Reads the rows of the features that keep
files; nobody imports it.

We promise: an orphan is marked when it is older than any upload may last, and removed a day later,
at a second look; a marked blob can never be named any more, so what a running upload is about to
name is never removed. `samenzicht fsck` changes nothing.

A backup (reservekopie) holds all rows of one moment and every file they name, sealed as a whole
under the master key, which is not in it. It is verified as a whole before anything of it is loaded,
and only an empty installation takes it. What lets somebody in (sessions, tokens, invitations) is in
no backup, so that what was revoked stays revoked.
"""
