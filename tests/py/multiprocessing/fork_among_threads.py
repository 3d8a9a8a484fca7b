# SPDX-License-Identifier: MIT
"""fork() while other threads compute, sleep and wait for a lock: the child has
one thread, with which it can do everything; the parent's go on."""

import os
import queue
import threading
import time
from multiprocessing import Process

STRETCH = 2000

done = False
turns = [0, 0]
lock = threading.Lock()
lock.acquire()
gate = threading.Event()


def compute(me):
    """With pauses: there are GILs under which nobody else would have a turn."""
    while not done:
        for _ in range(STRETCH):
            turns[me] += 1
        time.sleep(0.001)


def wait_for_lock():
    with lock:
        print("the parent's lock came")


def wait_for_gate():
    gate.wait()


def count(n, out):
    total = 0
    for i in range(n):
        total += i
    out.put(total)


def several_threads():
    """New threads that compute and hand over what they have found."""
    out = queue.Queue(1)
    threads = [threading.Thread(target=count, args=(100 * n, out))
               for n in range(1, 4)]
    for thread in threads:
        thread.start()
    found = sorted(out.get() for _ in threads)
    for thread in threads:
        thread.join()
    return found


def child(depth):
    print(depth, threading.active_count(),
          threading.current_thread() is threading.main_thread(),
          several_threads(), flush=True)
    if depth:
        return run(child, depth - 1)
    return 7


def run(function, *args):
    """function(*args) in a forked child: its status."""
    pid = os.fork()
    if pid == 0:
        status = 99
        try:
            status = function(*args)
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def process():
    print(several_threads(), threading.active_count(), flush=True)


threads = [threading.Thread(target=compute, args=(0,)),
           threading.Thread(target=compute, args=(1,)),
           threading.Thread(target=wait_for_lock),
           threading.Thread(target=wait_for_gate)]
for thread in threads:
    thread.start()
print("status", run(child, 1), flush=True)
from_thread = []
forker = threading.Thread(target=lambda: from_thread.append(run(child, 0)))
forker.start()
forker.join()
print("from a thread", from_thread, flush=True)
p = Process(target=process)
p.start()
p.join()
print("process", p.exitcode)
before = list(turns)
while turns[0] == before[0] or turns[1] == before[1]:
    time.sleep(0.001)
print("the parent's threads go on", threading.active_count())
lock.release()
gate.set()
done = True
for thread in threads:
    thread.join()
print("end", threading.active_count())
