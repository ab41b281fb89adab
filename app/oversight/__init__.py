"""Looking over the whole: the log on screen, public statements, and whether the house is in order.

Our words: log (logboek), line (regel), hidden line (verborgen regel), checkpoint (the signed size
and root of a log), proof (bewijs), verifier (the program that checks a log without us), archive
package (archiefpakket). Reads all features; nobody imports it.

We promise: a hidden line shows its number and fingerprint, never when, who or what; the log a
member reads is complete. A line is under a signed checkpoint within ten seconds while a worker
runs; with a checkpoint that was kept, whoever sees the workspace proves alone that nothing before
it was changed, moved or left out, and two who compare theirs see whether they are shown the same.

An archive package holds what one organisation may hold of a workspace, asked for by the rules that
pages ask, and nothing of what others keep to themselves; what left stands in the log
(`oversight.archiving`). A coordinator asks for one and takes it along within two days; it is made
under that person's own sight, and what was taken out of that sight since voids it.
"""
