# SPDX-License-Identifier: MIT
"""bytearray in place: items, slices, methods, growth, and errors that leave
it as it was."""

def run(start, steps):
    """Apply statements to b one after the other, printing b."""
    names = {"b": bytearray(start)}
    for step in map(str.strip, steps.strip().splitlines()):
        try:
            exec(f"result = {step}" if "=" not in step and "del" not in step
                 else step, names)
            print(step, "->", names["b"], names.pop("result", ""))
        except Exception as error:
            print(step, "->", names["b"], type(error).__name__, error)


run(b"abcdef", """
b[0] = 90
b[-1] = 0
b[6] = 1
b[0] = 256
b[0] = -1
b[0] = 'a'
b[0] = b'a'
b['x'] = 1
b[1:3] = b'xyz'
b[1:3] = [1, 2, 3, 4]
b[:0] = b'start'
b[len(b):] = b'end'
b[::2] = b'12'
b[1:2] = 'text'
b[1:2] = 5
b[1:2] = [300]
b[::-1] = bytes(len(b))
b[2:1] = b'in'
del b[0]
del b[99]
del b[1:4]
del b[::2]
del b[::0]
b[::0] = b''
b.append(65)
b.append(256)
b.append('a')
b.extend(b'xy')
b.extend([1, 2])
b.extend('ab')
b.extend([1, 300, 2])
b.extend(5)
b.insert(0, 33)
b.insert(-1, 34)
b.insert(100, 35)
b.insert(0, 256)
b.pop()
b.pop(0)
b.pop(-2)
b.pop(100)
b.remove(65)
b.remove(65)
b.remove(300)
b.remove(b'x')
b.reverse()
b.copy()
b += b'more'
b += [1]
b += 'x'
b *= 2
b *= 0
b.pop()
b.clear()
""")
big = bytearray()
for i in range(3000):
    big.append(i % 256)
    big += b"xy"
del big[::3]
print(len(big), big[:6], big.count(b"xy"), sum(big))
same = big
same *= 1
print(same is big, bytearray(big) is big, big == bytes(big))
