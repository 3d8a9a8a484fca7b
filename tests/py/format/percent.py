# SPDX-License-Identifier: MIT
"""The % operator on strings: all conversions, flags, widths, mappings, and
errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

FLAGS = ["", "-", "+", " ", "0", "#", "-0", "+0", "# ", "#0", "-+"]
for flags in FLAGS:
    for kind in "dioxXeEfFgGrsac%":
        for size in "", "8", ".3", "9.2":
            form = f"%{flags}{size}{kind}"
            try:
                print(form, [form % (value,) if kind != "%" else form % ()
                             for value in (65, True)], end=" ")
            except (ValueError, TypeError) as error:
                print(form, error, end=" ")
    print()

probe("""
'%d' % -5, '%5d|%-5d|%05d' % (1, 2, -3), '%d' % 3.99, '%d' % -3.99, '%i' % True
'%x %X %#x %o %#o' % (255, 255, 255, 8, -8), '%#X' % 255
'%08x' % -255, '%+x' % 16
'%e %E %.0e' % (1.5, 1.5, 1.5), '%g %G' % (1e-10, 1e20)
'%.3f' % 2.0005, '%f' % 10 ** 20
'%s %r %a' % ('é', 'é', 'é')
'%.2s|%5.1s|%-5s|' % ('abc', 'abc', 'ab'), '%c%c' % (97, 'é')
'%*d|%-*d|%.*f' % (5, 1, 5, 2, 2, 3.14159), '%*d' % (-5, 3), '%%', '%d%%' % 50
'%(a)s %(b)05.1f' % {'a': 1, 'b': 2}
'%(a)s%(a)r' % {'a': 'x'}, '%(x(y))s' % {'x(y)': 1}
'%s' % (1,), '%s' % [1, 2]
'%s' % {'a': 1}, '%s' % None, '%s %s' % ('a', ('b',))
'plain' % (), 'plain' % {}, 'plain' % [], '%ld %hd %Ld' % (1, 2, 3)
'%d' % 'a'
'%d' % None
'%x' % 1.5
'%f' % 'a'
'%c' % 'ab'
'%c' % -1
'%c' % 1.5
'%c' % 0x110000
'%z' % 1
'%' % 1
'%5' % 1
'%s'% ()
'%s %s' % 1
'%s %s' % (1,)
'%s' % (1, 2)
'plain' % 1
'plain' % (1,)
'%(a)s' % 1
'%(a)s' % {}
'%(a)s' % (1,)
'%(a' % {'a': 1}
'%(a)' % {'a': 1}
'%*d' % ('a', 1)
'%.*f' % (1.5, 2)
'%y %d' % (1, 2)
'%é' % 1
'%d' % 10 ** 30, '%s' % 10 ** 30
'%30d|%-30d|' % (10 ** 25, 10 ** 25), '%o' % 2 ** 70
'%5c|%-5c|' % ('x', 121), '%5%|' % (), '%05s|' % 'a'
'%+s' % 'a', '% d' % 5, '%+d' % 0
'%.0f %.0f %.0f' % (0.5, 1.5, 2.5), '%#.0f %#g' % (1, 1)
'%g' % 100000, '%g' % 1e6
'%f %F %e %G' % (float('inf'), float('nan'), float('-inf'), float('nan'))
'%05f' % float('inf')
'%.3d %.0d %8.3x' % (5, 0, 10), '%+.3d' % 5
'%#.3x' % 5, '%-8.3d|' % -5, '%.100d' % 1
'%s' % '%s', '%(a)d %(a)s %(a)c' % {'a': 65}
'%r' % ((1, 2),), '%s and %s' % tuple('ab')
""")
