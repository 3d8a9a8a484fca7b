# SPDX-License-Identifier: MIT
"""Two kinds of queues: for the threads of a process, and for processes.

    mp_queue.py [ITEMS]

queue.Queue is a deque and a lock: an item that a child puts into it is put into
the child's copy, and the parent waits in vain. A multiprocessing.Queue is a
pipe. put() only leaves the item in a buffer; a thread, the feeder, makes it
into bytes and writes these into the pipe, and get() reads them and makes a
value again: an equal one, not the same. So right behind a put() the queue can
still be empty. On Convoy look at the timeline: the child's feeder is a row, and
there is a GIL for each process.
"""

import queue
import sys
import threading
from multiprocessing import Process, Queue

ITEMS = int(sys.argv[1]) if len(sys.argv) > 1 else 50


def put_one(q):
    q.put("an item")


def try_both():
    """Put into each kind from a thread and from a process."""
    for name, q in (("queue.Queue", queue.Queue()),
                    ("multiprocessing.Queue", Queue())):
        for worker in (threading.Thread(target=put_one, args=(q,)),
                       Process(target=put_one, args=(q,))):
            worker.start()
            kind = "process" if isinstance(worker, Process) else "thread"
            try:
                found = q.get(timeout=0.5 if name[0] == "m" else 0.05)
            except queue.Empty:
                found = None
            worker.join()
            print(f"{name}, put by a {kind}: got {found!r}")


def produce(q):
    print("feeders before the first put:", feeders())
    for n in range(ITEMS):
        q.put([n, "x" * 2000])
    print("feeders after it:", feeders(), flush=True)


def feeders():
    return [thread.name for thread in threading.enumerate()
            if thread is not threading.current_thread()]


def main():
    try_both()
    q = Queue()
    item = ["an object"]
    q.put(item)
    back = q.get()
    print("equal:", back == item, " the same:", back is item)
    producer = Process(target=produce, args=(q,))
    producer.start()
    got = [q.get()[0] for _ in range(ITEMS)]
    producer.join()
    print("in order, and complete:", got == list(range(ITEMS)))
    print("exit code:", producer.exitcode)


main()
