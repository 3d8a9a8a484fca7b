# SPDX-License-Identifier: MIT
"""The daemon flag: default, inherited from the maker, when it can be
changed."""

import threading

results = []


def child():
    results.append(threading.current_thread().daemon)


def parent():
    results.append(("parent", threading.current_thread().daemon))
    for daemon in (None, True, False):
        thread = threading.Thread(target=child, daemon=daemon)
        thread.start()
        thread.join()


for daemon in (False, True):
    thread = threading.Thread(target=parent, daemon=daemon)
    thread.start()
    thread.join()
    print(results)
    results.clear()

thread = threading.Thread(target=child)
print(thread.daemon, thread.isDaemon is not None)
thread.daemon = True
print(thread.daemon)
thread.daemon = 0
print(thread.daemon)
thread.daemon = 1
thread.start()
thread.join()
print(results)
print(threading.main_thread().daemon)

release = threading.Event()
thread = threading.Thread(target=release.wait)
thread.start()
try:
    thread.daemon = True
except RuntimeError as error:
    print(error)
release.set()
thread.join()
try:
    thread.daemon = True
    print("changed after the end")
except RuntimeError as error:
    print(error)
try:
    threading.main_thread().daemon = True
except RuntimeError as error:
    print(error)
