# SPDX-License-Identifier: MIT
"""upper, lower, title, capitalize, swapcase, casefold, and what the is-
methods say."""

TEXTS = ["", "a", "A", "abc", "ABC", "aBc DeF", "they're bill's", "x1y2z",
         "123",
         "straße", "ÀÉÎ", "àéî", "ñandú Ñ", "ΑΒΓ αβγ", "Привет МИР", "ÿ", "_a",
         "3rd place", "a-b_c.d", "😀x", "日本", " \t\n", "½", "²", "٣", "Σ",
         "É.é",
         "ª", "a\x00b", "\xad", "\u200b", "\u3000", "éA", "ß", "ı", "1a",
         "A1b"]

for text in TEXTS:
    print(ascii(text), ascii(text.upper()), ascii(text.lower()),
          ascii(text.title()), ascii(text.capitalize()),
          ascii(text.swapcase()), ascii(text.casefold()))
    print(text.isalpha(), text.isdigit(), text.isdecimal(), text.isnumeric(),
          text.isalnum(), text.isspace(), text.isupper(), text.islower(),
          text.istitle(), text.isidentifier(), text.isprintable(),
          text.isascii())

for bad in ("'a'.upper(1)", "'a'.isalpha('x')", "'a'.title(None)",
            "str.upper(1)", "str.upper()", "'a'.casefold(x=1)",
            "(1).upper()", "'a'.Upper"):
    try:
        print(eval(bad))
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
print("class".isidentifier(), "2x".isidentifier(), "é2".isidentifier(),
      "a b".isidentifier(), "".isidentifier(), "_".isidentifier())
print("".isprintable(), "a\n".isprintable(), "\x7f".isprintable(),
      "\ud7ff".isprintable(), "\xa0".isprintable(), " ".isprintable())
print([c for c in map(chr, range(256)) if c.isspace()])
print("".join(c for c in map(chr, range(384)) if c.isalpha()))
print("".join(c.upper() + c.lower() for c in map(chr, range(0x180))
              if c.isalpha() and c not in "İŉ"))
