# SPDX-License-Identifier: MIT
"""float.hex and float.fromhex: round trips, odd spellings, rounding, errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

for value in (0.0, -0.0, 1.0, -1.5, 0.1, 1e300, 5e-324,
              2.2250738585072014e-308,
              1.7e308, float("inf"), float("-inf"), float("nan")):
    text = value.hex()
    print(text, repr(float.fromhex(text)))

probe(r"""
float.fromhex('0x1p0'), float.fromhex('1')
float.fromhex('0x1.8'), float.fromhex('.8')
float.fromhex('-0x1.8p-3')
float.fromhex('+0X1.8P+3'), float.fromhex(' 0xap2\n')
float.fromhex('ff'), float.fromhex('0xff.8')
float.fromhex('1.'), float.fromhex('a.bcP1')
float.fromhex('inf'), float.fromhex('-Infinity'), float.fromhex('NaN')
float.fromhex('')
float.fromhex('0x')
float.fromhex('0x.')
float.fromhex('p5')
float.fromhex('0x1p')
float.fromhex('0x1p+')
float.fromhex('0x1g')
float.fromhex('0x1 p1')
float.fromhex('0x1p1.5')
float.fromhex('0x1__0')
float.fromhex('1_0')
float.fromhex(1)
float.fromhex('0x1p1024')
float.fromhex('0x1.fffffffffffff8p1023')
float.fromhex('0x1.fffffffffffff7p1023')
float.fromhex('0x1p-1074')
float.fromhex('0x1p-1075'), float.fromhex('0x1.8p-1075')
float.fromhex('0x1.00000000000008p0'), float.fromhex('0x1.00000000000018p0')
float.fromhex('0x1.000000000000080001p0'), float.fromhex('0x0.8p-1074')
float.fromhex('0x3p-1075')
float.fromhex('0x5p-1076'), float.fromhex('0x6p-1076')
float.fromhex('0x1' + '0' * 300 + 'p-1200')
float.fromhex('0x.' + '0' * 300 + '1p1200')
float.fromhex('0x0p999999999999999999')
float.fromhex('0x1p-99999999999999999999')
float.fromhex('0x1p99999999999999999999')
float.fromhex('-0x0p0'), float.fromhex('-0')
(1).hex()
""")
