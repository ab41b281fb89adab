"""What was seen, set against a norm, and judged: findings with their evidence and recommendations.

Our words: finding (bevinding), norm (norm), aspect (toezichtaspect), judgement (oordeel), evidence
(bewijs), recommendation (aanbeveling), audience (wie meeleest), concept (concept), put forward (als
definitief voorleggen).

We promise: a finding belongs to the organisation that wrote it; nobody else changes it, coordinator
or not. Others read it only when its author chose the workspace as audience and their organisation
leads or is partner. Evidence names one version of a document by its fingerprint; who may not open
the document sees that there is evidence and who keeps it, and who may not even know that it exists
sees nothing. A change of a final finding makes it a concept again: only its author puts it forward.

Features above us that say something about a finding on its page (the rounds it stands in) offer it
with `queries.offer_rounds`.
"""
