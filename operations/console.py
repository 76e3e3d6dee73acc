"""What the person at the console sees: one line a stage, one sentence when something is in the way."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable

from operations.errors import OperationError

FULL_DISK = "The disk is full: free some space and run the same command again."
# What a program is said to end with when it was interrupted from the keyboard.
INTERRUPTED = 130


def announce(text: str) -> None:
    """Prints one stage at once, also into a pipe."""
    print(f"· {text}", flush=True)


def sentence_for(error: OSError) -> str:
    """One sentence for what the operating system refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FULL_DISK
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"No permission for {error.filename}: run the command as the owner of this folder."
    return f"The operating system refused: {error.strerror or error} ({error.filename})."


def as_program(main: Callable[[], int]) -> int:
    """Runs a program's main function and gives its exit code; what is in its way becomes one sentence, without a trace."""
    try:
        return main()
    except OperationError as error:
        print(f"✗ {error}", file=sys.stderr, flush=True)
    except OSError as error:
        print(f"✗ {sentence_for(error)}", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr, flush=True)
        return INTERRUPTED
    return 1
