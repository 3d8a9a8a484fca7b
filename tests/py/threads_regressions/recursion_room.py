# SPDX-License-Identifier: MIT
"""A recursion limit that is larger than the room for frames: whatever comes
first ends the recursion, in the main thread and in others."""

import sys
import threading

sys.setrecursionlimit(150000)


def forever():
    forever()


def attempt():
    try:
        forever()
    except RecursionError as error:
        print(type(error).__name__)


attempt()
thread = threading.Thread(target=attempt)
thread.start()
thread.join()
print(sys.getrecursionlimit())
