# SPDX-License-Identifier: MIT
"""__init_subclass__, __set_name__, __class_getitem__, keyword arguments."""

registry = []


class Plugin:
    def __init_subclass__(cls, /, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        registry.append((cls.__name__, name))
        cls.plugin_name = name


class One(Plugin, name="first"):
    pass


class Two(Plugin):
    pass


class Three(One, name="third"):
    plugin_name = "overwritten"


print(registry, One.plugin_name, Two.plugin_name, Three.plugin_name)
try:
    class Bad(Plugin, colour="red"):
        pass
except TypeError as error:
    print(error)
try:
    class Worse(colour="red"):
        pass
except TypeError as error:
    print(error)


class Field:
    def __init__(self, default):
        self.default = default

    def __set_name__(self, owner, name):
        self.owner, self.name = owner.__name__, name

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return instance.__dict__.get(self.name, self.default)

    def __set__(self, instance, value):
        if type(value) is not type(self.default):
            raise TypeError(f"{self.owner}.{self.name}: {value!r}")
        instance.__dict__[self.name] = value


class Record:
    count = Field(0)
    label = Field("none")

    def __init_subclass__(cls):
        cls.fields = sorted(name for name, value in vars(cls).items()
                            if isinstance(value, Field))


class Extended(Record):
    ratio = Field(0.5)
    again = Field([])


r = Extended()
r.count = 3
print(r.count, r.label, r.ratio, Extended.fields, Extended.ratio.owner)
try:
    r.label = 5
except TypeError as error:
    print(error)


class Raises:
    def __set_name__(self, owner, name):
        raise ValueError("no " + name)


try:
    class Owner:
        attribute = Raises()
except Exception as error:
    print(type(error).__name__)


class Generic:
    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item}]"


class Special(Generic):
    pass


print(Generic[int], Special["a", 1], Generic[1:2])
try:
    Plugin[int]
except TypeError as error:
    print(error)
try:
    Generic()[0]
except TypeError as error:
    print(error)
