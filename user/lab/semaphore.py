# SPDX-License-Identifier: MIT
"""A Semaphore lets a number of threads in at a time: three of ten workers.

Unlike a lock it has no owner; it is a count that never goes below zero. A
BoundedSemaphore knows where it began, and takes one release too many for the
mistake that it is. Look at how many workers were ever in the room at once.
"""

import threading
import time

AT_ONCE = 3
WORKERS = 10

room = threading.Semaphore(AT_ONCE)
guard = threading.Lock()
inside = most = served = 0


def work():
    global inside, most, served
    with room:
        with guard:
            inside += 1
            most = max(most, inside)
        time.sleep(0.002)
        with guard:
            inside -= 1
            served += 1


def main():
    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print("served:", served)
    print("at once, at most:", most)

    taken = [room.acquire(blocking=False) for _ in range(AT_ONCE + 1)]
    print("without waiting:", taken)
    print("with a timeout:", room.acquire(timeout=0.001))
    for _ in range(AT_ONCE + 2):
        room.release()          # a plain one does not mind
    bounded = threading.BoundedSemaphore(1)
    try:
        bounded.release()
    except ValueError as error:
        print("one release too many:", error)


main()
