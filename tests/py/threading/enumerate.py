# SPDX-License-Identifier: MIT
"""enumerate, active_count, main_thread and current_thread as threads come and
go."""

import threading

go = threading.Event()
inside = []


def work():
    inside.append(threading.current_thread())
    ready.release()
    go.wait()


ready = threading.Semaphore(0)
print(threading.active_count(), [t.name for t in threading.enumerate()])
threads = [threading.Thread(target=work, name=f"worker-{n}", daemon=n % 2 == 0)
           for n in range(6)]
print(threading.active_count())
for thread in threads:
    thread.start()
for _ in threads:
    ready.acquire()
print(threading.active_count(),
      sorted(t.name for t in threading.enumerate()))
print(all(thread in threading.enumerate() for thread in threads),
      set(inside) == set(threads))
print(threading.main_thread() in threading.enumerate(),
      threading.enumerate()[0] is threading.main_thread())
names = threading.enumerate()
names.clear()
print(len(threading.enumerate()))
go.set()
for thread in threads:
    thread.join()
print(threading.active_count(), threading.enumerate() ==
      [threading.main_thread()])
print(threading.current_thread() is threading.main_thread(),
      threading.current_thread().name)


def looks():
    me = threading.current_thread()
    inside.append((me is threading.main_thread(), me in threading.enumerate(),
                   me.is_alive(), threading.main_thread().name))


inside.clear()
thread = threading.Thread(target=looks)
thread.start()
thread.join()
print(inside, thread in threading.enumerate())
print(type(threading.main_thread()).__name__, threading.main_thread().ident ==
      threading.get_ident())
