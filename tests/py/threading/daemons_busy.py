# SPDX-License-Identifier: MIT
"""Daemon threads at the end of the program: some compute, some hand a lock to
each other, some sleep. None holds it up, none runs on."""

import threading
import time

STRETCH = 3000  # with pauses: there are GILs that would let nobody else in

started = threading.Semaphore(0)
condition = threading.Condition()


def computes():
    started.release()
    while True:
        for _ in range(STRETCH):
            pass
        time.sleep(0.001)


def hands_over():
    started.release()
    while True:
        with condition:
            condition.notify()
            condition.wait(0.001)


def sleeps():
    started.release()
    while True:
        time.sleep(0.0005)


for target in (computes, hands_over, sleeps, computes, hands_over):
    threading.Thread(target=target, daemon=True).start()
for _ in range(5):
    started.acquire()
time.sleep(0.005)
print("the main thread ends with", threading.active_count(), "alive")
