# SPDX-License-Identifier: MIT
"""The clocks: types, monotony, the _ns forms, and that they agree."""

import time

for name in ("time", "monotonic", "perf_counter", "process_time",
             "thread_time"):
    seconds, nanoseconds = getattr(time, name), getattr(time, name + "_ns")
    print(name, type(seconds()).__name__, type(nanoseconds()).__name__)
    before, between, after = seconds(), nanoseconds(), seconds()
    print(before <= after, abs(between / 1e9 - before) < 5)
for name in ("monotonic", "perf_counter"):
    clock = getattr(time, name)
    last, steps = clock(), 0
    for _ in range(1000):
        now = clock()
        assert now >= last
        steps += now > last
        last = now
    print(name, steps > 0)

begin, used = time.monotonic(), time.process_time()
total = 0
while time.process_time() - used < 0.02:
    total += 1
print("the processor's time passes:", total > 0,
      time.monotonic() - begin >= 0.015)
used, begin = time.process_time(), time.perf_counter()
time.sleep(0.1)
print("asleep it does not:", time.process_time() - used < 0.09,
      time.perf_counter() - begin >= 0.1)
for name in ("time", "monotonic", "perf_counter"):
    try:
        getattr(time, name)(1)
    except TypeError as error:
        print("takes no arguments" in str(error))
