# SPDX-License-Identifier: MIT
"""Generators as coroutines: pipelines, a scheduler, send and receive."""

from collections import deque


def coroutine(function):
    def start(*args, **kwargs):
        g = function(*args, **kwargs)
        next(g)
        return g
    return start


@coroutine
def averager():
    total = count = 0
    average = None
    while True:
        value = yield average
        if value is None:
            return
        total += value
        count += 1
        average = total / count


@coroutine
def grep(pattern, target):
    while True:
        line = yield
        if pattern in line:
            target.send(line)


@coroutine
def printer(prefix):
    n = 0
    try:
        while True:
            line = yield n
            n += 1
            print(prefix, line)
    except GeneratorExit:
        print(prefix, "closed after", n)


avg = averager()
print(avg.send(10), avg.send(20), avg.send(3))
try:
    avg.send(None)
except StopIteration as stop:
    print("average done", stop.value)
out = printer(">")
pipe = grep("py", out)
for line in ["python", "perl", "pypy"]:
    pipe.send(line)
pipe.close()
out.close()


class Scheduler:
    def __init__(self):
        self.ready = deque()
        self.results = {}

    def spawn(self, name, generator):
        self.ready.append((name, generator))

    def run(self):
        steps = 0
        while self.ready:
            name, task = self.ready.popleft()
            try:
                request = task.send(None)
            except StopIteration as stop:
                self.results[name] = stop.value
            except Exception as error:
                self.results[name] = repr(error)
            else:
                steps += 1
                if callable(request):
                    self.spawn(name + "'", request())
                self.ready.append((name, task))
        return steps


def worker(name, count):
    for i in range(count):
        print(name, i, end="; ")
        yield
    return count * 10


def parent():
    yield lambda: worker("child", 2)
    result = yield from worker("called", 1)
    raise ValueError(result)


s = Scheduler()
s.spawn("a", worker("a", 3))
s.spawn("b", worker("b", 1))
s.spawn("p", parent())
print(s.run())
print(sorted(s.results.items()))
