"""Publishing an adopted report: offering it, one moment for all, and the version that is public.

Our words: publication (openbaarmaking), public version (openbare versie: a PDF of what was frozen,
without the parts that stay internal), offering (aanbieding: to whom, on which day), embargo (until
the moment), agree and object (akkoord, bezwaar: of an organisation that signed, with the public
version), hold (aanhouden: the moment came and an agreement was missing, or an older state was put
back).

We promise: the last day is counted from the day of offering, or of adoption while nothing is
offered; later needs a reason, and the reason stays. The public version is printed from the data in
the file that everybody signed, and its fingerprint stands in the log when it is planned. Each
organisation that signed agrees with that very file itself; another file begins anew, whoever had
agreed. At the moment a job of the house publishes, in one transaction, or holds and says who is
missing; after that nothing about it changes. Plans, agreements and objections are written once and
never rewritten. Until the moment only who reads the report knows of it; then every member of the
workspace can download the public version. Nothing is put on the internet by Samenzicht.

We tell `events.PublicationMoved` (notifications listen).
"""
