# SPDX-License-Identifier: MIT
"""float(text): exact rounding, spellings of inf and nan, and every
complaint."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

probe(r"""
float('1'), float('-1.5'), float('+.5'), float('5.'), float(' 3.25\n')
float('1e5'), float('1E+5'), float('1e-5'), float('.5e1'), float('5.e1')
float('1_000.5'), float('1_0e1_0')
float('_1')
float('1_')
float('1__0')
float('1_.5')
float('1._5')
float('1e_5')
float('')
float(' ')
float('.')
float('e5')
float('1e')
float('1e+')
float('1.2.3')
float('- 1')
float('0x10')
float('1 2')
float('abc')
float('1\x00')
float('é')
float('inf'), float('-INF'), float('Infinity'), float('+iNfInItY')
float('nan'), float('-NaN'), float('infi')
float('infinit')
float('1e308'), float('1e309'), float('-1e999999999999999999999')
float('1e-323'), float('2e-324'), float('3e-324'), float('1e-999999999999')
float('2.4703282292062327208e-324'), float('2.4703282292062328e-324')
float('0.1' + '0' * 1000 + '1'), float('1' + '0' * 400 + 'e-400')
float('9007199254740993'), float('9007199254740992.99999999999999')
float('9007199254740993.0000000000000000000000000000000000000001')
float('1.00000000000000011102230246251565404236316680908203125')
float('1.00000000000000011102230246251565404236316680908203124')
float('1.00000000000000011102230246251565404236316680908203126')
float('179769313486231580793728971405301e276')
float('1.7976931348623158e308'), float('1.7976931348623159e308')
float('2.2250738585072011e-308'), float('2.2250738585072012e-308')
float('123456789012345678901234567890')
float('0.' + '0' * 320 + '12345'), float('-0'), float('-0.0e5')
float(b'1.5'), float(bytearray(b' 2e3 '))
float(b'\xff')
float(None)
float([])
float('1', 2)
float(x='1')
float(), float(True), float(10 ** 22), float(10 ** 23)
float('１２.５')
1e5, 1E5, 1_0.0_1, .5, 5., 0e0, 1e-07, 0.1e1_0
""")
