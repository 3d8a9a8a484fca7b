# SPDX-License-Identifier: MIT
# Benchmark: building, splitting, searching and formatting text.

def build(n):
    parts = []
    for i in range(n):
        parts.append("%d:%s" % (i, chr(97 + i % 26)))
    return ",".join(parts)


def scan(text):
    total = 0
    for part in text.split(","):
        number, letter = part.split(":")
        if letter in "aeiou":
            total += int(number)
        elif part.startswith("1") or part.endswith("z"):
            total += len(part.upper().replace("1", "one"))
    return total


def grow(n):
    text = ""
    for i in range(n):
        text += f"{i % 10}"
    return len(text)


for _ in range(12):
    line = build(40000)
    result = scan(line)
print(len(line), result, grow(600000))
