# SPDX-License-Identifier: MIT
"""sys.exit with a text in the main thread, while a thread still works: the
text goes to stderr, the status is 1, and the thread is waited for."""

import sys
import threading

main = threading.current_thread()
released = threading.Lock()
released.acquire()


def work():
    with released:
        total = sum(range(1000))
    print("the thread ends with", total)


class Released:
    def __str__(self):
        released.release()
        return "leaving"


thread = threading.Thread(target=work)
thread.start()
try:
    sys.exit("not this one")
except SystemExit as error:
    print("caught", error.code)
print("the main thread leaves")
sys.exit(Released())
