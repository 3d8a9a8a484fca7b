# SPDX-License-Identifier: MIT
"""Keys that are equal, that collide, that cannot be hashed, that raise."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


class Same:
    """All are equal to each other."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 7

    def __repr__(self):
        return "Same"


class Alone(Same):
    def __eq__(self, other):
        return False

    __hash__ = Same.__hash__


class EqRaises(Same):
    def __eq__(self, other):
        raise ValueError("eq")

    __hash__ = Same.__hash__


class HashRaises:
    def __hash__(self):
        raise KeyError("hash")


class HashWrong:
    def __hash__(self):
        return "seven"


class HashHuge:
    def __hash__(self):
        return 2 ** 200 + 5


class NoHash:
    def __eq__(self, other):
        return True


probe("""
{1: 'a', 1.0: 'b', True: 'c'}
{True: 1, 1: 2}, {0: 'x', False: 'y', -0.0: 'z', 0.0: 'w'}
{1: 2}[True], {True: 2}[1.0]
{2 ** 53: 1}[float(2 ** 53)], {2 ** 70: 1}[2.0 ** 70]
{'a': 1}['a'], {b'a': 1}.get('a')
{(1, 2): 3}[(1.0, 2)], {None: 1}[None], {(): 1}[()]
{frozenset('ab'): 1}[frozenset('ba')]
{range(3): 1}[range(0, 3, 1)], {int: 1}[int]
{Same(): 1, Same(): 2}
len({Alone(): 1, Alone(): 2}), {Same(): 1}[7] if 0 else 0
{Same(): 1}.get(Alone()), {7: 'int'}.get(Same()), {Same(): 's'}.get(7)
{EqRaises(): 1, EqRaises(): 2}
{EqRaises(): 1}.get(7)
{7: 1}.get(EqRaises())
{8: 1}.get(EqRaises())
EqRaises() in {7, 9}
HashRaises() in {}
{HashRaises(): 1}
{1: 2}.get(HashRaises())
hash(HashWrong())
{HashWrong(): 1}
hash(HashHuge()) == hash(2 ** 200 + 5), {HashHuge(): 1}.get(1)
hash(NoHash())
""", Same=Same, Alone=Alone, EqRaises=EqRaises, HashRaises=HashRaises,
      HashWrong=HashWrong, HashHuge=HashHuge, NoHash=NoHash)
