"""Where authorities work together: workspaces, who takes part, and who of them works there.

Our words: workspace (ruimte, samenwerkruimte), participant (deelnemer: an organisation), member
(mens in een ruimte), lead (trekker), partner (partner), observer (waarnemer), guest (gast),
foundations (doel, grondslag, afspraken, bewaren), phase (fase), template (sjabloon), access review
(toegang nalopen).

We promise: who is no member does not learn that a workspace exists. Nobody becomes a member but by
a coordinator, of the lead or of their own organisation, and the log says by whom. No document comes
in while purpose, legal basis, arrangement and retention are empty. Ending a participant ends its
memberships; resuming keeps the row. Each quarter a coordinator is asked of the own people whether
their access stays, with a day; after that day the access of whom nothing was said is suspended,
until somebody says that it stays. Coordinators stay: without them nobody could say so.

Features above us load a workspace with `queries.get_for`, which brings the actor's standing along,
so that `policy` and theirs decide without another query. They show their part under its tabs by
offering a `queries.Section`.

We tell: `events.WorkspaceStarted`.
"""
