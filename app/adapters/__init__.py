"""The outside world behind small interfaces.

Each module speaks to one thing beyond our own code: a disk, a cipher, a PDF, a mail server. None of
them knows a word of the product, reads a setting, or imports anything of ours but `app.kernel`;
what they need they are given. Heavy libraries (Typst, pyHanko, pdfium, Pillow) are imported inside
the functions that use them, so that a process that never renders or signs starts without them.
"""
