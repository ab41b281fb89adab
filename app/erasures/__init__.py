"""Erasing what a line of a log says, without breaking its tree (AVG art. 17).

Our words: request to erase (wisverzoek), ground (grond: of article 17, first paragraph), to agree
(akkoord geven), line (regel) of the log of a workspace or of the installation.

Only the hash stays, so every root, proof and checkpoint stays what it was. Every partner rests on
the log, so as with what is destroyed two stand behind it, each in person: the privacy officer of
the organisation whose line it is asks, and says why; one of the organisation that brought what the
line is about agrees, when that is another one, else one of another participant whom who asks
chooses. Both sign in anew for exactly that. Who agrees may refuse, and says why; a request that
nobody answers lapses. The officers of both are told of each step.

We promise: no command and no administrator erases anything or reads a request, and who administers
accounts is not one of the two. The function of the database that erases looks itself whether both
consents stand. Who agrees is told of the line what they may know anyway: that others did something
with a document of theirs; of another line its number and fingerprint, and why it is asked. The log
says who asked and who agreed, never why, to who may know whose line it is; of a line that one reads
as a hash alone one reads that it was erased, and on which ground. What stays is refused in plain
words: what the log proves (reports with their findings and replies, destructions, legal holds,
erasures), by whom people come in and which duties they were given, everything about a
workspace under a legal hold, also in the log of the installation, and what tells of what are or
were police data (Wpg, art. 32a): no term after which that may go is known here, so it goes with
the log.
"""
