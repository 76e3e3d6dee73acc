"""What may end an operation."""


class OperationError(Exception):
    """The operation cannot go on; the message is one sentence for the person at the console."""
