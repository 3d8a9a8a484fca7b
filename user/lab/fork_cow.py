# SPDX-License-Identifier: MIT
"""fork() copies nothing, and nobody can tell: the same id, other contents.

    fork_cow.py [ITEMS]

A child gets the parent's memory, but not one page is copied: both see the same
frames, read-only, until one of the two writes. That write is a page fault, in
which the kernel makes a copy of this one page. So id(x), an address, is the
same in both, and x is not.

In Python there is a twist: to look at an object is to write to it, for its
count of references goes up and down. The child only adds up what is in a list,
and still most of the list's pages are copied. On Convoy the trace shows each of
them, in the section "read" (page_fault_cow):

    make run LAB=user/lab/fork_cow.py
    build/host/convoy-trace text build/run/trace.bin | grep -c page_fault_cow
"""

import os
import sys

try:
    from lab import mark_begin, mark_end
except ModuleNotFoundError:  # under python3
    def mark_begin(name):
        pass

    def mark_end():
        pass

ITEMS = int(sys.argv[1]) if len(sys.argv) > 1 else 2000

words = ["parent"]
numbers = [n + 0.5 for n in range(ITEMS)]  # floats: an object each


def child(outer):
    before = words[0]
    words[0] = "child"
    os.write(outer, f"{id(words)} {before} {words[0]}".encode())
    mark_begin("read")
    total = sum(numbers)
    mark_end()
    os.write(outer, f" {total}".encode())
    os._exit(0)


inner, outer = os.pipe()
pid = os.fork()
if pid == 0:
    child(outer)
os.close(outer)
message = b""
while True:
    piece = os.read(inner, 1000)
    if not piece:
        break
    message += piece
address, before, after, total = message.decode().split()
print("the list is at the same address:", int(address) == id(words))
print(f"the child found {before!r} there, and wrote {after!r}")
print(f"the parent still finds {words[0]!r}")
print("the child's sum is right:", float(total) == sum(numbers))
print("the child ended with", os.waitstatus_to_exitcode(
    os.waitpid(pid, 0)[1]))
