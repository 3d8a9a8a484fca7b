# SPDX-License-Identifier: MIT
"""str() of everything, str() with arguments, repr of nested and recursive
values."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


class Shown:
    def __repr__(self):
        return "<shown>"


class Both(Shown):
    def __str__(self):
        return "both"


class Bad:
    def __str__(self):
        return 5

    def __repr__(self):
        return None


class Raises:
    def __repr__(self):
        raise ValueError("no repr")


probe("""
str(), str(''), str(1), str(1.0), str(None), str(True), str([1, 'a']), str(...)
str(object=5), str(NotImplemented), str(int), str(type), str(ValueError)
str(ValueError('x')), repr(ValueError('x'))
str(KeyError('x')), repr(KeyError())
str(ValueError()), str(ValueError(1, 2)), repr(ValueError('a', 1))
str(range(5)), repr(range(1, 10, 2)), str(slice(1, 2)), repr(slice(None))
str((1,)), str(()), str({})
str(set()), str(frozenset()), repr({1}), repr(frozenset({1}))
str({'a': [1, (2,)], None: {}}), repr([[], [[]], ()])
str(Shown()), repr(Both())
str(Both()), f'{Both()} {Both()!r}', '%s %r' % (Both(), Both())
str([Both()]), repr({'k': Both()}), str((Shown(),))
str(Bad())
repr(Bad())
str(Raises())
repr([1, Raises()])
str({'a': Raises()})
'%s' % Raises()
print(Raises())
f'{Raises()}'
str(1, 2)
str(1, 2, 3, 4)
str(b'a', 'ascii', 'strict', 1)
str(nothing=1)
repr()
repr(1, 2)
ascii('é'), ascii(1), ascii(['é'])
len(5)
len()
len('a', 'b')
str(len), str(str.upper), repr(''.join)[:30]
str({}.keys()), repr({1: 2}.items()), repr({1: 2}.values())
""", Shown=Shown, Both=Both, Bad=Bad, Raises=Raises)

inner = [1]
inner.append(inner)
table = {"self": inner}
table["table"] = table
holder = (inner, table)
inner.append(holder)
print(inner, table, holder, sep="\n")
