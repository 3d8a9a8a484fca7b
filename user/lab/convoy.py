# SPDX-License-Identifier: MIT
"""A convoy: an echo server beside threads that compute.

    convoy.py [socket] [holy] [later] [THREADS ROUNDS]...

For each pair of numbers, ROUNDS requests beside THREADS threads that compute.
They come through a pipe, and the answers go through another; with `socket`,
through pairs of sockets. With `holy`, the threads that compute declare
themselves so: with GIL=holy they give way at once. With `later`, the client
begins when they have computed for a while: by then SCHED=mlfq knows them.

The server lets go of the GIL around each os.read and os.write, and needs it
back after each: and then it stands in a queue behind the threads that compute,
which give the GIL away only when their interval is over. Its client knows no
GIL: it stands for the rest of the world. (Victor Skvortsov, Python behind the
scenes #13; CPython issue 7946.)

Threads that compute do so for LIMIT seconds at most, and then the counting ends
as well. With GIL=ticks the server may get no turn at all until then.
"""

import os
import socket
import sys
import threading
import time

import lab

WARM_UP = 4         # rounds before the measured ones
HEAD_START = 0.15   # seconds, with `later`
ALONE_ROUNDS = 200  # to measure the server's own work
LIMIT = 2           # seconds
AT_ONCE = 500       # rounds between two looks at the clock

numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
numbers = numbers or [0, 200, 1, 50]
stop = False
computed = []  # rounds of each thread that computes


def channel():
    """(descriptor to read, descriptor to write)"""
    if "socket" not in sys.argv:
        return os.pipe()
    reader, writer = socket.socketpair()
    return reader.detach(), writer.detach()


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
    computed.append(n)
    lab.stop_client()


def compute_holy(number):
    """The same, if the interpreter knows holy threads."""
    if hasattr(sys, "setholiness"):
        sys.setholiness(True)
    compute(number)


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
    requests, replies = channel()
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


def round_cost():
    """ns of one round of a thread that computes."""
    n = 0
    begun = time.perf_counter_ns()
    for _ in range(AT_ONCE):
        n += 1
    return (time.perf_counter_ns() - begun) / AT_ONCE


def serve(threads, rounds):
    """(replies, ns) of a client that asks so many times."""
    global stop
    stop = False
    computed.clear()
    request_out, request_in = channel()
    reply_out, reply_in = channel()
    target = compute_holy if "holy" in sys.argv else compute
    workers = [threading.Thread(target=target, args=(number + 1,))
               for number in range(threads)]
    server = threading.Thread(target=echo, args=(request_out, reply_in))
    for thread in workers + [server]:
        thread.start()
    if "later" in sys.argv:
        time.sleep(HEAD_START)
    result = lab.client(request_in, reply_out, WARM_UP, rounds)
    stop = True
    os.close(request_in)
    for thread in workers + [server]:
        thread.join()
    for descriptor in (request_out, reply_out, reply_in):
        os.close(descriptor)
    return result


print("mode=prims")
lab.mark_begin("prims-1")
for name, ns in lab.primitives().items():
    print(f"prims.{name}_ps={ns * 1000:.0f}")
print(f"prims.handler_ps={handler_cost() * 1000:.0f}")
print(f"prims.round_ps={round_cost() * 1000:.0f}")
lab.mark_end()

for threads, rounds in zip(numbers[::2], numbers[1::2]):
    lab.mark_begin(f"echo-{threads}")
    replies, elapsed = serve(threads, rounds)
    lab.mark_end()
    print(f"mode=echo\necho.threads={threads}\necho.replies={replies}")
    print(f"echo.elapsed_ns={elapsed}\necho.computed={sum(computed)}")
    print(f"replies a second: {replies * 1e9 / elapsed:.1f}")
