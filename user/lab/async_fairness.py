# SPDX-License-Identifier: MIT
"""Does `await` on I/O that is ready give the others their turn?

    async_fairness.py [CHATTY [QUIET]]

An event loop runs many tasks in one thread, and none of them is preempted: who
does not yield keeps all others waiting. A task that must wait for its input
yields. If the input is there already it need not, and libraries differ:

    never    curio: go on at once; fewer switches, fewer calls of select
    always   trio: every await is a checkpoint, and yields
    some     go on, but after 16 awaits in a row yield

A server has CHATTY requests of one connection in its buffer, and 5 requests of
each of QUIET others. It answers each, which is two awaits, receive and send;
neither ever has to wait. In how many answers to others must a connection wait
for its own? And a task that wants to look at something each time round, how
many answers are there in between? Counts, not times: the same everywhere.

Tasks are generators, and `yield from` is await: a task yields a descriptor (run
me when it can be read) or None (run me again after the others).
"""

import select
import socket
import sys
from collections import deque

CHATTY = int(sys.argv[1]) if len(sys.argv) > 1 else 200
QUIET = int(sys.argv[2]) if len(sys.argv) > 2 else 4
FEW = 5     # requests of a quiet connection
SIZE = 8    # bytes of a request, and of its answer
NEVER = 10 ** 9
POLICIES = {"never": NEVER, "some": 16, "always": 1}


class Loop:
    """Runs tasks in turn until none is left."""

    def __init__(self):
        self.ready = deque()
        self.waiting = {}  # descriptor: the task that waits for it
        self.switches = 0  # times that a task was run
        self.polls = 0     # calls of select

    def run(self):
        """Each time round: ask what can be read, and run who can run once."""
        while self.ready or self.waiting:
            self.poll()
            for _ in range(len(self.ready)):
                self.step(self.ready.popleft())

    def poll(self):
        """Wait only if nobody can run."""
        timeout = 0 if self.ready else None
        self.polls += 1
        found, _, _ = select.select(list(self.waiting), [], [], timeout)
        for fd in sorted(found):
            self.ready.append(self.waiting.pop(fd))

    def step(self, task):
        """Run a task until it yields."""
        self.switches += 1
        try:
            awaited = next(task)
        except StopIteration:
            return
        if awaited is None:
            self.ready.append(task)
        else:
            self.waiting[awaited] = task


class Stream:
    """A connection of one task, which yields after `most` awaits that did not
    have to wait."""

    def __init__(self, sock, most):
        sock.setblocking(False)
        self.sock = sock
        self.most = self.left = most

    def _ready_at_once(self):
        self.left -= 1
        if self.left == 0:
            self.left = self.most
            yield

    def receive(self, size):
        """Await at most so many bytes; none: the other end is closed."""
        while True:
            try:
                data = self.sock.recv(size)
                break
            except BlockingIOError:
                self.left = self.most
                yield self.sock.fileno()
        yield from self._ready_at_once()
        return data

    def send(self, data):
        """Await that it is sent; there is room for all answers."""
        self.sock.sendall(data)
        yield from self._ready_at_once()


def serve(stream, name, answered):
    """One connection's task."""
    while True:
        request = yield from stream.receive(SIZE)
        if not request:
            stream.sock.close()
            return
        answered.append(name)
        yield from stream.send(request)


def tick(answered, total, gaps):
    """How many answers are there from one time round to the next?"""
    before = 0
    while before < total:
        gaps.append(len(answered) - before)
        before = len(answered)
        yield


def longest_wait(answered, name):
    """The most answers to others before one to this connection."""
    longest = waited = 0
    for other in answered:
        if other == name:
            longest = max(longest, waited)
            waited = 0
        else:
            waited += 1
    return longest


def read_all(client):
    """How many answers a client has got."""
    got = 0
    while data := client.recv(4096):
        got += len(data)
    client.close()
    return got // SIZE


def measure(name, most):
    """Serve all that is there, and print what came of it."""
    loop, answered, gaps, clients = Loop(), [], [], []
    requests = {"chatty": CHATTY}
    requests.update((f"quiet-{n + 1}", FEW) for n in range(QUIET))
    for connection, count in requests.items():
        client, server = socket.socketpair()
        client.sendall(b"request\n" * count)
        client.shutdown(socket.SHUT_WR)
        clients.append(client)
        loop.ready.append(serve(Stream(server, most), connection, answered))
    loop.ready.append(tick(answered, sum(requests.values()), gaps))
    loop.run()
    assert [read_all(client) for client in clients] == [*requests.values()]
    waits = [longest_wait(answered, connection) for connection in requests]
    print(f"{name:<8}{waits[0]:>8}{max(waits[1:]):>8}{max(gaps):>8}"
          f"{loop.switches:>10}{loop.polls:>8}")


print(f"{CHATTY} requests of one connection, {FEW} of each of {QUIET}")
print("yields    chatty   quiet    tick  switches   polls")
for policy, awaits in POLICIES.items():
    measure(policy, awaits)
