# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
class Base:
    kind = 'base'

    def __init__(self, x, *rest, y=2, **more):
        self.x, self.y, self.rest, self.more = x, y, rest, more

    def __repr__(self):
        return f'<{type(self).__name__} {self.x!r} {self.y}>'

    def __eq__(self, other):
        return self.x == other.x

    def __hash__(self):
        return hash(self.x)

    def __getattr__(self, name):
        return name * 2

    @property
    def double(self):
        return self.x * 2

    @double.setter
    def double(self, value):
        self.x = value / 2

    @classmethod
    def make(cls, *args):
        return cls(*args)

    @staticmethod
    def add(a, b=1):
        return a + b

    def __init_subclass__(cls, **keywords):
        cls.keywords = keywords


class Derived(Base, tag='t'):
    def __init__(self, *args, **keywords):
        super().__init__(*args, **keywords)
        self.extra = []

    def __call__(self, *args):
        return args

    def __len__(self):
        return 3

    def __getitem__(self, key):
        return key

    def __lt__(self, other):
        return self.x < other.x


class Slotted:
    __slots__ = ('a', 'b')


class Words(list):
    def total(self):
        return sum(len(word) for word in self)


o = Derived(1, 2, 3, y=4, z=5)
o.double = 8
o.new, o.other = o.missing, o.double
del o.new
print(o, [o], o == Base(4), {o: 1}, o(1, *[2, 3]), o[1:2], len(o))
print(Derived.make(3) < o, Derived.add(1), Base.add(*(1, 2)), o.keywords)
print(Words(['a', 'bc']).total(), o.__dict__['y'])
s = Slotted()
s.a = o
print(s.a is o, hasattr(s, 'b'), getattr(s, 'b', 3), type(o).__mro__)
print(isinstance(o, (str, Base)), vars(o).keys(), dir(s)[-2:])
Base.later = lambda self: self.x
print(o.later(), type('Made', (Base,), {'n': 1})(5).n)
