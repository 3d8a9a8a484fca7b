# SPDX-License-Identifier: MIT
"""Who gets the GIL next? Threads that only compute, and note their turns.

    turns.py [THREADS [COUNT]]

Under the present GIL (GIL=interval) a thread asks the holder to let go when it
has waited for an interval in which the GIL did not change hands: so one request
per interval, however many wait. But asking is not getting. The holder drops, a
waiter is woken, and who takes the GIL is for the system's scheduler to say. Run
it under two of them (SCHED=rr, SCHED=fifo), on one core and on two, and compare
the lines. On one core fifo never lets a waiter run while another computes: its
interval ends, but it cannot even ask.
"""

import sys
import threading

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 4
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 150_000

turns = []
last = None


def compute(name, start):
    """COUNT rounds; a turn begins when another thread had the one before."""
    global last
    start.wait()
    for _ in range(COUNT):
        if last != name:
            last = name
            turns.append(name)


def main():
    names = [chr(ord("A") + number) for number in range(THREADS)]
    start = threading.Event()
    threads = [threading.Thread(target=compute, args=(name, start))
               for name in names]
    for thread in threads:
        thread.start()
    start.set()
    for thread in threads:
        thread.join()
    print("turns:", "".join(turns))
    for name in names:
        print(f"{name} had {turns.count(name)}")


main()
