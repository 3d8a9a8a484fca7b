# SPDX-License-Identifier: MIT
"""The % operator on bytes: conversions, flags, mappings, and errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


class Own:
    def __bytes__(self):
        return b"own"


probe(r"""
b'%d %5d|%-5d|%05d %+d % d' % (1, 2, 3, -4, 5, 6)
b'%x %X %#x %o' % (255, 255, 255, 8)
b'%s %b' % (b'a', b'b')
b'%s' % bytearray(b'ba'), b'%10s|%-10s|%.1s' % (b'a', b'b', b'cd')
b'%c%c%c' % (97, b'b', bytearray(b'c')), b'%a %r' % ('é', 'é')
b'%%', b'%d%%' % 5
b'%f %.2e %g' % (1.5, 1.5, 1.5), b'%*d' % (5, 3)
b'%(k)s' % {b'k': b'v'}, b'%s' % Own()
b'%s' % 'a'
b'%s' % 5
b'%d' % b'a'
b'%d' % 'a'
b'%x' % 1.5
b'%f' % 'a'
b'%c' % 256
b'%c' % b'ab'
b'%c' % 'a'
b'%y' % 1
b'%k %d' % (1, 2)
b'%5%|' % ()
b'%(k' % {}
b'%.2r|%-5s|%05s' % ('abc', b'a', b'b')
b'%' % 1
b'%s' % ()
b'%s' % (b'a', b'b')
b'plain' % 1
b'plain' % (), b'plain' % {}
b'%(k)s' % {'k': b'v'}
b'%(k)s' % 5
bytearray(b'%d') % 5, type(bytearray(b'%d') % 5), b'\xff%d\x00' % 7
b'%s' % b'%s', b'%i %u' % (1, 2), b'%.3d' % 5
b'%d' % 10 ** 30, b'%a' % b'x', b'%r' % None
b'%d %s' % (True, b''), b'%-8x|' % 255, b'%08.3f' % -1.5, b'%5c|' % b'x'
1 % b'%d'
b'%d' % [1]
""", Own=Own)
