# SPDX-License-Identifier: MIT
"""Values of a Python program as text, read from the interpreter's memory
(user/py/object/). No code of the interpreter runs for it: what repr() would
call a method for is shown by its attributes.

Long and deep ones are cut, what is not readable says so: nothing here fails.
"""

import re

import gdb

import state

MOST_ITEMS = 8       # of a container that are shown
MOST_BYTES = 120     # of a str or bytes
MOST_NAME_BYTES = 4096
MOST_DIGITS = 256    # of an int, in base 2**32
MOST_DEPTH = 3       # of containers in containers
MOST_NAMES = 1000    # variables of a frame, attributes of an instance
SMALL = 1            # the lowest bit of an int that lies in its pointer
SIMPLE = {"NoneType": "None", "ellipsis": "Ellipsis",
          "NotImplementedType": "NotImplemented"}
UNREADABLE = "<unreadable>"


class NoInterpreter(gdb.GdbError):
    """There is none whose memory could be read."""


def check_symbols():
    """An error if gdb does not know the interpreter."""
    if state.program("thread_list") is None:
        raise NoInterpreter("gdb knows no Python interpreter: start it by "
                            "LAB=, or load its symbols: file build/user/py")


def struct(name):
    """The type of pointers to the interpreter's struct NAME."""
    kind = state.program_struct(name)
    if kind is None:
        raise NoInterpreter(f"the interpreter's symbols lack struct {name}")
    return kind.pointer()


def read(address, size):
    """SIZE bytes at ADDRESS."""
    return gdb.selected_inferior().read_memory(address, size).tobytes()


def is_small(value):
    """Is it an int that lies in the pointer?"""
    return bool(state.address(value) & SMALL)


def type_name(value):
    """The name of a value's class."""
    return "int" if is_small(value) else state.text(value["type"]["name"])


def _is_builtin(value, name):
    """Is the value's class type_NAME itself?"""
    built_in = state.program(f"type_{name}")
    return (not is_small(value) and built_in is not None
            and state.address(value["type"]) == state.address(built_in.address))


def printable(text):
    """TEXT without what would move the cursor."""
    return re.sub(r"[\x00-\x1f\x7f]", "?", text)


def string(value):
    """The text of a str, which is a name; UNREADABLE if it is none."""
    try:
        if not state.address(value) or not _is_builtin(value, "str"):
            return UNREADABLE
        text = value.cast(struct("str"))
        data = read(state.address(text["text"].address),
                    min(int(text["size"]), MOST_NAME_BYTES))
        return printable(data.decode(errors="replace"))
    except gdb.MemoryError:
        return UNREADABLE


def _int(value):
    number = value.cast(struct("bigint"))
    count = int(number["count"])
    if count > MOST_DIGITS:
        return f"<int of {count * 32} bits>"
    digits = read(state.address(number["digit"].address), 4 * count)
    return hex(int(number["sign"]) * int.from_bytes(digits, "little"))


def _float(value):
    return repr(float(value.cast(struct("float_object"))["value"]))


def _bool(value):
    return str(state.address(value)
               == state.address(state.program("true_object").address))


def _cut(text, data, size):
    """TEXT, of DATA that is SIZE bytes long, with a mark if some is left
    out."""
    return text if len(data) == size else text + f"... ({size} bytes)"


def _str(value):
    text = value.cast(struct("str"))
    size = int(text["size"])
    data = read(state.address(text["text"].address), min(size, MOST_BYTES))
    return _cut(repr(data.decode(errors="replace")), data, size)


def _bytes(value):
    text = value.cast(struct("bytes"))
    size = int(text["size"])
    data = read(state.address(text["data"].address), min(size, MOST_BYTES))
    return _cut(repr(data), data, size)


def items(value, name, most=MOST_ITEMS):
    """The first items, at most MOST, of a tuple or list (NAME), and how many
    there are."""
    array = value.cast(struct(name))
    count = int(array["count"])
    return [array["items"][n] for n in range(min(count, most))], count


def _joined(shown, count):
    return ", ".join(shown + (["..."] if count > len(shown) else []))


def _tuple(value, depth):
    found, count = items(value, "tuple")
    comma = "," if count == 1 else ""
    return f"({_joined([show(one, depth) for one in found], count)}{comma})"


def _list(value, depth):
    found, count = items(value, "list")
    return f"[{_joined([show(one, depth) for one in found], count)}]"


