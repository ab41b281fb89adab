"""What an operator is told when the embedded server cannot serve."""


class DatabaseNotStarted(Exception):
    """The embedded database cannot be started; the message says why and what to do."""
