# SPDX-License-Identifier: MIT
"""Ctrl-C while the main thread waits in join() for threads that compute.

    ctrl_c.py [THREADS [COUNT]]

A signal's handler must run in the main thread. In Python 2 that thread sleeps
in join() and cannot be woken: the wait for a lock is deaf. And it gets worse.
The interpreter knows that a signal is there, and wants the main thread to have
the GIL; it cannot choose who gets it, so the thread that computes lets go of it
at every single tick instead of every 100th, until the main thread comes, which
it never does. The program crawls, and Ctrl-C still does nothing.

    make run LAB=user/lab/ctrl_c.py GIL=ticks ENV=LOCK_SIGNALS=off CORES=2
    make run LAB=user/lab/ctrl_c.py GIL=ticks CORES=2
    make run LAB=user/lab/ctrl_c.py GIL=interval CORES=2

In Python 3 a signal ends the wait: the main thread has KeyboardInterrupt as
soon as it has the GIL. Under GIL=interval that is one interval, 5 ms.

The first thread counts up to COUNT, sends SIGINT to the process, as Ctrl-C
would, and counts once more. In the trace these are the sections "before" and
"after".
"""

import os
import signal
import sys
import threading
import time

import lab

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 2
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 40_000

sent = None         # when the signal was sent, ns
first_done = None   # when the first thread had counted again
loop_ns = {}        # section -> ns for one time round the loop


def compute():
    n = 0
    while n < COUNT:
        n += 1


def begin(number):
    """A thread begins: the main thread is to be in join() first."""
    lab.role("cpu", number)
    time.sleep(0.001)


def section(name):
    lab.mark_begin(name)
    begun = time.perf_counter_ns()
    compute()
    loop_ns[name] = (time.perf_counter_ns() - begun) / COUNT
    lab.mark_end()


def first():
    """Counts, sends the signal, and counts on."""
    global sent, first_done
    begin(1)
    section("before")
    sent = time.perf_counter_ns()
    os.kill(os.getpid(), signal.SIGINT)
    section("after")
    first_done = time.perf_counter_ns()


def other(number):
    begin(number)
    compute()
    compute()


def wait_for_all(threads):
    """join() them. When the interrupt came, in ns of perf_counter."""
    try:
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        return time.perf_counter_ns()


threads = [threading.Thread(target=first)]
threads += [threading.Thread(target=other, args=(n + 1,))
            for n in range(1, THREADS)]
for thread in threads:
    thread.start()
caught = wait_for_all(threads)
for thread in threads:
    thread.join()
for name in ("before", "after"):
    print(f"ctrl_c.loop_{name}_ns={loop_ns[name]:.1f}")
print(f"ctrl_c.interrupted_after_us={(caught - sent) / 1000:.0f}")
print(f"ctrl_c.threads_were_done={int(caught > first_done)}")
