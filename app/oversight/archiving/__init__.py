"""The archive package of one partner: a bag with all of a workspace that its archive may hold.

Everything is asked for as that organisation, through the rules that pages ask: what is not for it
is not there; what it may only look at, or opens for a purpose, is named in the overview with the
reason. What a partner gave to some of its people by name is among it, as the organisation holds
that; in a package that one of its coordinators asks for, only what that person sees (`asked`).
Beside every file stands what it is (MDTO). The log comes whole, hidden lines as their hash: with
its checkpoint and the program beside it anybody proves that no line of it is missing.

The texts in a package are Dutch, whoever makes it. Tasks, conversations and drafts of reports are
not in it; what happened to them stands in the log.
"""

from app.oversight.archiving.making import ARCHIVIST, Packed, Tools, make_package, tools_of

__all__ = ["ARCHIVIST", "Packed", "Tools", "make_package", "tools_of"]
