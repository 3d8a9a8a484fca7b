# SPDX-License-Identifier: MIT
"""I/O that need not wait, beside threads that compute.

    room.py [THREADS [SIZE [LENGTH]]]

One thread sends SIZE bytes through a pair of sockets and takes them out again,
for LENGTH milliseconds. There is always room, and then they are there: no call
ever waits. But with IO_YIELD=always, as in CPython, each lets go of the GIL,
since one cannot know before. If the call lasts longer than a thread that
computes takes to wake, that one has the GIL by then, for an interval. With
IO_YIELD=blocked the GIL goes only where a call would wait: here never.
"""

import socket
import sys
import threading
import time

import lab

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1
SIZE = int(sys.argv[2]) if len(sys.argv) > 2 else 32768
LENGTH = int(sys.argv[3]) * 1_000_000 if len(sys.argv) > 3 else 100_000_000
ALONE = 5_000_000  # ns; for the loop without company

stop = False


def compute(number):
    """A thread that never blocks."""
    lab.role("cpu", number)
    n = 0
    while not stop:
        n += 1


def move(length):
    """Calls a second, for LENGTH ns."""
    reader, writer = socket.socketpair()
    message = bytes(SIZE)
    calls = 0
    begun = time.perf_counter_ns()
    while time.perf_counter_ns() - begun < length:
        writer.sendall(message)
        reader.recv(SIZE)
        calls += 2
    elapsed = time.perf_counter_ns() - begun
    reader.close()
    writer.close()
    return calls * 1e9 / elapsed


print("mode=prims")
for name, ns in lab.primitives().items():
    print(f"prims.{name}_ps={ns * 1000:.0f}")
print(f"calls a second alone: {move(ALONE):.1f}")

workers = [threading.Thread(target=compute, args=(number + 1,))
           for number in range(THREADS)]
for worker in workers:
    worker.start()
rate = move(LENGTH)
stop = True
for worker in workers:
    worker.join()
print(f"calls a second beside {THREADS}: {rate:.1f}")
