# SPDX-License-Identifier: MIT
"""sys.exit in a thread ends that thread, not the process; its status is the
main thread's."""

import sys
import threading
import _thread

log = []


def leaves(status):
    try:
        sys.exit(status)
    finally:
        log.append(("finally", status))


def caught():
    try:
        raise SystemExit(1)
    except SystemExit as error:
        log.append(("caught", error.code))
    log.append("went on")


def raw():
    try:
        _thread.exit()
    except SystemExit as error:
        log.append(("_thread.exit", error.code))
        raise


for target, args in ((leaves, (0,)), (leaves, (3,)), (leaves, ("text",)),
                     (leaves, (None,)), (caught, ()), (raw, ()), (exit, (4,)),
                     (quit, ())):
    thread = threading.Thread(target=target, args=args)
    thread.start()
    thread.join()
    print(log, thread.is_alive())
    log.clear()

release = threading.Event()


def late():
    release.wait()
    print("after the main thread's sys.exit")
    sys.exit(9)


threading.Thread(target=late).start()
print("the main thread leaves with 7")
threading.Timer(0, release.set).start()
sys.exit(7)
