"""Many cases in one workspace: reports of calamities and violence in youth care, until they close.

Our words: case (zaak: one report and all that is done with it), report (melding), calamity
(calamiteit) and violence incident (geweld bij de verstrekking van jeugdhulp), pseudonym (what the
child is called in the stead of its name), triage (what the duty inspectors decide first), committee
(commissie: lead and partners of the workspace, who meet every week), meeting (vergadering) with its
agenda and decision list (besluitenlijst), decision (besluit), urgent route (spoedroute), theme
(thema), red thread (rode draad: what comes back over many cases).

A case is about a child, and nothing here names it: a case has a number and a pseudonym, both drawn;
who reported is a kind of sender. The key to who it is stays with the inspectorate that received it.

We promise: a case is for the lead and the partners, and does not exist for anybody else; each
decision has a reason, a person and a moment, and is corrected by a later one only; a day by which
something must be there explains itself, and moves only with a reason.

Source: Jeugdwet, article 4.1.8; Leidraad Meldingen Jeugd 2018. We hear nobody; we tell that
somebody is not safe now, that a letter waits for a word, and that a meeting moved or fell through.
"""
