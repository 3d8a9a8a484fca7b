# SPDX-License-Identifier: MIT
"""Traffic lights as classes that are their own states, and a registry filled
by __init_subclass__."""


class State:
    every = {}

    def __init_subclass__(cls, seconds, **more):
        super().__init_subclass__(**more)
        cls.seconds = seconds
        State.every[cls.__name__.lower()] = cls

    def next(self):
        raise NotImplementedError(type(self).__name__)


class Red(State, seconds=5):
    def next(self):
        return Green()


class Green(State, seconds=4):
    def next(self):
        return Yellow()


class Yellow(State, seconds=1):
    def next(self):
        return Red()


class Broken(State, seconds=0):
    pass


class Light:
    def __init__(self, name):
        self.state = State.every[name]()
        self.log = []

    def __iter__(self):
        return self

    def __next__(self):
        if len(self.log) >= 7:
            raise StopIteration
        name = type(self.state).__name__
        self.log.append(name[0])
        self.state = self.state.next()
        return name, State.every[name.lower()].seconds


light = Light("yellow")
for name, seconds in light:
    print(f"{name:<7}{'=' * seconds}")
print("".join(light.log), list(light), sorted(State.every))
try:
    list(Light("broken"))
except NotImplementedError as error:
    print("not implemented:", error)
