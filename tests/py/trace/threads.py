# SPDX-License-Identifier: MIT
"""threading.settrace and setprofile: each thread has a function of its own."""
import sys
import threading

events = {}


def tracer(frame, event, argument):
    code = frame.f_code
    if code.co_name in ("work", "add"):
        who = threading.current_thread().name
        line = frame.f_lineno - code.co_firstlineno
        events.setdefault(who, []).append((event, code.co_name, line))
        return tracer


def profile(frame, event, argument):
    if event in ("call", "return"):
        tracer(frame, event, argument)


def add(x):
    return x + 1


def work(n):
    total = 0
    while total < n:
        total = add(total)


def run():
    events.clear()
    threads = [threading.Thread(target=work, args=(i,), name=f"T{i}")
               for i in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work(1)
    for who in sorted(events):
        print(who)
        for event in events[who]:
            print("   ", *event)


threading.settrace(tracer)
print(threading.gettrace() is tracer, sys.gettrace())
run()
threading.settrace(None)
threading.setprofile(profile)
print(threading.getprofile() is profile, sys.getprofile())
run()
threading.setprofile(None)
run()

# Threads that are traced and threads that are not, at once.
begun = threading.Event()


def work_traced():
    begun.set()
    work(200)


threading.settrace(tracer)
traced = threading.Thread(target=work_traced, name="traced")
traced.start()
begun.wait()
threading.settrace(None)
plain = threading.Thread(target=work, args=(200,), name="plain")
plain.start()
work(200)
traced.join()
plain.join()
print(sorted(events), len(events["traced"]))
