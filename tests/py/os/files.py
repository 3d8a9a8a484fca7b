# SPDX-License-Identifier: MIT
"""os.open and its errors; environ, getenv, listdir, _exit with a status."""

import os
import sys
import threading


def attempt(function, *args):
    try:
        print(function.__name__, function(*args))
    except (OSError, TypeError) as error:
        print(function.__name__, type(error).__name__, error)


attempt(os.open, "/no/such/file", os.O_RDONLY)
attempt(os.open, "/", os.O_WRONLY)
attempt(os.unlink, "/no/such/file")
attempt(os.remove, "/no/such/file")
attempt(os.listdir, "/no/such/directory")
attempt(os.open, 5.5, os.O_RDONLY)
print(os.getenv("NO_SUCH_NAME"), os.getenv("NO_SUCH_NAME", "default"),
      os.environ.get("NO_SUCH_NAME", 5), "NO_SUCH_NAME" in os.environ)
try:
    os.environ["NO_SUCH_NAME"]
except KeyError as error:
    print(error)
fd = os.open(sys.argv[0], os.O_RDONLY)
print(os.read(fd, 30), os.isatty(fd))
os.close(fd)
print(os.sep, os.linesep == "\n", os.name)
print(os.getcwd()[0], sys.argv[0] in os.listdir(), len(os.urandom(10)))
print(os.cpu_count() >= 1, len(os.sched_getaffinity(0)) >= 1, os.getppid() >= 0)
print("flushed", flush=True)
threading.Thread(target=lambda: os._exit(3)).start()
threading.Event().wait()
