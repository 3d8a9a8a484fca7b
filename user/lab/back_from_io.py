# SPDX-License-Identifier: MIT
"""Back from I/O beside a thread that computes: how long until the GIL?

    back_from_io.py [ROUNDS]

One thread sleeps ROUNDS times, as if for I/O, SLEEP_NS each; the other
computes. What a sleep took beyond that is printed: the mean, the most, and of
each. A GIL by quanta (GIL=ruby) lets the sleeper in when the quantum ends,
which began when it was let in last.

    make run LAB=user/lab/back_from_io.py GIL=ruby INTERVAL_US=100000 CORES=2
"""

import sys
import threading
import time

import lab

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
SLEEP_NS = 50_000

now = time.perf_counter_ns
stop = False


def computes():
    lab.role("cpu", 1)
    n = 0
    while not stop:
        n += 1


def sleeps(waits):
    global stop
    lab.role("echo", 1)
    for _ in range(ROUNDS):
        begun = now()
        time.sleep(SLEEP_NS / 1e9)
        waits.append(now() - begun - SLEEP_NS)
    stop = True


print("mode=prims")
for name, ns in lab.primitives().items():
    print(f"prims.{name}_ps={ns * 1000:.0f}")
waits = []
lab.mark_begin("back-1")
threads = [threading.Thread(target=computes),
           threading.Thread(target=sleeps, args=(waits,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
lab.mark_end()
print(f"mode=back\nback.threads=1\nback.mean_ns={sum(waits) // ROUNDS}")
print(f"back.most_ns={max(waits)}")
print("waits:", *waits)
