# SPDX-License-Identifier: MIT
"""Messages between processes: a Connection is one end of a pipe.

A message is four bytes that tell its length, and its bytes. Who sends writes
all of it at once; where several processes send, or receive, on one end, they
need a lock (a Queue has one).
"""

import os
import pickle
import select

import _multiprocessing

_HEADER = 4


class Connection:
    """A descriptor that sends and receives values."""

    def __init__(self, fd, readable=True, writable=True):
        self._fd = fd
        self._readable = readable
        self._writable = writable

    def __repr__(self):
        return f"<multiprocessing.connection.Connection {self._fd}>"

    def __del__(self):
        if self._fd is not None:
            self.close()

    def _check(self, able=True, what=""):
        if self._fd is None:
            raise OSError("handle is closed")
        if not able:
            raise OSError(f"connection is {what}-only")

    @property
    def closed(self):
        """Has it been closed?"""
        return self._fd is None

    @property
    def readable(self):
        """Can it receive?"""
        return self._readable

    @property
    def writable(self):
        """Can it send?"""
        return self._writable

    def fileno(self):
        """The descriptor."""
        self._check()
        return self._fd

    def close(self):
        """Give the descriptor back."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            os.close(fd)

    def send_bytes(self, data):
        """Send bytes as one message; waits for room in the pipe."""
        self._check(self._writable, "read")
        rest = len(data).to_bytes(_HEADER, "big") + data
        while rest:
            rest = rest[os.write(self._fd, rest):]

    def send(self, value):
        """Send a value."""
        self._check(self._writable, "read")
        self.send_bytes(pickle.dumps(value))

    def _read(self, size):
        pieces = []
        left = size
        while left:
            piece = os.read(self._fd, left)
            if not piece:
                if left == size:
                    raise EOFError
                raise OSError("got end of file during message")
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)

    def recv_bytes(self):
        """The bytes of the next message; EOFError: nobody can send any more."""
        self._check(self._readable, "write")
        size = int.from_bytes(self._read(_HEADER), "big")
        return self._read(size) if size else b""

    def recv(self):
        """The value of the next message."""
        self._check(self._readable, "write")
        return pickle.loads(self.recv_bytes())

    def poll(self, timeout=0.0):
        """Is there something to receive, within timeout seconds?"""
        self._check(self._readable, "write")
        return bool(wait([self], timeout))

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def Pipe(duplex=True):
    """Two ends. duplex: both send and receive; else the first only receives."""
    if duplex:
        one, other = _multiprocessing.socketpair()
        return Connection(one), Connection(other)
    inner, outer = os.pipe()
    return Connection(inner, writable=False), Connection(outer, readable=False)


def wait(objects, timeout=None):
    """Those of connections and descriptors that have something to read."""
    poll = select.poll()
    by_fd = {}
    for o in objects:
        fd = o if isinstance(o, int) else o.fileno()
        by_fd[fd] = o
        poll.register(fd, select.POLLIN)
    found = poll.poll(None if timeout is None else max(timeout, 0) * 1000)
    return [by_fd[fd] for fd, _ in found]
