# SPDX-License-Identifier: MIT
"""A convoy: an echo server beside threads that compute.

    convoy.py [THREADS ROUNDS]...

For each pair of numbers, ROUNDS requests beside THREADS threads that compute.

The server lets go of the GIL around each os.read and os.write, and needs it
back after each: and then it stands in a queue behind the threads that compute,
which give the GIL away only when their interval is over. Its client knows no
GIL: it stands for the rest of the world. (Victor Skvortsov, Python behind the
scenes #13; CPython issue 7946.)

Threads that compute do so for LIMIT seconds at most, and then the counting ends
as well. With GIL=ticks the server may get no turn at all until then.
"""

import os
import sys
import threading
import time

import lab

WARM_UP = 4         # rounds before the measured ones
ALONE_ROUNDS = 200  # to measure the server's own work
LIMIT = 2           # seconds
AT_ONCE = 500       # rounds between two looks at the clock

stop = False


def compute(number):
    """A thread that never blocks."""
    global stop
    lab.role("cpu", number)
    end = time.perf_counter() + LIMIT
    n = 0
    while not stop and time.perf_counter() < end:
        for _ in range(AT_ONCE):
            n += 1
    stop = True
    lab.stop_client()


def echo(requests, replies):
    """The server: it ends when the client has closed its side."""
    lab.role("echo", 1)
    while True:
        message = os.read(requests, 64)
        if not message:
            break
        os.write(replies, message)


def handler_cost():
    """ns of one pass of the server's loop, its two system calls included, when
    neither has to wait."""
    requests, replies = os.pipe()
    begun = time.perf_counter_ns()
    for _ in range(ALONE_ROUNDS):
        os.write(replies, b"12345678")
        message = os.read(requests, 64)
        if not message:
            break
    elapsed = time.perf_counter_ns() - begun
    os.close(requests)
    os.close(replies)
    return elapsed / ALONE_ROUNDS


def serve(threads, rounds):
    """(replies, ns) of a client that asks so many times."""
    global stop
    stop = False
    request_out, request_in = os.pipe()
    reply_out, reply_in = os.pipe()
    workers = [threading.Thread(target=compute, args=(number + 1,))
               for number in range(threads)]
    server = threading.Thread(target=echo, args=(request_out, reply_in))
    for thread in workers + [server]:
        thread.start()
    result = lab.client(request_in, reply_out, WARM_UP, rounds)
    stop = True
    os.close(request_in)
    for thread in workers + [server]:
        thread.join()
    for descriptor in (request_out, reply_out, reply_in):
        os.close(descriptor)
    return result


numbers = [int(word) for word in sys.argv[1:]] or [0, 200, 1, 50]

print("mode=prims")
lab.mark_begin("prims-1")
for name, ns in lab.primitives().items():
    print(f"prims.{name}_ps={ns * 1000:.0f}")
print(f"prims.handler_ps={handler_cost() * 1000:.0f}")
lab.mark_end()

for threads, rounds in zip(numbers[::2], numbers[1::2]):
    lab.mark_begin(f"echo-{threads}")
    replies, elapsed = serve(threads, rounds)
    lab.mark_end()
    print(f"mode=echo\necho.threads={threads}\necho.replies={replies}")
    print(f"echo.elapsed_ns={elapsed}")
    print(f"replies a second: {replies * 1e9 / elapsed:.1f}")
