# SPDX-License-Identifier: MIT
"""Daemon threads are dropped at the end, whatever they do: asleep, waiting for
a lock, computing."""

import threading
import time

started = threading.Semaphore(0)
lock = threading.Lock()
lock.acquire()


def sleeps():
    started.release()
    time.sleep(1000)
    print("never: woke up")


def waits():
    started.release()
    lock.acquire()
    print("never: got the lock")


def computes():
    started.release()
    n = 0
    while True:
        n += 1


def reads():
    condition = threading.Condition()
    started.release()
    with condition:
        condition.wait()
    print("never: notified")


for target in (sleeps, waits, computes, reads):
    threading.Thread(target=target, daemon=True).start()
for _ in range(4):
    started.acquire()
print("the main thread ends with", threading.active_count(), "alive")
