# SPDX-License-Identifier: MIT
# Value and Array: every type code, what fits and what is cut, bytes, errors.
import multiprocessing as mp


def tell(label, function):
    try:
        print(label, repr(function()))
    except Exception as error:
        print(label, type(error).__name__, error)


def through(code, x):
    value = mp.Value(code)
    value.value = x
    return value.value


def put(array, key, x):
    array[key] = x
    return array[:]


def put_field(array, name, x):
    setattr(array, name, x)
    return getattr(array, name)


for code in "cbBhHiIlLqQfdx":
    tell(code, lambda: (mp.Value(code).value, mp.Array(code, 2)[:]))
for code in "bBhHiIlLqQ":
    for x in (-1, 2 ** 7, 2 ** 8, 2 ** 15, 2 ** 31, 2 ** 32, 2 ** 63, 2 ** 64,
              2 ** 64 - 1, -2 ** 63 - 1, 2 ** 70 + 5, -2 ** 70 - 5, 1.5, "a",
              True, None):
        tell(f"{code} {x}", lambda: through(code, x))
for code in "fd":
    for x in (1, 0.1, 1e300, 1e-60, float("inf"), float("-inf"),
              float("nan"), -0.0, "a", None, 2 ** 70, 16777217, True):
        tell(f"{code} {x}", lambda: through(code, x))
for x in b"a", b"ab", b"", "a", 3, 255, 256, -1, bytearray(b"z"), None:
    tell(f"c {x}", lambda: through("c", x))

text = mp.Array("c", 5)
tell("empty", lambda: (text.value, text.raw))
for x in b"abc", b"abcdef", b"abcde", "x":
    tell("value", lambda: put_field(text, "value", x))
tell("as a list", lambda: (text[:], text[0], text[1:3], list(text), len(text)))
for x in b"xy", b"xyzxyzxyz", b"":
    tell("raw", lambda: put_field(text, "raw", x))
text.value = b"q"
tell("ends early", lambda: (text.value, text.raw))
for key, x in ((0, b"q"), (0, 65), (0, b"qq"), (slice(0, 2), b"mn"),
               (slice(0, 2), b"mno")):
    tell("put", lambda: put(text, key, x))
tell("from bytes", lambda: mp.Array("c", b"hello").value)
tell("from a text", lambda: mp.Array("c", "hello"))

numbers = mp.Array("i", [1, 2, 3, 4])
tell("slices", lambda: (numbers[1:3], numbers[::-1], numbers[::2]))
tell("items", lambda: (numbers[-1], len(numbers), list(numbers), 3 in numbers))
for key in 4, -5, "x", None, 2 ** 70:
    tell("index", lambda: numbers[key])
tell("put", lambda: put(numbers, 4, 1))
for key, x in ((slice(1, 3), [8, 9]), (slice(1, 3), [8]), (slice(0, 1), 5),
               (slice(None, None, -1), [1, 2, 3, 4])):
    tell("put", lambda: put(numbers, key, x))
for size in -1, 0, "ab", range(3), (1, 2), None:
    tell("size", lambda: mp.Array("i", size)[:])
tell("floats", lambda: (mp.Array("f", (1, 0.1))[:], mp.Array("d", (1, 2))[:]))

value = mp.Value("i", 5)
tell("parts", lambda: (value.get_obj().value, value.acquire(),
                       value.get_lock() is value.get_lock(), value.release()))
with value:
    value.value += 1
tell("value", lambda: value.value)
tell("raw", lambda: (mp.RawValue("i", 4).value, mp.RawArray("i", 3)[:],
                     mp.RawArray("c", 3).raw))
tell("no lock", lambda: (hasattr(mp.Value("i", lock=False), "get_lock"),
                         mp.Array("c", 3, lock=False).raw))
tell("two values", lambda: mp.Value("i", 1, 2))
tell("a float", lambda: mp.Value("i", 1.5))
tell("no code", lambda: mp.Value(3))
tell("two codes", lambda: mp.Value("ii"))
