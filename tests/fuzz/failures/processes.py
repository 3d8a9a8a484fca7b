# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c. No
# process may be made there: a pool finds out when it is first wanted.
from concurrent.futures import ProcessPoolExecutor

pool = ProcessPoolExecutor(2)
for _ in range(2):
    try:
        print(pool.submit(pow, 2, 5))
    except PermissionError as error:
        print(error)
print(pool._crew.processes, pool._crew.threads)
pool.shutdown()
try:
    pool.submit(pow, 2, 5)
except RuntimeError as error:
    print(error)
with ProcessPoolExecutor(1) as other:
    print(other._max_workers)
