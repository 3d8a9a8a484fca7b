# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
s = 'Hello, Wörld €𝄞'
print(s.upper(), s.lower(), s.title(), s.swapcase(), s.casefold(), s[::-1])
print(s.split(), s.split('l', 1), s.rsplit('l'), s.partition(','), s * 2)
print(s.replace('l', 'LL'), s.find('W'), s.count('l'), s.center(30, '*'))
print('-'.join(['a', 'b', s]), s.encode(), s.encode('utf-8').decode())
print('  x '.strip() + 'y', 'a\tb'.expandtabs(4), 'x'.zfill(5))
print(repr(s), ascii(s))
print('a\nb\r\nc'.splitlines(), 'abc'.startswith(('a', 'b')), 'ab' in 'cab')
print('abc'.translate(str.maketrans('ab', 'xy', 'c')), 'é'.isalpha(), ord('é'))
print(chr(8364), 'a' < 'b', hash('abc') == hash('abc'), 'x' 'y', r'\n', '\x41')
t = ''
for i in range(20):
    t += str(i)
print(t, t[3:9], t[-1], len(t), int('12'), float('1.5e3'), int('ff', 16))
try:
    'é'.encode('ascii')
except UnicodeEncodeError as error:
    print(error)
try:
    int('x')
except ValueError as error:
    print(error)
print(b'\xff'.decode('utf-8', 'replace'), bytes('é', 'utf-8'))
print(str(b'a', 'ascii'))
