# SPDX-License-Identifier: MIT
# sha256: many lengths around the block and the size without the GIL, pieces,
# copies, threads, what is wrong.
import hashlib
import threading

empty = hashlib.sha256()
print(empty.name, empty.block_size, empty.digest_size, empty.hexdigest())
print(hashlib.sha256(b"abc").digest())
data = bytes(i * 7 % 256 for i in range(5000))
for size in [*range(130), 2046, 2047, 2048, 2049, 4096, 5000]:
    print(size, hashlib.sha256(data[:size]).hexdigest())

# In pieces of every size the same.
whole = hashlib.sha256(data).hexdigest()
for step in (1, 3, 63, 64, 65, 127, 1000, 2048, 4999):
    h = hashlib.sha256()
    for at in range(0, len(data), step):
        h.update(data[at:at + step])
    print(step, h.hexdigest() == whole, h.digest().hex() == whole)

# A copy goes its own way.
one = hashlib.sha256(b"begin")
two = one.copy()
one.update(b"x")
two.update(bytearray(b"y"))
print(one.hexdigest() == hashlib.sha256(b"beginx").hexdigest(),
      two.hexdigest() == hashlib.new("sha256", b"beginy").hexdigest())
print(hashlib.sha256(string=b"x", usedforsecurity=False).hexdigest()[:8])
print(repr(empty).startswith("<sha256 _hashlib.HASH object @ 0x"))

for wrong in (lambda: hashlib.sha256("x"), lambda: hashlib.sha256(5),
              lambda: empty.update("x"), lambda: empty.update(None),
              lambda: hashlib.new("nope")):
    try:
        wrong()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)

# Threads hash at the same time.
found = [None] * 4


def work(number):
    h = hashlib.sha256()
    for _ in range(20):
        h.update(data)
        h.update(bytes([number]) * 100)
    found[number] = h.hexdigest()


threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(found)
