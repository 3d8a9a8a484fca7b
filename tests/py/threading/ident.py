# SPDX-License-Identifier: MIT
"""ident and get_ident: None before the start, unique among the living,
kept."""

import threading

COUNT = 20
barrier = threading.Barrier(COUNT + 1)
inside = {}


def work(n):
    inside[n] = (threading.get_ident(), threading.current_thread().ident,
                 threading.get_native_id(),
                 threading.current_thread().native_id)
    barrier.wait()
    barrier.wait()


threads = [threading.Thread(target=work, args=(n,)) for n in range(COUNT)]
print({thread.ident for thread in threads},
      {thread.native_id for thread in threads})
for thread in threads:
    thread.start()
print(all(thread.ident is not None for thread in threads))
barrier.wait()
print(len({thread.ident for thread in threads}),
      len({thread.native_id for thread in threads}))
print(all(inside[n][0] == inside[n][1] == threads[n].ident
          for n in range(COUNT)),
      all(inside[n][2] == inside[n][3] == threads[n].native_id
          for n in range(COUNT)))
print(threading.get_ident() not in {thread.ident for thread in threads},
      threading.get_ident() == threading.main_thread().ident)
print(sorted(thread.name for thread in threading.enumerate())[:3])
barrier.wait()
for thread in threads:
    thread.join()
print(all(inside[n][0] == threads[n].ident for n in range(COUNT)))
print(type(threading.get_ident()), threading.get_ident() > 0)
try:
    threads[0].ident = 5
except AttributeError as error:
    print(error)
