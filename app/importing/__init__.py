"""Tables that come in from a file: looked at first, stored as they were looked at.

A table is read out of a file (`tables`), its columns are known by the words above them and whatever
is wrong is named by its cell (`cells`), and what storing it would do is shown before anything is
(`previews`). The table goes along with that page and comes back with the confirmation, where all of
it is read and compared anew.

What a column is about and what becomes of a row is for the feature whose table it is.
"""
