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

First the main thread counts up to COUNT, alone, and once more with a check at
every second tick ("often"), which tells what one costs. Then each thread does.
When all have, the first sends SIGINT to the process, as Ctrl-C would, and all
count once more. In the trace there are the sections "alone", "before" and
"after". A loop's ns are those of the first thread.
"""

import os
import signal
import sys
import threading
import time

import lab

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 2
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 40_000

now = time.perf_counter_ns
sent = None         # when the signal was sent, ns
all_done = None     # when all had counted twice
loop_ns = {}        # section -> ns for one time round the loop


def compute():
    n = 0
    while n < COUNT:
        n += 1


def timed(section):
    begun = now()
    compute()
    loop_ns[section] = (now() - begun) / COUNT


def begin(number):
    """A thread begins: the main thread is to be in join() first."""
    lab.role("cpu", number)
    time.sleep(0.001)


def await_all(others):
    for counted, _ in others:
        counted.acquire()


def first(others):
    """Counts, sends the signal when all have, counts again, and ends last."""
    global sent, all_done
    begin(1)
    lab.mark_begin("before")
    timed("before")
    await_all(others)
    lab.mark_end()
    lab.mark_begin("after")
    sent = now()
    os.kill(os.getpid(), signal.SIGINT)
    for _, go in others:
        go.release()
    timed("after")
    await_all(others)
    all_done = now()


def other(number, counted, go):
    begin(number)
    compute()
    counted.release()
    go.acquire()
    compute()
    counted.release()


def taken_lock():
    lock = threading.Lock()
    lock.acquire()
    return lock


def wait_for_all(threads):
    """join() them. When the interrupt came, in ns of perf_counter."""
    try:
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        return now()


print("mode=prims")
for name, ns in lab.primitives().items():
    print(f"prims.{name}_ps={ns * 1000:.0f}")
lab.mark_begin("alone")
timed("alone")
lab.mark_end()
usual = sys.getcheckinterval()
sys.setcheckinterval(1)
timed("often")
sys.setcheckinterval(usual)
others = [(taken_lock(), taken_lock()) for _ in range(1, THREADS)]
threads = [threading.Thread(target=first, args=(others,))]
threads += [threading.Thread(target=other, args=(number, *locks))
            for number, locks in enumerate(others, 2)]
for thread in threads:
    thread.start()
caught = wait_for_all(threads)
for thread in threads:
    thread.join()
lab.mark_end()
print(f"mode=ctrl_c\nctrl_c.threads={THREADS}")
for name in loop_ns:
    print(f"ctrl_c.loop_{name}_ns={loop_ns[name]:.1f}")
    print(f"ctrl_c.{name}_ns={loop_ns[name] * COUNT:.0f}")
print(f"ctrl_c.all_done_ns={all_done - sent}")
print(f"ctrl_c.handler_ns={caught - sent}")
print(f"ctrl_c.interrupted_after_us={(caught - sent) / 1000:.0f}")
print(f"ctrl_c.threads_were_done={int(caught > all_done)}")
