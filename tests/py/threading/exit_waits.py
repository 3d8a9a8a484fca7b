# SPDX-License-Identifier: MIT
"""The end of the main thread waits for threads that are no daemons, and for
those which they start meanwhile; the order is that of a chain."""

import threading


def link(n):
    print("link", n)
    if n:
        threading.Thread(target=link, args=(n - 1,), name=f"link-{n}").start()
    else:
        print("the last", threading.current_thread().name)


def begins():
    main_ends.wait()
    link(4)


main_ends = threading.Event()
threading.Thread(target=begins).start()
print("the main thread ends")
main_ends.set()
