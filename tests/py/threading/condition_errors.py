# SPDX-License-Identifier: MIT
"""Condition: without its lock, with a given lock, exceptions inside,
wait_for."""

import threading
import time


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as error:
        print(type(error).__name__, error)


for lock in (None, threading.Lock(), threading.RLock()):
    condition = threading.Condition(lock)
    attempt(condition.wait)
    attempt(condition.wait, 0.01)
    attempt(condition.notify)
    attempt(condition.notify_all)
    attempt(condition.wait_for, lambda: False, 0.01)
    attempt(condition.wait_for, lambda: "already true")
    attempt(condition.release)
    attempt(condition.acquire)
    attempt(condition.wait, 0.01)
    attempt(condition.release)
    with condition as entered:
        print(entered, condition._is_owned())
    try:
        with condition:
            raise ValueError("inside")
    except ValueError as error:
        print(error, condition._is_owned())

condition = threading.Condition()
with condition:
    begin = time.monotonic()
    print(condition.wait_for(lambda: 0, 0.05),
          time.monotonic() - begin >= 0.05)
    values = iter([0, "", [], "at last"])
    print(condition.wait_for(lambda: next(values), timeout=0))
    attempt(condition.wait_for, lambda: 1 / 0)
    print(condition._is_owned())


def owner():
    attempt(condition.notify)


with condition:
    thread = threading.Thread(target=owner)
    thread.start()
    thread.join()

# Wait gives an RLock back however often it was acquired, and takes it so again.
depth = []


def notifier():
    with condition:
        depth.append("notifier inside")
        condition.notify()


with condition:
    with condition:
        with condition:
            thread = threading.Thread(target=notifier)
            thread.start()
            condition.wait()
            depth.append("waiter back")
        print(condition._is_owned())
    print(condition._is_owned())
print(condition._is_owned(), depth)
thread.join()
attempt(threading.Condition, 5)
