# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
name, value, items = 'name', 3.14159, [1, 'two']
print(f'{name} {name!r:>10} {value:.2f} {value=:8.3} {items} {{}} {1 + 1:05}')
print(f'{name:{len(name) + 6}}|{12345:,} {255:#x} {5:b} {0.25:%} {1e10:g}')
print('%s %r %5d %-5d| %05.1f %x %c %%' % (name, name, 42, 7, value, 255, 'z'))
print('%(a)s %(b)d' % {'a': 1, 'b': 2}, '%s' % (items,), '%*d' % (5, 3))
print('{} {1!r:^9} {x[0]} {y.real}'.format(1, 2, x='ab', y=3)
      if False else '{0} {1!r:^9} {x[0]} {y.real}'.format(1, 2, x='ab', y=3))
print('{a}'.format_map({'a': 1}), format(value, '10.3e'), format(12, '+d'))
print(str(1.0), repr(1e100), 0.1 + 0.2, str(None), repr([1.5, 'x', (None,)]))
print(round(2.675, 2), round(1234, -2), (2.5).hex(), float.fromhex('0x1.8p1'))
print(bin(10), oct(8), hex(-255), complex if False else abs(-3), divmod(7, 2))


class Formatted:
    def __format__(self, spec):
        return f'<{spec}>'


print(f'{Formatted():a b}', format(Formatted()), '{:x}'.format(Formatted()))
try:
    '{:d}'.format('x')
except ValueError as error:
    print(error)
try:
    '%d' % 'x'
except TypeError as error:
    print(error)
print(1, 'a', sep=', ', end='.\n')
