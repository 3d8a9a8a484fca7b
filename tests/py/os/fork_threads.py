# SPDX-License-Identifier: MIT
# fork while other threads run: the child has one thread, and everything works
# in it: locks of the runtime, threads, imports, output.
import os
import threading
import time

stop = threading.Event()
held = threading.Lock()
holding = threading.Event()


def compute():
    n = 0
    while not stop.is_set():
        n += 1
        time.sleep(0.0001) if n % 50 == 0 else None


def hold():
    with held:
        holding.set()
        stop.wait()


threads = [threading.Thread(target=compute) for _ in range(3)]
threads.append(threading.Thread(target=hold))
for thread in threads:
    thread.start()
holding.wait()  # start() returns before the thread has come so far


def child():
    import heapq
    done = []
    inner = threading.Thread(target=done.append, args=(heapq.nsmallest(
        2, [3, 1, 2]),))
    inner.start()
    inner.join()
    for thread in threads:
        thread.join()
    print("child:", done, threading.active_count(),
          threading.current_thread() is threading.main_thread(),
          [thread.is_alive() for thread in threads],
          held.acquire(timeout=0.01), flush=True)


for _ in range(5):
    pid = os.fork()
    if pid == 0:
        child()
        os._exit(3)
    print("parent:", os.waitpid(pid, 0)[1] >> 8, threading.active_count())


def from_thread():
    """The thread that forks is the child's main thread."""
    pid = os.fork()
    if pid == 0:
        print(threading.current_thread() is threading.main_thread(),
              threading.current_thread().name, threading.active_count(),
              flush=True)
        os._exit(4)
    print(os.waitpid(pid, 0)[1] >> 8)


thread = threading.Thread(target=from_thread, name="forker")
thread.start()
thread.join()
stop.set()
for thread in threads:
    thread.join()
print(threading.active_count())
