# SPDX-License-Identifier: MIT
"""property: getters, setters, deleters, inheritance, errors."""


class Temperature:
    def __init__(self):
        self._celsius = 0

    @property
    def celsius(self):
        """Degrees."""
        return self._celsius

    @celsius.setter
    def celsius(self, value):
        if value < -273:
            raise ValueError("too cold")
        self._celsius = value

    @celsius.deleter
    def celsius(self):
        print("reset")
        self._celsius = 0

    @property
    def fahrenheit(self):
        return self._celsius * 9 / 5 + 32

    broken = property()
    by_function = property(lambda self: 1, lambda self, v: print("got", v),
                           None, "the doc")

    @property
    def raises(self):
        return self.no_such_thing

    write_only = property(fset=lambda self, v: print("wrote", v))


t = Temperature()
t.celsius = 100
print(t.celsius, t.fahrenheit)
t.celsius += 1
print(t.celsius)
del t.celsius
print(t.celsius)
try:
    t.celsius = -300
except ValueError as error:
    print(error)
for action in ["t.fahrenheit = 1", "del t.fahrenheit", "t.broken",
               "t.broken = 1", "t.raises", "t.write_only",
               "del t.by_function"]:
    try:
        exec(action)
    except AttributeError as error:
        print(action, "|", error)
t.by_function = 5
t.write_only = 6
print(Temperature.celsius.__doc__, Temperature.by_function.__doc__)
print(type(Temperature.celsius).__name__, Temperature.celsius.fget(t))
print(hasattr(t, "raises"), hasattr(t, "celsius"), "celsius" in t.__dict__)


class Sub(Temperature):
    @property
    def celsius(self):
        return "sub " + str(super().celsius)

    @Temperature.celsius.getter
    def kelvin(self):
        return self._celsius + 273


s = Sub()
print(s.celsius, s.kelvin)
s.kelvin = 5
print(s.kelvin)
try:
    s.celsius = 1
except AttributeError as error:
    print(error)


class Fallback:
    @property
    def p(self):
        raise AttributeError("inside")

    def __getattr__(self, name):
        return "fallback for " + name


print(Fallback().p)
t.__dict__["celsius"] = "hidden"
print(t.celsius)
