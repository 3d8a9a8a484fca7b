# SPDX-License-Identifier: MIT
"""Thread by target: args, kwargs, no target, calling run by hand, wrong
calls."""

import threading

done = []


def work(*args, **keywords):
    done.append((args, sorted(keywords.items()),
                 threading.current_thread() is threading.main_thread()))
    return "nobody gets this"


class Callable:
    def __call__(self, value):
        done.append(("called", value))


def together(*threads):
    for thread in threads:
        thread.start()
        thread.join()


together(threading.Thread(target=work),
         threading.Thread(target=work, args=(1, 2)),
         threading.Thread(target=work, args=[3], kwargs={"key": 4}),
         threading.Thread(None, work, "name", ("positional",), {"k": "v"}),
         threading.Thread(target=Callable(), args="x"),
         threading.Thread(target=done.append, args=("built-in",)),
         threading.Thread(target=print, args=("by print",),
                          kwargs={"end": "!\n"}),
         threading.Thread())
for entry in done:
    print(entry)

by_hand = threading.Thread(target=work, args=("by hand",))
print(by_hand.run(), done[-1], by_hand.is_alive(), by_hand.ident)
try:
    by_hand.run()
except AttributeError as error:
    print("no second run:", error)

given = {"key": 1}
thread = threading.Thread(target=work, kwargs=given)
given["key"] = 2
together(thread)
print(done[-1])

for keywords in ({"foo": 1}, {"target": work, "arguments": ()}):
    try:
        threading.Thread(**keywords)
    except TypeError as error:
        print(error)
try:
    threading.Thread("group")
except AssertionError as error:
    print(error)
