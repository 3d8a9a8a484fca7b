# SPDX-License-Identifier: MIT
"""f-strings: nesting, conversions, =, specifications, evaluation order."""

name, width, value, pi = "x", 10, 42, 3.14159
print(f"{name}|{name!r}|{name!s:>4}|{name:>{width}}|{value:0{width}d}")
print(f"{pi:.{2}f} {pi:{width}.{3}} {value:#x} {value:,} {value:+} {pi:e}")
print(f"{name=} {name = } {value + 1=} {value=:>5} {pi=:.2f} {name=!s}")
print(f"{{}} {{{value}}} {{{{}}}} {'{}'} {'}'}")
print(f"""{'nested ' + f'{name + f"{value}"}'}""")
print(f'{"a" if value else "b"} {[i for i in range(3)]} { {1: 2}[1] }')
print(f"{(lambda q: q * 2)(3)} {value if value > 1 else 0:>4}")
print(f"{value:{'>' + str(width)}}|{value:<{width}}|{value:^{width}}|")
print(f"a{1}b" "c{2}" f"d{3}" 'e', rf"\n{value}\d", f"\t{value}\x41")
print(f"{value!r:^{width}} {None} {True:d} {True!r:>6} {...}")
print(f"""{
    value
    + 1
} {'triple'}""")
order = []


def note(x):
    order.append(x)
    return x


print(f"{note(1)} {note(2):{note(3)}} {note(4)!r}", order)


class Spec:
    def __format__(self, spec):
        return f"<{spec}>"

    def __str__(self):
        return "str"

    def __repr__(self):
        return "repr"


s = Spec()
print(f"{s} {s:abc} {s!r} {s!s:>5} {s:{name}{value}} {s:%H:%M} {s=} {s=:x}")
print(f"{1:}{2:3}" f"", f"", f"{''}", f"{'a' 'b'}", f"{1, 2}", f"{*[1], 2}")
for source in ["f'{1/0}'", "f'{undefined}'", "f'{value:z}'", "f'{name:d}'",
               "f'{[]:5}'", "f'{None:>5}'", "f'{value:.2d}'", "f'{name:,}'"]:
    try:
        print(eval(source))
    except (ZeroDivisionError, NameError, ValueError, TypeError) as error:
        print(source, "|", type(error).__name__, error)
print(f"{value != 3} {value == 42} {value >= 1} {(y := 5)} {y:=5}")
print(f"{'é'} {'日本':>5} {'é'!a} {'日本'!r}")
