# SPDX-License-Identifier: MIT
# exec: arguments, descriptors and what is wrong with them. The program that is
# run is this interpreter, where there is no shell: /bin/py on Convoy.
import os

for function in (lambda: os.execv("/nope", ["x"]),
                 lambda: os.execve("/nope", ["x"], {}),
                 lambda: os.execvp("nope", ["x"]),
                 lambda: os.execl("/nope", "x"),
                 lambda: os.execlp("nope", "x"),
                 lambda: os.execv("/", ["x"]),
                 lambda: os.execv("/nope", []),
                 lambda: os.execv("/nope", "x"),
                 lambda: os.execv("/nope", [1]),
                 lambda: os.execve("/nope", ["x"], 5)):
    try:
        function()
    except (OSError, TypeError, ValueError) as error:
        print(type(error).__name__, error)

inner, outer = os.pipe()
print(os.get_inheritable(inner), os.get_inheritable(outer))
copy = os.dup(outer)
print(os.get_inheritable(copy))
os.set_inheritable(copy, True)
print(os.get_inheritable(copy))
print(os.get_inheritable(os.dup2(outer, 20)),
      os.get_inheritable(os.dup2(outer, 21, inheritable=False)))
print(os.get_blocking(inner))
os.set_blocking(inner, False)
print(os.get_blocking(inner))
try:
    os.read(inner, 1)
except BlockingIOError as error:
    print(error)
for fd in (outer, copy, 20, 21):
    os.close(fd)
print(os.read(inner, 1))
for function in (lambda: os.dup(99), lambda: os.dup2(99, 4),
                 lambda: os.dup2(inner, -1), lambda: os.get_inheritable(99),
                 lambda: os.set_blocking(99, True), lambda: os.close(99),
                 lambda: os.write(os.dup(inner), b"x")):
    try:
        function()
    except OSError as error:
        print(type(error).__name__, error)
inner, outer = os.pipe()
os.close(inner)
try:
    os.write(outer, b"x")
except BrokenPipeError as error:
    print(error)

