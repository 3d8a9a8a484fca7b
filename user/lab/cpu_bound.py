# SPDX-License-Identifier: MIT
"""Two threads that only compute: at once, and one after the other.

    cpu_bound.py [holy] [THREADS [COUNT]]

David Beazley's experiment (Understanding the Python GIL, PyCon 2010). Under a
GIL two threads get no more done than one. The question is what the lock itself
costs: nearly nothing with CPython's present one (GIL=interval); with the old
one (GIL=ticks) it cost more the more cores there were. With `holy` the threads
declare themselves so (GIL=holy).
"""

import sys
import threading
import time

import lab

numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
THREADS = numbers[0] if numbers else 2
COUNT = numbers[1] if len(numbers) > 1 else 200_000


def countdown(n):
    while n > 0:
        n -= 1


def thread_body(number, start, times):
    lab.role("cpu", number)
    start.wait()
    begun = time.perf_counter_ns()
    countdown(COUNT)
    times.append((begun, time.perf_counter_ns()))


def holy_body(number, start, times):
    """The same, if the interpreter knows holy threads."""
    if hasattr(sys, "setholiness"):
        sys.setholiness(True)
    thread_body(number, start, times)


def in_parallel(threads):
    """ns from the first thread's begin to the last one's end."""
    start = threading.Event()
    times = []
    body = holy_body if "holy" in sys.argv else thread_body
    all_of_them = [threading.Thread(target=body,
                                    args=(number + 1, start, times))
                   for number in range(threads)]
    for thread in all_of_them:
        thread.start()
    start.set()
    for thread in all_of_them:
        thread.join()
    return max(end for _, end in times) - min(begin for begin, _ in times)


def in_sequence(threads):
    """The same work in one thread."""
    begun = time.perf_counter_ns()
    for _ in range(threads):
        countdown(COUNT)
    return time.perf_counter_ns() - begun


print("mode=prims")
lab.mark_begin("prims-1")
for name, ns in lab.primitives().items():
    print(f"prims.{name}_ps={ns * 1000:.0f}")
lab.mark_end()

lab.mark_begin("seq-1")
sequence = in_sequence(THREADS)
lab.mark_end()
print(f"mode=seq\nseq.threads=1\nseq.elapsed_ns={sequence}")

lab.mark_begin(f"cpu-{THREADS}")
parallel = in_parallel(THREADS)
lab.mark_end()
print(f"mode=cpu\ncpu.threads={THREADS}\ncpu.elapsed_ns={parallel}")
print(f"parallel / sequence = {parallel / sequence:.4f}")
