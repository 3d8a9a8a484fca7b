# SPDX-License-Identifier: MIT
"""sys.settrace: what the function answers, removes itself, frame objects."""
import sys

events = []


def note(who, frame, event):
    code = frame.f_code
    line = frame.f_lineno - code.co_firstlineno
    events.append((who, event, code.co_name, line))


def show(what):
    print(what)
    for event in events:
        print("   ", *event)
    events.clear()


def leaf(x):
    y = x + 1
    return y


def middle():
    a = leaf(1)
    b = leaf(a)
    return a + b


def only_calls(frame, event, argument):
    note("only", frame, event)


sys.settrace(only_calls)
middle()
sys.settrace(None)
show("calls only")


def local(frame, event, argument):
    note("local", frame, event)


def gives_local(frame, event, argument):
    note("global", frame, event)
    return local


sys.settrace(gives_local)
middle()
sys.settrace(None)
show("a local function")


def second(frame, event, argument):
    note("second", frame, event)


def changes(frame, event, argument):
    note("first", frame, event)
    return second if event == "line" else changes


sys.settrace(changes)
middle()
sys.settrace(None)
show("a local function that changes")


def removes_itself(frame, event, argument):
    note("once", frame, event)
    if event == "line" and frame.f_code.co_name == "leaf":
        sys.settrace(None)
    return removes_itself


sys.settrace(removes_itself)
middle()
print(sys.gettrace())
show("removes itself")


def replaces(frame, event, argument):
    note("old", frame, event)
    sys.settrace(only_calls)
    return replaces


sys.settrace(replaces)
middle()
sys.settrace(None)
show("replaces itself")


def calls_others(frame, event, argument):
    note("busy", frame, event)
    leaf(0)
    return calls_others


sys.settrace(calls_others)
middle()
sys.settrace(None)
show("is not traced itself")


def from_inside():
    x = 1
    sys.settrace(gives_local)
    x = leaf(1)
    return x


from_inside()
leaf(0)
sys.settrace(None)
show("begins inside: the running frames are not traced")


def f_trace_set():
    sys.settrace(only_calls)
    sys._getframe().f_trace = local
    x = 1
    return x


f_trace_set()
sys.settrace(None)
show("f_trace")

kept = []


def keeps(frame, event, argument):
    kept.append((event, frame, dict(frame.f_locals)))
    return keeps


def with_locals(a, *rest, b=2, **named):
    c = a + b

    def inner():
        return c

    del a
    return inner()


sys.settrace(keeps)
with_locals(1, 2, 3, z=4)
sys.settrace(None)
for event, frame, variables in kept:
    print(event, frame.f_code.co_name, sorted(variables.keys() - {"inner"}),
          sorted(frame.f_locals.keys() - {"inner"}),
          frame.f_globals is globals(),
          frame.f_trace is None or frame.f_trace is keeps)
code = kept[0][1].f_code
print(code is with_locals.__code__, sorted(code.co_varnames)[:2])
kept.clear()


def depth():
    frame = sys._getframe()
    names = []
    while frame is not None:
        names.append(frame.f_code.co_name)
        frame = frame.f_back
    return names


def asks():
    return depth()


print(asks(), sys._getframe(0).f_code.co_name,
      sys._getframe() is sys._getframe())
print(sys._getframe().f_locals is globals(), sys._getframe().f_back)


def one_up():
    return sys._getframe(1).f_locals["secret"]


def has_secret():
    secret = 42
    return one_up()


print(has_secret())


def returns_frame():
    value = 7
    return sys._getframe()


frame = returns_frame()
print(frame.f_locals["value"], frame.f_lineno - frame.f_code.co_firstlineno)
for wrong in (lambda: sys._getframe(100), lambda: sys._getframe("x"),
              lambda: sys.settrace()):
    try:
        wrong()
    except (ValueError, TypeError) as error:
        print(type(error).__name__)
