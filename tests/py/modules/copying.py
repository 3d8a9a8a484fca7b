# SPDX-License-Identifier: MIT
"""copy and deepcopy: what is shared, cycles, instances, __copy__,
__deepcopy__."""

import copy
from collections import OrderedDict, defaultdict, deque


class Node:
    def __init__(self, value, *children):
        self.value = value
        self.children = list(children)
        self.parent = None
        for child in children:
            child.parent = self


class Special:
    def __init__(self, log):
        self.log = log

    def __copy__(self):
        return Special(self.log + ["copied"])

    def __deepcopy__(self, memo):
        return Special(self.log + ["deepcopied", type(memo).__name__])


class Derived(list):
    extra = None


inner = [1, 2]
for value in ([inner, 3], {"k": inner}, (inner, 1), {1, 2}, frozenset([1]),
              deque([inner], 5), bytearray(b"ab"), "text", 5, None, len, Node,
              range(3), (1, (2, "x")), defaultdict(list, a=inner),
              OrderedDict(b=inner)):
    shallow, deep = copy.copy(value), copy.deepcopy(value)
    print(type(value).__name__, shallow is value, deep is value,
          shallow == value, deep == value, type(deep) is type(value))
a = [inner, inner]
b, c = copy.copy(a), copy.deepcopy(a)
print(b[0] is inner, c[0] is inner, c[0] is c[1])
loop = [1]
loop.append({"loop": loop})
again = copy.deepcopy(loop)
print(again is not loop, again[1]["loop"] is again, again)

tree = Node(1, Node(2, Node(3)), Node(4))
shallow, deep = copy.copy(tree), copy.deepcopy(tree)
print(shallow.children is tree.children, deep.children is tree.children,
      deep.children[0].parent is deep, deep.children[0].children[0].value,
      tree.children[0].parent is tree)
print(copy.copy(Special([])).log, copy.deepcopy(Special([1])).log,
      copy.deepcopy([Special([])])[0].log)
d = Derived([inner])
d.extra = inner
shallow, deep = copy.copy(d), copy.deepcopy(d)
print(type(shallow).__name__, shallow, shallow.extra is inner,
      type(deep).__name__, deep, deep.extra is inner, deep[0] is deep.extra)
memo = {}
first = copy.deepcopy(inner, memo)
print(copy.deepcopy(inner, memo) is first, id(inner) in memo)
error = KeyError("a", 1)
print(repr(copy.copy(error)), issubclass(copy.Error, Exception))
nested = 1
for _ in range(50):
    nested = [nested]
print(copy.deepcopy(nested) == nested)


class Slots:
    __slots__ = ("a", "b")


class Bag(deque):
    pass


s = Slots()
s.a = inner
shallow, deep = copy.copy(s), copy.deepcopy(s)
print(shallow.a is inner, deep.a is inner, deep.a, hasattr(deep, "b"))
bag = Bag([inner], 3)
print(len(copy.copy(bag)), copy.deepcopy(bag), copy.deepcopy(bag).maxlen,
      copy.copy(bag)[0] is inner, type(copy.deepcopy(bag)).__name__)
pair = ([],)
pair[0].append(pair)
again = copy.deepcopy(pair)
print(again[0][0] is again, again is pair)
for wrong in ((i for i in ()), open):
    try:
        print(copy.deepcopy([wrong])[0] is wrong)
    except TypeError as error:
        print(error)
