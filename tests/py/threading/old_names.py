# SPDX-License-Identifier: MIT
# Run with: PYTHONWARNINGS=ignore
"""The names that methods had before they became properties still work."""

import threading

thread = threading.Thread(target=print, name="first")
print(thread.getName(), thread.isDaemon())
thread.setName("second")
thread.setDaemon(True)
print(thread.name, thread.daemon, thread.getName(), thread.isDaemon())
thread.setName(5)
thread.setDaemon(0)
print(repr(thread.name), thread.daemon)
print(threading.currentThread() is threading.main_thread(),
      threading.activeCount())
event = threading.Event()
print(event.isSet())
event.set()
print(event.isSet())
condition = threading.Condition()
woken = []


def waits():
    with condition:
        ready.set()
        woken.append(condition.wait())


ready = threading.Event()
thread = threading.Thread(target=waits)
thread.start()
ready.wait()
with condition:
    condition.notifyAll()
thread.join()
print(woken)
try:
    thread.setDaemon(True)
    print("no error")
except RuntimeError as error:
    print(error)
