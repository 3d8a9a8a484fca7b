# SPDX-License-Identifier: MIT
# A misspelt attribute, of the instance or of its class.
# Errors: all


class Stack:
    def __init__(self):
        self.elements = []

    def push(self, element):
        self.elements.append(element)

    def is_empty(self):
        return not self.elements


stack = Stack()
stack.push(1)
for name in ("pusch", "elemnts", "nothing_like_it"):
    try:
        getattr(stack, name)
    except AttributeError as error:
        print(error, "|", error.name, error.obj is stack)
print(stack.is_emtpy())
