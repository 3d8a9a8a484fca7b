# SPDX-License-Identifier: MIT
# fork and wait: statuses, the copy of memory, who the child is.
import os
import sys

value = [1]
pid = os.fork()
if pid == 0:
    value.append(2)
    print("child:", value, flush=True)
    os._exit(7)
found, status = os.waitpid(pid, 0)
print("parent:", value, found == pid, os.WIFEXITED(status),
      os.WEXITSTATUS(status), os.WIFSIGNALED(status), os.WIFSTOPPED(status))

for code in (0, 1, 255, 256 + 3):
    pid = os.fork()
    if pid == 0:
        os._exit(code)
    found, status = os.wait()
    print(found == pid, os.waitstatus_to_exitcode(status))

# A child that ends as a program does, and one that raises.
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    print("a child's output is flushed when it ends")
    sys.exit(5)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

for function in (lambda: os.wait(), lambda: os.waitpid(-1, os.WNOHANG),
                 lambda: os.waitpid(1 << 22, 0), lambda: os.waitpid("1", 0),
                 lambda: os.waitstatus_to_exitcode(0x137f),
                 lambda: os.kill(1 << 22, 0), lambda: os.kill(0, "x"),
                 lambda: os.setpgid(1 << 22, 0)):
    try:
        print(function())
    except (OSError, TypeError, ValueError) as error:
        print(type(error).__name__, error)

# Nothing yet; then it has ended.
inner, outer = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(outer)
    os.read(inner, 1)
    os._exit(0)
print(os.waitpid(pid, os.WNOHANG))
os.close(outer)
print(os.waitpid(pid, 0) == (pid, 0))

parent = os.getpid()
inner, outer = os.pipe()
if os.fork() == 0:
    os.setpgid(0, 0)
    os.write(outer, repr((os.getppid() == parent, os.getpid() != parent,
                          os.getpgrp() == os.getpid())).encode())
    os._exit(0)
print(os.read(inner, 100), os.wait()[1])

# Functions around fork, those before it in the other order.
os.register_at_fork(before=lambda: print("before 1"),
                    after_in_child=lambda: print("child 1"),
                    after_in_parent=lambda: print("parent 1"))
os.register_at_fork(before=lambda: print("before 2"),
                    after_in_child=lambda: print("child 2"),
                    after_in_parent=lambda: print("parent 2"))
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    sys.stdout.flush()
    os._exit(0)
os.waitpid(pid, 0)
try:
    os.register_at_fork()
except TypeError as error:
    print(error)
