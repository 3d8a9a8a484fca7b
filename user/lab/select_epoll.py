# SPDX-License-Identifier: MIT
"""One thread waits for many: select, poll, and epoll's two ways to tell.

    select_epoll.py [CLIENTS]

A server has a pipe for each client. It must not read one that has nothing, for
then it would wait there. select() and poll() are told all descriptors in each
call, and the kernel looks at all of them; epoll keeps the set in the kernel,
and tells those that are ready.

Level: "there is something to read", as often as one asks. Edge: "something has
come", once; who does not then read all of it is told nothing until more comes.
"""

import os
import select
import sys

CLIENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 5

pipes = [os.pipe() for _ in range(CLIENTS)]
readers = [inner for inner, _ in pipes]
names = {inner: f"client {n}" for n, inner in enumerate(readers)}


def ask(name, question):
    print(f"{name}: {[names[fd] for fd in sorted(question())]}")


def by_select():
    return select.select(readers, [], [], 0)[0]


def by_poll():
    poll = select.poll()
    for fd in readers:
        poll.register(fd, select.POLLIN)
    return [fd for fd, events in poll.poll(0) if events & select.POLLIN]


ask("select, nothing sent", by_select)
os.write(pipes[1][1], b"hello")
os.write(pipes[3][1], b"hello")
ask("select, two have sent", by_select)
ask("poll, two have sent", by_poll)

level, edge, once = (select.epoll() for _ in range(3))
for fd in readers:
    level.register(fd, select.EPOLLIN)
    edge.register(fd, select.EPOLLIN | select.EPOLLET)
    once.register(fd, select.EPOLLIN | select.EPOLLONESHOT)


def by_epoll(epoll):
    return lambda: [fd for fd, _ in epoll.poll(0)]


for name, epoll in (("level", level), ("edge", edge), ("one shot", once)):
    ask(f"epoll, {name}, first", by_epoll(epoll))
    ask(f"epoll, {name}, again, nobody has read", by_epoll(epoll))

os.write(pipes[1][1], b", world")
ask("level, client 1 has sent more", by_epoll(level))
ask("edge, client 1 has sent more", by_epoll(edge))
ask("one shot, client 1 has sent more", by_epoll(once))
once.modify(readers[1], select.EPOLLIN | select.EPOLLONESHOT)
ask("one shot, armed again for client 1", by_epoll(once))
print(os.read(readers[1], 5), "is a part of what client 1 has sent")
ask("level, a part was read", by_epoll(level))
ask("edge, a part was read", by_epoll(edge))

pid = os.fork()
if pid == 0:
    os.write(pipes[0][1], b"from another process")
    os._exit(0)
fd, = [fd for fd, _ in edge.poll()]
print(names[fd], "wakes a server that sleeps:", os.read(fd, 100))
os.waitpid(pid, 0)
os.close(pipes[2][1])
found = dict(level.poll(0))[readers[2]]
print("client 2 has gone: EPOLLHUP", bool(found & select.EPOLLHUP))
