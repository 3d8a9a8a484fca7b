# SPDX-License-Identifier: MIT
"""Generators in a chain and coroutines fed by send, as a pipeline of text."""

TEXT = """\
the holder lets go only when it is asked
the waiter asks only when it has waited for an interval
so the reader that comes back waits for an interval
and the writer that comes back waits for an interval
"""


def words(text):
    for number, line in enumerate(text.splitlines(), start=1):
        for word in line.split():
            yield number, word


def longer(pairs, least):
    return ((number, word) for number, word in pairs if len(word) >= least)


def grouped(pairs):
    lines = {}
    for number, word in pairs:
        lines.setdefault(word, []).append(number)
    yield from sorted(lines.items(), key=lambda item: (-len(item[1]), item[0]))


def averager():
    total = count = 0
    mean = None
    try:
        while True:
            value = yield mean
            total += value
            count += 1
            mean = total / count
    except GeneratorExit:
        print(f"closed after {count}")
        raise


def broadcast(*targets):
    for target in targets:
        next(target)
    try:
        while True:
            item = yield
            for target in targets:
                target.send(item)
    finally:
        for target in targets:
            target.close()


def collector(into):
    while True:
        into.append((yield))


for word, lines in grouped(longer(words(TEXT), 5)):
    print(f"{word:<10}{lines}")
mean, kept = averager(), []
hub = broadcast(mean, collector(kept))
next(hub)
for value in (3, 5, 10):
    hub.send(value)
print(mean.send(2), kept)
hub.close()
try:
    hub.send(1)
except StopIteration:
    print("the hub is closed")
