"""Looking over the whole: the log on screen, public statements, and whether the house is in order.

Our words: log (logboek), line (regel), hidden line (verborgen regel). Reads all features;
nobody imports it.

We promise: a hidden line shows its number and fingerprint, never when, who or what; the log a
member reads is complete.
"""
