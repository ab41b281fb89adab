"""Whether a document may be given to a partner, on which law, and rules that people make often.

Our words: sharing guide (deelwijzer), answer (antwoord: yes, yes but only as a finding, no), legal
basis (grondslag), basis in free text (eigen grondslag), disclosure text (verstrekkingstekst),
sharing profile (deelprofiel).

We promise: the guide weighs every basis of the file and says of each why it does or does not
carry; without a basis nothing but an anonymised finding goes out. What it answered is kept as
evidence that nobody changes, for the contributing organisation and its privacy officer alone. A
basis in free text counts once that privacy officer approved it, for one document and one partner. A
profile gives nobody anything: each organisation applies it to what it brought itself, and then
there are ordinary rules.

The guide advises; who sees what is decided in `documents.policy` by the rules, and nowhere else.
"""
