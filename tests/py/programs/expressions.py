# SPDX-License-Identifier: MIT
"""A calculator: tokens by hand, a parser by precedence, a tree of classes."""


class Node:
    def __repr__(self):
        fields = ", ".join(repr(value) for value in self.__dict__.values())
        return f"{type(self).__name__}({fields})"


class Number(Node):
    def __init__(self, value):
        self.value = value

    def run(self, names):
        return self.value


class Name(Node):
    def __init__(self, name):
        self.name = name

    def run(self, names):
        try:
            return names[self.name]
        except KeyError:
            raise NameError(f"no such name: {self.name}") from None


class Binary(Node):
    RUN = {"+": lambda a, b: a + b, "-": lambda a, b: a - b,
           "*": lambda a, b: a * b, "/": lambda a, b: a / b,
           "^": lambda a, b: a ** b}

    def __init__(self, operator, left, right):
        self.operator, self.left, self.right = operator, left, right

    def run(self, names):
        return self.RUN[self.operator](self.left.run(names),
                                       self.right.run(names))


def tokens(text):
    i = 0
    while i < len(text):
        if text[i].isspace():
            i += 1
        elif text[i].isdigit():
            j = i
            while j < len(text) and (text[j].isdigit() or text[j] == "."):
                j += 1
            word = text[i:j]
            yield float(word) if "." in word else int(word)
            i = j
        elif text[i].isalpha():
            j = i
            while j < len(text) and text[j].isalnum():
                j += 1
            yield text[i:j]
            i = j
        elif text[i] in "+-*/^()":
            yield text[i]
            i += 1
        else:
            raise SyntaxError(f"at {i}: {text[i]!r}")
    yield None


class Parser:
    PRIORITY = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}

    def __init__(self, text):
        self.tokens = tokens(text)
        self.now = next(self.tokens)

    def take(self):
        token, self.now = self.now, next(self.tokens, None)
        return token

    def primary(self):
        token = self.take()
        if token == "(":
            inner = self.expression(0)
            if self.take() != ")":
                raise SyntaxError("no )")
            return inner
        if token == "-":
            return Binary("-", Number(0), self.expression(2))
        if isinstance(token, (int, float)):
            return Number(token)
        if token is None or not token.isalnum():
            raise SyntaxError(f"unexpected {token!r}")
        return Name(token)

    def expression(self, least):
        left = self.primary()
        while self.now in self.PRIORITY and self.PRIORITY[self.now] > least:
            operator = self.take()
            right = self.expression(self.PRIORITY[operator]
                                    - (operator == "^"))
            left = Binary(operator, left, right)
        return left


for text in ("1 + 2 * 3", "2 ^ 3 ^ 2", "(1 + 2) * 3 - x", "-x ^ 2", "7 / 2",
             "10 - 4 - 3", "1 / 0", "y + 1", "(1", "3 $ 4", "1.5 * 4", "* 3"):
    try:
        tree = Parser(text).expression(0)
        print(text, "->", tree, "=", tree.run({"x": 5}))
    except (SyntaxError, NameError, ZeroDivisionError) as error:
        print(text, "->", type(error).__name__, error)