def _deque(value, depth):
    deque = value.cast(struct("deque"))
    count, capacity = int(deque["count"]), max(1, int(deque["capacity"]))
    found = [deque["items"][(int(deque["first"]) + n) % capacity]
             for n in range(min(count, MOST_ITEMS))]
    return f"deque([{_joined([show(one, depth) for one in found], count)}])"


def pairs(value, most=MOST_ITEMS):
    """The first (key, value), at most MOST, of a dict, and how many there
    are."""
    table = value.cast(struct("dict"))
    found = []
    for n in range(min(int(table["used"]), 4 * most)):
        entry = table["entries"][n]
        if state.address(entry["key"]) and len(found) < most:
            found.append((entry["key"], entry["value"]))
    return found, int(table["count"])


def _dict(value, depth):
    found, count = pairs(value)
    shown = [f"{show(key, depth)}: {show(item, depth)}" for key, item in found]
    return f"{{{_joined(shown, count)}}}"


def _set(value, depth):
    found, count = pairs(value)
    shown = _joined([show(key, depth) for key, _ in found], count)
    return f"{{{shown}}}" if count else "set()"


def _cell(value, depth):
    return show(value.cast(struct("cell"))["value"], depth)


def _function(value, _):
    return f"<function {string(value.cast(struct('function'))['qualname'])}>"


def _method(value, depth):
    method = value.cast(struct("method"))
    return (f"<bound method {show(method['function'], depth)} "
            f"of {show(method['self'], 0)}>")


def _builtin(value, _):
    definition = value.cast(struct("builtin"))["def"]
    return f"<built-in function {state.text(definition['name'])}>"


def _generator(value, _):
    name = value.cast(struct("generator"))["name"]
    return f"<generator object {string(name)}>"


def _module(value, _):
    return f"<module {string(value.cast(struct('module'))['name'])!r}>"


def _class(value, _):
    return f"<class {state.text(value.cast(struct('type'))['name'])!r}>"


def _lock(value, _):
    taken = int(value.cast(struct("lock"))["state"]) != 0
    return (f"<{'' if taken else 'un'}locked {type_name(value)} "
            f"at {state.address(value):#x}>")


# By the name of the type in C: type_NAME. Leaves, and what has parts.
LEAVES = {"int": _int, "float": _float, "bool": _bool, "str": _str,
          "bytes": _bytes}
NODES = {"tuple": _tuple, "list": _list, "dict": _dict, "set": _set,
         "frozenset": _set, "deque": _deque, "cell": _cell,
         "function": _function, "method": _method, "builtin": _builtin,
         "generator": _generator, "module": _module, "type": _class,
         "lock": _lock, "rlock": _lock}


def attributes(value):
    """{name: value} of what an instance of a class statement has."""
    kind = value["type"]
    offset = int(kind["attributes_offset"])
    if not offset:
        return {}
    place = gdb.Value(state.address(value) + offset).cast(struct("attributes"))
    shape = place["shape"]
    if not state.address(shape):
        table = place["dict"]
        return {string(key): item for key, item
                in (pairs(table)[0] if state.address(table) else [])}
    found = []
    while state.address(shape["name"]) and len(found) < MOST_NAMES:
        found.append((string(shape["name"]),
                      place["slots"][int(shape["count"]) - 1]))
        shape = shape["parent"]
    return dict(reversed(found))


def _instance(value, depth):
    """An object of any other class; one in another without its attributes."""
    head = f"<{type_name(value)} at {state.address(value):#x}"
    if depth < 1:
        return head + ">"
    found = attributes(value)
    shown = [f"{name}={show(one, 1)}" for name, one
             in list(found.items())[:MOST_ITEMS]]
    return head + (f" {_joined(shown, len(found))}" if found else "") + ">"


def _show(value, depth):
    if not state.address(value):
        return "<unbound>"
    if is_small(value):
        return str(int(value.cast(gdb.lookup_type("long"))) >> 1)
    name = type_name(value)
    if name in SIMPLE:
        return SIMPLE[name]
    for kind, function in LEAVES.items():
        if _is_builtin(value, kind):
            return function(value)
    if depth <= 0:
        return _instance(value, 0)
    for kind, function in NODES.items():
        if _is_builtin(value, kind):
            return function(value, depth - 1)
    return _instance(value, depth - 1)


def show(value, depth=MOST_DEPTH):
    """A value, a gdb.Value of type struct object *, as text."""
    try:
        return printable(_show(value, depth))
    except (gdb.MemoryError, gdb.error, OverflowError):
        return UNREADABLE
