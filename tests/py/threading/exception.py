# SPDX-License-Identifier: MIT
"""An exception ends its thread only: what is written to stderr, and the status
of the process stays 0."""

import io
import sys
import threading


def deeper(value):
    return 1 // value


def fails(value):
    deeper(value)


class Fails(threading.Thread):
    def run(self):
        raise KeyError(self.name)


class Odd(Exception):
    def __str__(self):
        return "two\nlines"


def chained():
    try:
        deeper(0)
    except ZeroDivisionError as error:
        raise RuntimeError("because of that") from error


def odd():
    raise Odd


def in_thread(thread):
    """What the thread writes to stderr: the lines without those on files."""
    sys.stderr = text = io.StringIO()
    thread.start()
    thread.join()
    sys.stderr = sys.__stderr__
    print(thread.is_alive(), thread in threading.enumerate())
    for line in text.getvalue().splitlines():
        if line[:1] not in ("", " ") or line.startswith("  File") and \
                line.endswith(("in fails", "in deeper", "in chained")):
            print("|", line[line.find(", line"):] if line[0] == " " else line)


in_thread(threading.Thread(target=fails, args=(0,)))
in_thread(Fails(name="the failing one"))
in_thread(threading.Thread(target=chained))
in_thread(threading.Thread(target=odd))
in_thread(threading.Thread(target=fails))
in_thread(threading.Thread(target=None.__class__, args=(1,)))
in_thread(threading.Thread(target=3))
in_thread(threading.Thread(target=sys.exit, args=(5,)))
in_thread(threading.Thread(target=sys.exit, args=("nowhere",)))
lock = threading.Lock()


def locks():
    with lock:
        raise ValueError("with the lock held")


in_thread(threading.Thread(target=locks))
print(lock.locked())
thread = threading.Thread(target=fails, args=(0,), name="last")
thread.start()
thread.join()
print("the main thread goes on")
