# SPDX-License-Identifier: MIT
# An exception passes generators, comprehensions and sort keys.
# Errors: all


def numbers():
    yield 1
    yield from inner()


def inner():
    yield 2
    raise ValueError("in the inner generator")


def key(item):
    if item == 3:
        raise KeyError("no key for 3")
    return -item


try:
    print(sorted([1, 3, 2], key=key))
except KeyError as error:
    print("caught", error)
print([n * 2
       for n in
       numbers()])
