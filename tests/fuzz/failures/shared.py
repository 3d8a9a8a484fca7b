# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
import multiprocessing
import queue
import threading

value = multiprocessing.Value('Q', 2 ** 70 + 5)
value.value += 2 ** 63
with value:
    value.value -= 1
text = multiprocessing.Array('c', b'abc')
text[1] = 66
text.value = b'xy'
numbers = multiprocessing.Array('f', [1, 0.5, 2], lock=False)
numbers[0:2] = 3, 4
print(value.value, text.raw, text[:2], numbers[:], list(numbers))
try:
    numbers['x']
except TypeError as error:
    print(error)

simple = queue.SimpleQueue()
simple.put([1])
print(simple.get(), simple.empty(), simple.qsize())


def count(lock, times):
    for _ in range(times):
        with lock:
            value.value += 1
    simple.put(times)


# One that has no memory puts nothing: nobody waits for it.
threads = [threading.Thread(target=count, args=(value.get_lock(), 3))
           for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(value.value, simple.qsize())

pipe = multiprocessing.SimpleQueue()
pipe.put((1, 'two'))
print(pipe.get(), pipe.empty())
pipe.close()
