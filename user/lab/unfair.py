# SPDX-License-Identifier: MIT
"""Who unlocks and locks again at once keeps the lock.

    unfair.py [MILLISECONDS]

Two threads count for so long; what each got done is printed. Where the GIL is a
plain mutex, which wakes a waiter but promises it nothing, one of them gets next
to nothing; where the one who unlocks gives the processor away they share it.

    make run LAB=user/lab/unfair.py GIL=micropython
    make run LAB=user/lab/unfair.py GIL=micropython-yield
"""

import sys
import threading
import time

import lab

MILLISECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 200

done = [0, 0]


def computes(number, start):
    lab.role("cpu", number + 1)
    start.wait()
    while time.perf_counter_ns() < end:
        done[number] += 1


start = threading.Event()
end = time.perf_counter_ns() + MILLISECONDS * 1_000_000
threads = [threading.Thread(target=computes, args=(number, start))
           for number in range(2)]
lab.mark_begin("unfair-2")
for thread in threads:
    thread.start()
start.set()
for thread in threads:
    thread.join()
lab.mark_end()
print("mode=unfair\nunfair.threads=2")
print(f"unfair.more={max(done)}\nunfair.less={min(done)}")
