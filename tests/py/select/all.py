# SPDX-License-Identifier: MIT
# select, poll and epoll: what they find, edges and single shots, what is wrong.
import os
import select

inner, outer = os.pipe()
print(select.select([inner], [outer], [], 0) == ([], [outer], []))
os.write(outer, b"x")
print(select.select([inner], [outer], [outer]) == ([inner], [outer], []))


class Pipe:
    """What has a fileno() will do."""

    def fileno(self):
        return inner


pipe = Pipe()
print(select.select([pipe], (), {}, 0)[0] == [pipe])

poll = select.poll()
poll.register(pipe, select.POLLIN)
print(poll.poll(0) == [(inner, select.POLLIN)])
poll.modify(inner, select.POLLOUT)
print(poll.poll(10))
poll.unregister(inner)


def failures(*functions):
    for function in functions:
        try:
            function()
            print("no exception")
        except (OSError, TypeError, ValueError, KeyError,
                OverflowError) as error:
            print(type(error).__name__, error)


# Just closed, and low: Linux's select does not look at numbers that are higher
# than its present table of descriptors.
closed = os.dup(inner)
os.close(closed)

failures(lambda: poll.unregister(100), lambda: poll.modify(inner, 1),
         lambda: poll.register(-1), lambda: poll.register("x"),
         lambda: select.select([-1], [], []),
         lambda: select.select([], [], [], -1),
         lambda: select.select(5, [], []),
         lambda: select.select([], [], [], "x"),
         lambda: select.select([closed], [], [], 0),
         lambda: select.select([5000], [], [], 0),
         lambda: poll.poll("x"), lambda: poll.register(1, -1),
         lambda: poll.register(1, 99999))

with select.epoll() as epoll:
    epoll.register(inner, select.EPOLLIN | select.EPOLLET)
    print(epoll.poll(0) == [(inner, select.EPOLLIN)], epoll.poll(0))
    os.write(outer, b"x")
    print("another edge:", len(epoll.poll(0)), epoll.poll(0), epoll.closed)
    epoll.modify(inner, select.EPOLLIN | select.EPOLLONESHOT)
    print("one shot:", len(epoll.poll()), epoll.poll(0.01))
    epoll.modify(inner, select.EPOLLIN)
    print("level:", len(epoll.poll(timeout=1, maxevents=3)),
          len(epoll.poll(0)))
    failures(lambda: epoll.register(inner), lambda: epoll.modify(99, 1),
             lambda: epoll.unregister(99), lambda: epoll.register(outer, -5),
             lambda: epoll.poll(0, 0), lambda: epoll.poll("a"),
             lambda: select.epoll(-4))
    print(epoll.fileno() > 2)
print(epoll.closed)
failures(lambda: epoll.poll(), lambda: epoll.fileno())

poll.register(inner)
os.close(outer)
print(os.read(inner, 10))
print([events & select.POLLHUP for _, events in poll.poll()])
