# SPDX-License-Identifier: MIT
"""local: each thread has its own attributes, which end with it."""

import threading

data = threading.local()
data.value = "main"
data.extra = 1
seen = []


def work(n):
    seen.append((n, hasattr(data, "value"), dict(data.__dict__)))
    data.value = n
    data.list = [n]
    barrier.wait()
    for _ in range(100):
        data.list.append(data.value)
    barrier.wait()
    results[n] = (data.value, set(data.list), sorted(data.__dict__))
    del data.value
    try:
        data.value
    except AttributeError as error:
        problems.append(str(error))


COUNT = 8
barrier = threading.Barrier(COUNT)
results, problems = {}, []
threads = [threading.Thread(target=work, args=(n,)) for n in range(COUNT)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(all(not had and own == {} for _, had, own in seen), len(seen))
print([results[n] for n in range(COUNT)])
print(set(problems), len(problems))
print(data.value, vars(data) == {"value": "main", "extra": 1})
for name in ("value", "nothing"):
    try:
        delattr(data, name)
        print("deleted", name, data.__dict__)
    except AttributeError as error:
        print(error)
try:
    threading.local(5)
except TypeError as error:
    print(error)


class Noisy:
    def __del__(self):
        gone.append(threading.current_thread() is threading.main_thread())


gone = []


def keeps():
    data.noisy = Noisy()


thread = threading.Thread(target=keeps)
thread.start()
thread.join()
print("gone with its thread:", len(gone))
data.noisy = Noisy()
del data
print("gone with the local:", len(gone), gone[-1])
first, second = threading.local(), threading.local()
first.x, second.x = 1, 2
print(first.x, second.x, first == second)
