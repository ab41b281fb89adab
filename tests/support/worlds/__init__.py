"""Random worlds: organisations, people, folders, rules and documents, as rows and for the oracle.

`drawing` draws a world from a seed, `rows` writes many at once, `asking` puts the product's own
statements to all their viewers side by side, `comparing` says where an answer is not the oracle's,
and `faults` plants faults in the rule.
"""

from tests.support.worlds.drawing import RandomWorld, make_worlds

__all__ = ["RandomWorld", "make_worlds"]
