# SPDX-License-Identifier: MIT
"""Asking for the GIL is not getting it: who asked, and who won?

    winners.py [THREADS [MS [PRIORITY]]]

All threads but the last compute from the beginning. The last one sleeps for MS
milliseconds and then computes as well; from then on for MS milliseconds the
trace is marked "new". With a PRIORITY it has that real-time priority
(SCHED_RR), which only some schedulers heed: SCHED=prio does.

The waiters' timers run out, one of them asks, the holder lets go, and with
WAKE=sched all waiters are woken: so the scheduler's choice of who runs first is
the choice of who has the GIL. SCHED=rr knows no difference between them;
SCHED=mlfq believes that the last one is short, since it has not computed yet.
With WAKE=fifo and WAKE=lifo only one is woken, and the scheduler has no say.
"""

import sys
import threading
import time

import lab

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 4
MS = int(sys.argv[2]) if len(sys.argv) > 2 else 300
PRIORITY = int(sys.argv[3]) if len(sys.argv) > 3 else 0
AT_ONCE = 50  # rounds between two looks at the clock

counts = {}
end = 0


def compute(number, mark, start):
    """Count until the end; between two looks at the clock, only count. With a
    mark, sleep through the first half, and mark the second."""
    lab.role("cpu", number)
    if mark and PRIORITY:
        lab.real_time(PRIORITY)
    start.wait()
    if mark:
        time.sleep(MS / 1000)
        lab.mark_begin(mark)
    n = 0
    while time.perf_counter_ns() < end:
        for _ in range(AT_ONCE):
            n += 1
    counts[number] = n
    if mark:
        lab.mark_end()


start = threading.Event()
threads = [threading.Thread(target=compute, args=(
               number, "new" if number == THREADS else "", start))
           for number in range(1, THREADS + 1)]
for thread in threads:
    thread.start()
end = time.perf_counter_ns() + 2 * MS * 1_000_000
start.set()
for thread in threads:
    thread.join()
for number in range(1, THREADS + 1):
    print(f"cpu-{number} counted to {counts[number]}")
