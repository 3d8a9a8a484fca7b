# SPDX-License-Identifier: MIT
"""A convoy under the old GIL: how many replies come while others compute?

    old_convoy.py [THREADS [COUNT]]

As convoy.py, but here each thread that computes has COUNT to count, and what
counts is how many replies the echo server manages meanwhile. With GIL=ticks on
two cores it hardly gets a turn: the thread that computes lets go of the GIL
after every 100 instructions, and has it back before the server is awake.
"""

import os
import sys
import threading

import lab

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
ENDLESS = 10 ** 12


def compute(number):
    """A thread that never blocks."""
    lab.role("cpu", number)
    n = 0
    while n < COUNT:
        n += 1


def echo(requests, replies):
    """The server: it ends when the client has closed its side."""
    lab.role("echo", 1)
    while True:
        message = os.read(requests, 64)
        if not message:
            break
        os.write(replies, message)


def client(request, reply, result):
    """The rest of the world: outside the GIL, until it is told to stop."""
    lab.role("client", 1)
    result.append(lab.client(request, reply, 0, ENDLESS))
    os.close(request)


print("mode=prims")
lab.mark_begin("prims-1")
for name, ns in lab.primitives().items():
    print(f"prims.{name}_ps={ns * 1000:.0f}")
lab.mark_end()

request_out, request_in = os.pipe()
reply_out, reply_in = os.pipe()
result = []
workers = [threading.Thread(target=compute, args=(number + 1,))
           for number in range(THREADS)]
server = threading.Thread(target=echo, args=(request_out, reply_in))
asker = threading.Thread(target=client, args=(request_in, reply_out, result))

lab.mark_begin(f"convoy-{THREADS}")
for thread in [server, asker] + workers:
    thread.start()
for thread in workers:
    thread.join()
lab.stop_client()
asker.join()
server.join()
lab.mark_end()

replies, elapsed = result[0]
print(f"mode=convoy\nconvoy.threads={THREADS}\nconvoy.replies={replies}")
print(f"convoy.elapsed_ns={elapsed}")
