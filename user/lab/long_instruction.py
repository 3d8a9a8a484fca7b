# SPDX-License-Identifier: MIT
"""One long instruction: who waits for the GIL meanwhile?

    long_instruction.py [SIZE]...

A thread looks whether to let go of the GIL between two bytecodes. A call of
sum() on a range is one of them, however long it takes: nobody can have the GIL
in the meantime, whatever the switch interval (Beazley, Understanding the Python
GIL, 2010: "long running bytecodes").

For each SIZE: one thread sleeps, as if for I/O, and is back when the other is
in the midst of sum(range(SIZE)). How long it then waited for the GIL is
printed, and for how long the other had still to compute, by what the same
instruction took alone. SIZE 0 is a loop of short instructions instead, for
LOOP_NS.

    make run LAB=user/lab/long_instruction.py GIL=interval CORES=2
"""

import sys
import threading
import time

import lab

SLEEP_NS = 50_000
LOOP_NS = 20_000_000

now = time.perf_counter_ns
began = due = back = 0


def long_one(size):
    """Compute; returns when that began."""
    begun = now()
    if size:
        sum(range(size))
    else:
        while now() - begun < LOOP_NS:
            pass
    return begun


def sleeps(start):
    """Is due SLEEP_NS after it went to sleep, and back when it has the GIL."""
    global due, back
    lab.role("echo", 1)
    time.sleep(0.001)  # the main thread is in join() then, and asks no more
    start.set()
    due = now() + SLEEP_NS
    time.sleep(SLEEP_NS / 1e9)
    back = now()


def computes(start, size):
    global began
    lab.role("cpu", 1)
    start.wait()
    began = long_one(size)


def measure(size):
    begun = long_one(size)
    length = now() - begun
    start = threading.Event()
    threads = [threading.Thread(target=computes, args=(start, size)),
               threading.Thread(target=sleeps, args=(start,))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"mode=long\nlong.threads={size}\nlong.length_ns={length}")
    print(f"long.left_ns={began + length - due}")
    print(f"long.wait_ns={back - due}")


print("mode=prims")
for name, ns in lab.primitives().items():
    print(f"prims.{name}_ps={ns * 1000:.0f}")
for word in sys.argv[1:] or ["0", "200000"]:
    lab.mark_begin(f"long-{word}")
    measure(int(word))
    lab.mark_end()
