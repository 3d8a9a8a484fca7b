# SPDX-License-Identifier: MIT
"""f-strings: nesting, conversions, =, quotes, lambdas, braces, and order of
evaluation."""

import math

name, width, value, items = "né", 8, 3.14159, {"k": [1, 2], "x y": "z"}


def seen(x):
    print("seen", x)
    return x


print(f"{name} {value:.2f} {value:{width}.{2}f} {name!r:>{width}} {name!a}")
print(f"{items['k'][1]} {items['x y']!r} {len(items)} {1 + 2 * 3}",
      f"{(lambda x: x * 2)(4)}")
print(f"{{}} {{{value}}} {{{{}}}} {'{'} {'}'}", f"{'a' 'b'}",
      f"{'nested ' + f'{width}'}")
print(f"{value=} {value = } {value=:.1f} {name=!s} {name=} {1 + 1=}",
      f"{items['k']=} {seen( 1 )=:5}|")
print(f"{ width }|{width!s:5}|{width:5}|{width:<5}|{width:^5}|{width:05}|")
print(f"{seen(1)}{seen(2):{seen(3)}}{seen(4)!r:>{seen(5)}}")
print(f"{value!r:.4}", f"{None} {True} {[1, 'a']} {(1,)} { {1: 2} }")
print(rf"\n{width}\t", fr"{name}\d", F"{width}", f'''multi
{width
}line''')
print(f"{[x for x in range(3)]} {max(1, 2)} {'yes' if width > 5 else 'no'}")
print(f"{math.pi:.3} {math.pi:10.4e}|{-math.pi:+08.2f}|{1e10:,}|{10 ** 9:_}")
print(f"{width:{'>' + '1' + '0'}}|{'x':{'*'}^{width}}|{width:#{'x'}}|{12:{''}}")
print(f"{lambda_ if (lambda_ := 5) else 0} {(y := 7)} {y}")
print(f"{1 != 2} {1 == 1} {2 >= 1} {1 <= 2}", f"{'a' != 'b'!r}", f"{3!r:^5}|")
print(f"", f"{''}", f"a" "b" f"{width}" 'c', "{width}" f"{width}")
print(f"{chr(233)}", f"\x41{width}\u00e9{width}\n")
print(f"{name:}", f"{name!s:}", f"{width:d}%", f"{0.5:%}", f"{True:d} {True}")
print(f"{dict(a=1)['a']} {dict(a=1)!s:>12}", f"{'%d' % 5}",
      f"{'{}'.format(1)}")
for bad in ("f'{}'", "f'{'", "f'}'", "f'{1!x}'", "f'{1!}'", "f'{a b}'",
            "f'{1:d'",
            "f'{ }'", "f'{!r}'", "f'{1 +}'"):
    try:
        print(eval(bad))
    except SyntaxError:
        print("SyntaxError")
for bad in ("f'{nope}'", "f'{1:s}'", "f'{[]:5}'", "f'{items[5]}'", "f'{1/0}'"):
    try:
        print(eval(bad))
    except Exception as error:
        print(type(error).__name__, error)
