# SPDX-License-Identifier: MIT
"""An uncaught exception in the main thread while others run: it is reported,
they go on to their end, and the status is 1."""

import threading

go = threading.Event()
done = []


def work(n):
    go.wait()
    with lock:
        done.append(n)
        if len(done) == 5:
            print("all five have ended", sorted(done))


class LetsThemGo:
    """Its repr is taken when the exception is printed, at the earliest."""

    def __str__(self):
        go.set()
        return "the main thread fails"


lock = threading.Lock()
for number in range(5):
    threading.Thread(target=work, args=(number,)).start()
print("five wait", threading.active_count())
raise RuntimeError(LetsThemGo())
