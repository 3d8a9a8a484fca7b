# SPDX-License-Identifier: MIT
# A socket that does not wait, or not for ever; full buffers; threads.
import socket
import threading
import time


def failures(*functions):
    for function in functions:
        try:
            print("no exception:", function())
        except Exception as error:
            print(type(error).__name__, error)


one, other = socket.socketpair()
one.setblocking(False)
print(one.timeout, one.gettimeout(), one.getblocking())
failures(lambda: one.recv(1))
one.settimeout(0.02)
print(one.timeout, one.getblocking())
begin = time.monotonic()
failures(lambda: one.recv(1))
print(time.monotonic() - begin >= 0.02)
one.settimeout(None)
print(one.timeout, one.getblocking())
one.setblocking(0)

# More than there is room for: a part is sent, then nothing.
sent = 0
try:
    while True:
        sent += one.send(b"x" * 10000)
except BlockingIOError as error:
    print(sent > 10000, error)
one.settimeout(0.01)
failures(lambda: one.send(b"y"), lambda: one.sendall(b"y" * 10))

# A thread that receives makes room.
received = []


def receive():
    count = 0
    while data := other.recv(5000):
        count += len(data)
    received.append(count)


thread = threading.Thread(target=receive)
one.settimeout(60)
thread.start()
one.sendall(b"z" * 500000)
one.close()
thread.join()
print(received[0] == sent + 500000)

# Ping and pong between threads: who waits lets the other run.
one, other = socket.socketpair()


def answer():
    with other:
        while data := other.recv(100):
            other.sendall(data[::-1])


thread = threading.Thread(target=answer)
thread.start()
with one:
    for text in (b"abc", b"def", b"0123456789"):
        one.sendall(text)
        print(one.recv(100))
thread.join()
print(one.fileno(), other.fileno())

# What comes in time.
one, other = socket.socketpair()
one.settimeout(60)
timer = threading.Timer(0.01, lambda: other.sendall(b"late"))
timer.start()
print(one.recv(100))
timer.join()

# 0 and False do not wait, True does.
for value in (0, 0.0, False, True, 2):
    other.settimeout(value)
    print(other.gettimeout(), other.getblocking())
