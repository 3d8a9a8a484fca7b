# SPDX-License-Identifier: MIT
"""What cannot be a key or in a set, alone and inside of a tuple; KeyErrors'
words."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


class NoHash:
    def __eq__(self, other):
        return True


class Derived(NoHash):
    __hash__ = object.__hash__


probe("""
{NoHash(): 1}
len({Derived(), Derived()})
NoHash() in {}
NoHash() in [1], NoHash() in (2,)
{[]: 1}
{{}: 1}
{set(): 1}
{(1, []): 1}
{bytearray(): 1}
{slice(1): 1}
{}[slice(1)]
{}[1:2]
set([[]])
{1, {}}
{frozenset([1]), (1, (2, 'x'))} == {(1, (2, 'x')), frozenset([1])}
frozenset([{}])
hash((1, [2]))
hash([]), 1
[] in {1}
[] in {}.keys()
{}[[]]
{}.pop([], None)
{'k': 1}['K']
{1: 2}['a\\n']
{'a': 1}[1.5]
{1: 2}[(1,)]
""", NoHash=NoHash, Derived=Derived)
