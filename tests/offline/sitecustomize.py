"""Runs in a kernel before all else: no network, and no writing into a locked folder.

An audit hook sees what Python opens and where it connects, and raises. It holds for
root, too, whom the modes of files don't stop. tests/conftest.py starts the kernels of
nbval with it, tests/test_anywhere.py its own; GUARD_NETWORK=yes lets the network be.
"""

import os
import sys

LOCKED = os.environ.get("GUARD_LOCKED")
NETWORK = os.environ.get("GUARD_NETWORK") == "yes"
HERE = (None, "127.0.0.1", "localhost", b"localhost")


def guard(event, arguments):
    if event in ("open", "os.mkdir") and isinstance(arguments[0], (str, bytes)):
        path, flags = arguments[0], arguments[2]
        writes = event == "os.mkdir" or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        here = os.path.abspath(os.fsdecode(path))
        if writes and LOCKED and here.startswith(LOCKED) and here != LOCKED:
            raise PermissionError(13, "read-only", path)
    elif event == "socket.getaddrinfo" and not NETWORK:
        if arguments[0] not in HERE:
            raise OSError(f"no network: {arguments[0]}")
    elif event == "socket.connect" and not NETWORK:
        if isinstance(arguments[1], tuple) and arguments[1][0] not in HERE:
            raise OSError(f"no network: {arguments[1]}")


sys.addaudithook(guard)
