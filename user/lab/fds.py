# SPDX-License-Identifier: MIT
"""What processes share of a file: descriptors, open files, and the file.

A descriptor is a number in a process's table. What it points to is an open
file, with an offset, and that points to the file. fork() and dup() copy the
pointer: one offset for both. open() makes another open file: an offset of its
own. And a pipe's end is there as long as any descriptor points to it: who
forgets to close one waits for ever for the end of the input.
"""

import os
import sys
import time

PATH = f"/tmp/fds_{os.getpid()}.txt"


def in_child(function):
    """Call the function in a child, and wait for it."""
    sys.stdout.flush()  # or the child has a copy of the buffer, and writes it
    pid = os.fork()
    if pid == 0:
        function()
        os._exit(0)
    os.waitpid(pid, 0)


fd = os.open(PATH, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
os.write(fd, b"abcdefghij")
os.lseek(fd, 0, os.SEEK_SET)
print("the parent reads", os.read(fd, 2))
in_child(lambda: print("the child reads", os.read(fd, 2),
                       "with the same descriptor", flush=True))
print("the parent goes on with", os.read(fd, 2))
copy = os.dup(fd)
print("a copy by dup() goes on with", os.read(copy, 2))
own = os.open(PATH, os.O_RDONLY)
print("opened once more it begins with", os.read(own, 2))
in_child(lambda: os.close(fd))
print("the child has closed its descriptor, ours reads", os.read(fd, 2))
os.unlink(PATH)
os.lseek(own, 0, os.SEEK_SET)
print("the name is gone, the file is there:", os.read(own, 100))

inner, outer = os.pipe()
print("inherited by another program:", os.get_inheritable(inner))
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    # The child forgets to close `outer`: while it lives there is a writer.
    time.sleep(1000)
os.set_blocking(inner, False)
os.close(outer)
try:
    print("the end of the input:", os.read(inner, 1))
except BlockingIOError:
    print("no end of the input: somebody still has the other end")
os.kill(pid, 9)
os.waitpid(pid, 0)
print("the child is dead, the end of the input:", os.read(inner, 1))
try:
    os.write(os.dup(inner), b"x")
except OSError as error:
    print(error)
