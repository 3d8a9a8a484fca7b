# SPDX-License-Identifier: MIT
"""Names of threads: those they get, those they are given, changing them."""

import threading


def work():
    seen.append(threading.current_thread().name)


class Sub(threading.Thread):
    def run(self):
        work()


class NoName:
    def __call__(self):
        work()


seen = []
threads = [threading.Thread(target=work),
           threading.Thread(target=lambda: work()), Sub(),
           threading.Thread(target=NoName()), threading.Thread(),
           threading.Thread(target=work, name="given"),
           threading.Thread(target=work, name=""),
           threading.Thread(target=work, name=42),
           threading.Thread(target=work)]
print([thread.name for thread in threads])
for thread in threads:
    thread.start()
    thread.join()
print(seen)
print(threading.main_thread().name, threading.current_thread().name)

thread = threading.Thread(target=work)
thread.name = "first"
thread.name = "second"
print(thread.name)
thread.name = 7
print(repr(thread.name), thread)
thread.start()
thread.join()
thread.name = "after the end"
print(seen[-1], thread.name)
threading.current_thread().name = "chief"
print(threading.main_thread().name, threading.main_thread() is
      threading.current_thread())
print(str(threading.Thread(name="x")), str(threading.Thread(name="y",
                                                            daemon=True)))
done = threading.Thread(name="z")
done.start()
done.join()
print(str(done).split()[:-1], str(done).split()[-1] == f"{done.ident})>")


def rename():
    threading.current_thread().name = "renamed itself"


thread = threading.Thread(target=rename)
thread.start()
thread.join()
print(thread.name)
