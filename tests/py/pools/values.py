# SPDX-License-Identifier: MIT
# Value and Array: each access holds their lock, an update needs it for both.
from multiprocessing import Array, Lock, Process, Value


def add(value, array, times):
    for _ in range(times):
        with value.get_lock():
            value.value += 1
        with array:
            array[1] += 2


value, array = Value("i", 5), Array("d", [0.5, 1, 2])
workers = [Process(target=add, args=(value, array, 200)) for _ in range(3)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print(value.value, array[:], len(array), list(array))

lock = Lock()
print(Value("i", lock=lock).get_lock() is lock,
      Array("i", 2, lock=lock).get_lock() is lock)
raw, plain = Value("h", 7, lock=False), Array("B", 3, lock=False)
raw.value += 1
plain[0] = 255
print(raw.value, plain[0], plain[:], hasattr(raw, "get_lock"),
      hasattr(plain, "get_lock"))
value.acquire()
value.value = -1
value.release()
print(value.value)
for code, number in (("b", -128), ("B", 255), ("h", -1), ("H", 65535),
                     ("i", -2), ("I", 2 ** 32 - 1), ("l", -2 ** 63),
                     ("q", 2 ** 62), ("d", 0.1)):
    print(code, Value(code, number).value, Array(code, [number])[0])
for wrong in (lambda: Value("i", lock=5), lambda: Value("i", "x"),
              lambda: array["x"], lambda: array[9]):
    try:
        wrong()
        print("no exception")
    except Exception as error:
        print(type(error).__name__)
array[0:2] = [8, 9]
print(array[:], array[-1])
