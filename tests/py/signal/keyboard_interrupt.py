# SPDX-License-Identifier: MIT
# A KeyboardInterrupt that nobody catches: finally and atexit run, and the
# process dies of SIGINT.
import atexit
import os
import signal
import sys

atexit.register(print, "first registered, last called")
atexit.register(print, "last registered, first called")
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    try:
        os.kill(os.getpid(), signal.SIGINT)
    finally:
        print("child: finally")
status = os.waitpid(pid, 0)[1]
print(os.WIFSIGNALED(status), os.WTERMSIG(status) == signal.SIGINT)
try:
    signal.raise_signal(signal.SIGINT)
finally:
    print("finally")
