# SPDX-License-Identifier: MIT
"""Ordering and equality of strings, by code point; hashes; comparison with
others."""

WORDS = ["", "a", "A", "aa", "ab", "b", "é", "z", "Z", "\x00", "a\x00",
         "\uffff", "\U00010000", "😀", "日", "ß", "ss", "É", "e\u0301", "\x7f",
         "\x80"]

for a in WORDS:
    print(ascii(a), [int(a < b) for b in WORDS], [int(a <= b) for b in WORDS],
          [int(a == b) for b in WORDS], [int(a > b) for b in WORDS])

print(ascii(sorted(WORDS)), ascii(sorted(WORDS, reverse=True)))
print(ascii(max(WORDS)), ascii(min(WORDS)), ascii(sorted(WORDS, key=len)))
print(ascii(sorted("aZé😀b日")), ascii(max("aé😀")), ascii(min("zé")))
built = "".join(["a", "b"])
print(built == "ab", hash(built) == hash("ab"), {built: 1}["ab"])
print("é" == "e\u0301", "a" == b"a", "a" == 97, "" == None, "a" != b"a")
for other in 1, None, b"a", 1.5, [], ("a",):
    for operator in "<", "<=", ">", ">=":
        try:
            print(eval(f"'a' {operator} other"))
        except TypeError as error:
            print(error)
print("a" < "b" < "c", "a" < "c" > "b", "a" == "a" != "b")
print("abc".__lt__("abd"), "abc".__lt__(1), "abc".__eq__("abc"), "a".__ne__(5))
print("abc".__contains__("b"), "a".__add__("b"), "a".__mul__(3))
try:
    print("a".__add__(1))
except TypeError as error:
    print(error)
print(str.__lt__("a", "b"), str.__eq__("a", 1))
print("x" * 1000 < "x" * 1001, "x" * 1000 + "a" < "x" * 1000 + "b")
print("é" * 500 + "a" == "é" * 500 + "b", ("ab" * 500)[::2] == "a" * 500)
