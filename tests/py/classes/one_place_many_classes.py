# SPDX-License-Identifier: MIT
# One place in a program reads, writes and calls attributes of instances whose
# classes, and whose order of attributes, differ, and change meanwhile.


class First:
    kind = "first"

    def __init__(self):
        self.value = 1
        self.other = 2

    def double(self):
        return self.value * 2


class Second(First):
    kind = "second"

    def __init__(self):
        self.other = 30
        self.value = 40


class Computed(First):
    @property
    def value(self):
        return self.other + 500

    @value.setter
    def value(self, number):
        self.other = number


def use(o):
    o.value += 1
    return o.value, o.other, o.kind, o.double()


things = [First(), Second(), Computed(), First(), Second()]
for _ in range(3):
    print([use(o) for o in things])

things[0].kind = "its own"
things[1].double = lambda: "its own"
print([use(o) for o in things])
First.kind = "new"
First.double = lambda self: -self.value
print([use(o) for o in things])
print(use(things[0]))
First.value = property(lambda self: "now computed")
try:
    print(use(things[0]))
except TypeError as error:
    print(error)
del First.value
print([use(o) for o in things])


def read(o):
    try:
        return o.nothing
    except AttributeError as error:
        return str(error)


for o in (things[0], 3, None, "text", First, 2.5):
    print(read(o))


def unbound():
    try:
        return thing.value
    except UnboundLocalError as error:
        print(error)
    thing = things[0]
    return thing.value


print(unbound())
