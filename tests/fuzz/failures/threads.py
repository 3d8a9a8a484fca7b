# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
import threading

lock = threading.Lock()
total = 0
local = threading.local()


def work(n, name='x'):
    global total
    for i in range(n):
        with lock:
            total += 1
    local.value = [n]
    done.set()


done = threading.Event()
thread = threading.Thread(target=work, args=(3,), kwargs={'name': 'y'})
thread.start()
thread.join()
done.wait(0.1)
print(total, thread.name, thread.is_alive(), threading.active_count())
condition = threading.Condition()
with condition:
    condition.notify_all()
print(threading.Semaphore(2).acquire(), threading.current_thread().name)


class Own(threading.Thread):
    def run(self):
        raise ValueError('in a thread')


own = Own(daemon=False)
own.start()
own.join()
