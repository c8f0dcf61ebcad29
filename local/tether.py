"""Run a command that dies with its parent: ``tether.py SIGNAL PARENT COMMAND…``.

The kernel sends SIGNAL (a number) to the command as soon as its parent ends, however it ends: so no process
of the local platform outlives its supervisor. PARENT is the parent's process id, or 0 when it is not known.
"""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Tie this process to its parent and become the command."""
    number, parent, *command = sys.argv[1:]
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(number)) != 0:
        sys.exit(f"prctl failed: {os.strerror(ctypes.get_errno())}")
    if int(parent) and os.getppid() != int(parent):
        sys.exit(1)  # The parent ended before it could be watched.
    try:
        os.execvp(command[0], command)  # noqa: S606 - no shell is wanted
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    main()
