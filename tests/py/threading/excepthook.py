# SPDX-License-Identifier: MIT
"""threading.excepthook: replaced, restored, failing, and never for
SystemExit."""

import io
import sys
import threading

calls = []


def hook(args):
    calls.append((args.exc_type.__name__, str(args.exc_value),
                  type(args.exc_traceback).__name__,
                  args.thread.name,
                  threading.current_thread() is args.thread,
                  args.thread.is_alive()))


def fails(error):
    raise error


def run(error):
    sys.stderr = text = io.StringIO()
    thread = threading.Thread(target=fails, args=(error,), name=f"{error!r}")
    thread.start()
    thread.join()
    sys.stderr = sys.__stderr__
    return [line for line in text.getvalue().splitlines()
            if line and line[0] != " "]


threading.excepthook = hook
print(run(ValueError("first")), calls.pop()[:2])
print(run(KeyboardInterrupt()), calls.pop())
print(run(SystemExit(3)), calls)
print(run(StopIteration(4)), calls.pop()[:2])


def failing_hook(args):
    raise TypeError("in the hook")


threading.excepthook = failing_hook
lines = run(ValueError("second"))
print(lines[0], lines[-1])
threading.excepthook = threading.__excepthook__
print(run(ValueError("third")))
print(run(SystemExit("no one sees this")))


def hooked():
    threading.excepthook = hook
    fails(LookupError("the hook of the moment counts"))


thread = threading.Thread(target=hooked)
thread.start()
thread.join()
print(calls.pop()[:2])
del calls[:]

threading.excepthook = lambda args: calls.append(args.thread.name)
threads = [threading.Thread(target=fails, args=(OSError(n),), name=str(n))
           for n in range(20)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(calls, key=int))
