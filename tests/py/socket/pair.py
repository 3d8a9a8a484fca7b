# SPDX-License-Identifier: MIT
# Pairs of sockets: streams and packets, ends of them, what is wrong.
import os
import select
import socket


def failures(*functions):
    for function in functions:
        try:
            print("no exception:", function())
        except Exception as error:
            print(type(error).__name__, error)


one, other = socket.socketpair()
print(int(one.family), int(one.type), one.proto, one.timeout,
      one.gettimeout(), one.getblocking())
print(repr(one).replace(str(one.fileno()), "N", 1))
print(one.send(b"hello"), other.recv(3), other.recv(100))
one.sendall(bytearray(b"abc"))
print(other.recv(2, socket.MSG_PEEK), other.recv(10))
print(os.write(one.fileno(), b"by descriptor"), os.read(other.fileno(), 100))
print(select.select([other], [other], [], 0)[1] == [other])

room = bytearray(b"........")
one.sendall(b"12345678")
print(other.recv_into(room, 3), room, other.recv_into(room), room)

# Half of it: the other direction goes on.
one.shutdown(socket.SHUT_WR)
print(other.recv(10), other.recv(10))
other.sendall(b"back")
print(one.recv(10))
failures(lambda: one.send(b"x"))
other.close()
print(one.recv(10), other.fileno(), other.close())
print(repr(other))
failures(lambda: other.recv(1), lambda: other.send(b"x"),
         lambda: other.shutdown(socket.SHUT_RD), lambda: other.settimeout(1))
print(other.detach())

# Packets keep their bounds, and cut what does not fit.
for kind in (socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    with socket.socketpair(socket.AF_UNIX, kind)[0] as alone:
        print(int(alone.type), alone.fileno() > 2)
    print(alone.fileno())
    one, other = socket.socketpair(type=kind)
    one.send(b"first")
    one.send(b"")
    one.send(b"second")
    print(other.recv(100), other.recv(100), other.recv(3))
    print(one.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE) == kind)
    other.close()
    failures(lambda: one.send(b"x"))

one, other = socket.socketpair()
failures(lambda: one.recv(-1), lambda: one.recv("x"), lambda: one.send("x"),
         lambda: one.sendall(5), lambda: one.shutdown(7),
         lambda: one.recv(1, "x"), lambda: one.recv_into(b"x"),
         lambda: one.recv_into(bytearray(2), -1),
         lambda: one.recv_into(bytearray(2), 3),
         lambda: one.settimeout(-1), lambda: one.settimeout("x"),
         lambda: one.settimeout(float("nan")),
         lambda: one.settimeout(10 ** 30),
         lambda: one.getsockopt(1, 9999), lambda: socket.socketpair(99),
         lambda: socket.socketpair(socket.AF_UNIX, 77),
         lambda: socket.socket(fileno=-1),
         lambda: socket.socket(fileno=0),
         lambda: socket.socket(fileno="x"))

# A descriptor changes its owner.
fd = one.detach()
print(one.fileno(), fd > 2)
again = socket.socket(fileno=fd)
print(int(again.family), int(again.type), again.fileno() == fd)
other.sendall(b"still there")
print(again.recv(100))
del again
print(other.recv(1))
print(socket.timeout is TimeoutError, socket.error is OSError)
