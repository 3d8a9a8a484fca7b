# SPDX-License-Identifier: MIT
"""What may not be joined or started: itself, unstarted, twice."""

import threading

problems = []


def attempt(function):
    try:
        function()
        problems.append("no error")
    except RuntimeError as error:
        problems.append(str(error))


def joins_itself():
    attempt(threading.current_thread().join)
    attempt(threading.current_thread().start)


thread = threading.Thread(target=joins_itself)
attempt(thread.join)
thread.start()
thread.join()
attempt(thread.start)
attempt(threading.current_thread().join)
attempt(threading.main_thread().start)
for problem in problems:
    print(problem)
problems.clear()

go = threading.Event()
running = threading.Thread(target=go.wait)
running.start()
attempt(running.start)
go.set()
running.join()
attempt(running.start)
print(problems)
