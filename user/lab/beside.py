# SPDX-License-Identifier: MIT
"""An echo server alone, and beside one thread that computes: what each of the
two gets in a fixed time.

    beside.py [LENGTH [ALONE]]

LENGTH milliseconds beside the thread (200), ALONE without it (5), and as long
the thread without the server. As convoy.py, but the time is given and not the
number of requests: so the end is known with a GIL or a scheduler that starves
one of the two. Who computes is the main thread, so that it need not win the GIL
to begin. The client knows no GIL.
"""

import os
import sys
import threading
import time

import lab

LENGTH = int(sys.argv[1]) if len(sys.argv) > 1 else 200
ALONE = int(sys.argv[2]) if len(sys.argv) > 2 else 5
NS_PER_MS = 1_000_000
AT_ONCE = 500  # rounds between two looks at the clock
ENDLESS = 10 ** 12


def compute(end):
    """Rounds that were done until END, by perf_counter_ns."""
    n = 0
    while time.perf_counter_ns() < end:
        for _ in range(AT_ONCE):
            n += 1
    return n


def echo(requests, replies):
    """The server: it ends when the client has closed its side."""
    lab.role("echo", 1)
    while True:
        message = os.read(requests, 64)
        if not message:
            break
        os.write(replies, message)


def client(request, reply, length, result):
    """The rest of the world, for LENGTH ns."""
    lab.role("client", 1)
    result += lab.client(request, reply, 0, ENDLESS, length)
    os.close(request)


def serve(length, computing):
    """(replies, ns, rounds) of LENGTH milliseconds."""
    request_out, request_in = os.pipe()
    reply_out, reply_in = os.pipe()
    length *= NS_PER_MS
    result = []
    server = threading.Thread(target=echo, args=(request_out, reply_in))
    asker = threading.Thread(target=client, args=(
        request_in, reply_out, length, result))
    server.start()
    end = time.perf_counter_ns() + length
    asker.start()
    rounds = compute(end) if computing else 0
    asker.join()
    server.join()
    for descriptor in (request_out, reply_out, reply_in):
        os.close(descriptor)
    return *result, rounds


lab.role("cpu", 1)
begun = time.perf_counter_ns()
rounds = compute(begun + ALONE * NS_PER_MS)
print(f"mode=rounds\nrounds.done={rounds}")
print(f"rounds.elapsed_ns={time.perf_counter_ns() - begun}")
for mode, length in ("alone", ALONE), ("beside", LENGTH):
    replies, elapsed, rounds = serve(length, mode == "beside")
    print(f"mode={mode}\n{mode}.replies={replies}\n{mode}.elapsed_ns={elapsed}")
    print(f"{mode}.rounds={rounds}")
    print(f"{mode}: {replies * 1e9 / elapsed:.1f} replies a second")
