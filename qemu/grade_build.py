# SPDX-License-Identifier: MIT
"""From what was handed in to what is booted.

A policy, one C file, is compiled as sched/mine.c and linked with the kernel's
other objects in their usual order: an image like every other, with the
submission as the policy `mine`. A program is linked with musl as those of user/
are. Nothing of it is trusted: compiler and linker run in a Jail, on a tree that
holds the contract's headers and no others, and what they say is cut to a
readable length before it is shown.

Before it is compiled a file is looked at as the preprocessor leaves it: it may
include the contract (a program: the C library), and has no inline assembly and
no section attributes, which could bring in any file of this computer.
"""

import os
import re
import shutil
import stat
from pathlib import Path

from grade_schema import KINDS
from jail import Jail, JailError, Limits
from machine import PROJECT

BUILD = PROJECT / "build"
GRADE = BUILD / "grade"             # mk/grade.mk makes the lists there
SOURCE_MAX = 256 * 1024             # bytes of a file that is handed in
EXPANDED_MAX = 4 << 20              # bytes of it when preprocessed
MESSAGE_LINES = 20
MESSAGE_COLUMNS = 160
COMPILE = Limits(cpu=20, wall=300, memory=1024, file=64)

POLICY = "sched/mine.c"             # what a policy is called in the tree
POLICY_TABLE = "sched_mine"
PROGRAM = "program.c"
# What a policy may use besides the contract's inline functions.
POLICY_MAY_USE = frozenset("""
    ksnprintf kvsnprintf panic memcmp memcpy memmove memset rb_insert rb_next
    rb_remove sched_note sched_now sched_seed sched_weight strchr strcmp strlen
    strncmp strnlen strrchr strlcpy random_fill random_next random_seed
    """.split())
POLICY_HEADERS = ("sched/*.h", "kernel/lib/*.h")

GIL = "gil/mine.c"                  # and a GIL policy
GIL_TABLE = "gil_mine"
GIL_MAY_USE = frozenset("""
    __errno_location clock_gettime gil gil_attention gil_check_acquired
    gil_check_drop gil_check_dropped gil_check_holds gil_cond_broadcast
    gil_cond_init gil_cond_signal gil_cond_wait gil_cond_wait_until
    gil_cond_wait_us gil_deadline gil_params gil_trace_order gil_trace_turn
    memcpy memset nanosleep pthread_attr_destroy pthread_attr_init
    pthread_attr_setdetachstate pthread_create pthread_detach
    pthread_mutex_destroy pthread_mutex_init pthread_mutex_lock
    pthread_mutex_trylock pthread_mutex_unlock pthread_sigmask sched_yield
    sem_destroy sem_init sem_post sem_timedwait sem_trywait sem_wait sigfillset
    """.split())
GIL_HEADERS = ("gil/*.h", "kernel/trace/trace_format.h",
               "kernel/trace/events.def")
SYSTEM_HEADERS = ("/usr/include/x86_64-linux-musl/", "/usr/lib/gcc/",
                  "/usr/lib/musl/")
FORBIDDEN = re.compile(r"\b(asm|__asm|__asm__|__section__|__alias__|__ifunc__|"
                       r"__weakref__|(?:section|alias|ifunc|weakref)\s*\()")
LINE_MARKER = re.compile(r'# (\d+) "([^"]*)"')
OUT_OF_ROOM = re.compile(r"File size limit exceeded|CPU time limit exceeded|"
                         r"out of memory|memory exhausted|Killed")
TEXT = re.compile(r'"(?:\\.|[^"\\])*"' r"|'(?:\\.|[^'\\])*'")


class Rejected(Exception):
    """The submission cannot be graded; `verdict` is one of a few words, the
    text says why, to the student."""

    def __init__(self, verdict, why):
        super().__init__(why)
        self.verdict = verdict


class BuildError(Exception):
    """The project itself cannot be built or read: not the student's fault."""


# ---- reading what was handed in ----

def read_file(path, shown):
    """The text of the file PATH, called SHOWN in messages. Neither a link nor
    a device is followed."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise Rejected("not handed in", f"{shown}: {error.strerror}") from None
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Rejected("not handed in", f"{shown}: not a file")
        data = file.read(SOURCE_MAX + 1)
    if len(data) > SOURCE_MAX:
        raise Rejected("too large", f"{shown}: more than "
                       f"{SOURCE_MAX // 1024} KiB")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Rejected("not handed in", f"{shown}: not UTF-8 text") from None


def read_submission(lab, path):
    """The texts of the files in PATH, by kind (policy, program, answers): of
    the one file that the lab asks for, or of a directory with the lab's
    files; None: of those in the lab's default places."""
    if path is None:
        places = {kind: PROJECT / place for kind, place in lab.default.items()}
    elif path.is_dir():
        places = {kind: path / file for kind, file in lab.files.items()}
    elif len(lab.files) == 1:
        places = {kind: path for kind in lab.files}
    else:
        raise Rejected("not handed in", "this lab wants a directory with "
                       + " and ".join(lab.files.values()))
    return {kind: read_file(places[kind], lab.files[kind])
            for kind in KINDS if kind in lab.files}


# ---- the tree in which a policy is compiled and linked ----

def words_of(name):
    """The words of a list that make left in build/grade/."""
    try:
        return (GRADE / name).read_text().split("\n")[:-1]
    except OSError as error:
        raise BuildError(f"{GRADE / name}: {error.strerror}; grade by "
                         "`make grade`") from None


def place(source, target):
    """Have the file SOURCE at TARGET, by a link where that is possible."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def place_headers(tree, patterns):
    """Have those of the project's files at the same place in TREE."""
    for pattern in patterns:
        for header in sorted(PROJECT.glob(pattern)):
            place(header, tree / header.relative_to(PROJECT))


def make_tree(tree):
    """Fill the directory TREE with what linking a kernel needs."""
    place_headers(tree, POLICY_HEADERS)
    others = [name for name in words_of("objects")
              if name != f"build/obj/{POLICY}.o"]
    for name in ["boot/kernel.ld", "mk/ksyms.py", "build/ksyms_none.o",
                 *words_of("model"), *others]:
        place(PROJECT / name, tree / name)
    (tree / f"build/obj/{POLICY}.o").parent.mkdir(parents=True, exist_ok=True)


# ---- steps in the jail ----

def shorten(output):
    """What a compiler said, for a report: no path of this computer, a bounded
    number of lines of a bounded length."""
    lines = [re.sub(r"(?<![\w.])/[\w./+-]*/", "", line)[:MESSAGE_COLUMNS]
             for line in output.splitlines()]
    lines = ["".join(c if c.isprintable() else "?" for c in line)
             for line in lines]
    if len(lines) > MESSAGE_LINES:
        lines[MESSAGE_LINES:] = ["..."]
    return "\n".join(lines)


def step(jail, words, verdict, what):
    """Run WORDS; Rejected with VERDICT if that fails: WHAT did."""
    try:
        done = jail.run(words, COMPILE)
    except JailError as error:
        raise BuildError(str(error)) from None
    if done.over:
        raise Rejected(verdict, f"{what} takes more than {done.over}")
    if done.status != 0 and OUT_OF_ROOM.search(done.output):
        raise Rejected("too large", f"{what} runs out of memory, time or "
                       "space for it")
    if done.status != 0:
        raise Rejected(verdict, f"{what} fails:\n{shorten(done.output)}")
    return done.output


def marked_lines(text):
    """(file, number, line) of each line of a preprocessed TEXT; the line is
    None where the file changes."""
    name, number = "", 0
    for line in text.split("\n"):
        marker = LINE_MARKER.match(line)
        if marker:
            name, number = marker[2], int(marker[1])
            yield name, number, None
        else:
            yield name, number, line
            number += 1


def contract_assembly():
    """The lines of the GIL contract's own headers that look forbidden. Who
    writes just these does no harm by it."""
    return {line.strip() for header in PROJECT.glob("gil/*.h")
            for line in header.read_text().split("\n")
            if FORBIDDEN.search(line)}


def look_at(jail, source, flags, allowed, known=frozenset()):
    """Preprocess SOURCE and refuse what could bring in files of this
    computer, but for the lines KNOWN."""
    step(jail, [*flags, "-E", "-fno-working-directory",
                "-fno-diagnostics-show-caret", "-o", "expanded",
                source], "does not compile", "the preprocessor")
    expanded = jail.directory / "expanded"
    if expanded.stat().st_size > EXPANDED_MAX:
        raise Rejected("too large", f"{Path(source).name} grows to more than "
                       f"{EXPANDED_MAX >> 20} MiB when its macros are "
                       "expanded")
    text = expanded.read_text(errors="replace")
    expanded.unlink()
    for name, number, line in marked_lines(text):
        if line is None and name != source and not allowed(name):
            raise Rejected("not allowed", f"{Path(source).name} includes "
                           f"{Path(name).name}, which is not part of what it "
                           "may use")
        found = line and FORBIDDEN.search(TEXT.sub('""', line))
        if found and line.strip() not in known:
            raise Rejected("not allowed", f"{Path(name).name}:{number}: "
                           f"{found[1]}: assembly and placement in sections "
                           "are not part of a lab")


def is_contract(name):
    """Is NAME, from a line marker, of the tree or the compiler's own?"""
    return (name.startswith("<") or name.startswith("/usr/lib/gcc/")
            or not name.startswith("/") and ".." not in name)


def is_c_library(name):
    """Is NAME, from a line marker, of the C library?"""
    return name.startswith("<") or name.startswith(SYSTEM_HEADERS)


def compile_policy(jail, source):
    """Compile SOURCE in the tree; the object holds one global symbol."""
    (jail.directory / POLICY).write_text(source)
    flags = ["gcc", *(word for word in words_of("cflags")
                      if word != "-Werror" and "prefix-map" not in word)]
    target = f"build/obj/{POLICY}.o"
    look_at(jail, POLICY, flags, is_contract)
    step(jail, [*flags, "-c", "-o", target, POLICY], "does not compile",
         "the compiler")
    check_symbols(jail, target, POLICY_MAY_USE, POLICY_TABLE, "sched")


def check_symbols(jail, target, may_use, table, contract):
    """Refuse an object TARGET that uses more than MAY_USE, or lacks the TABLE
    of the CONTRACT (sched, gil); hide all else that it defines."""
    symbols = [line.split() for line in step(
        jail, ["nm", target], "does not compile", "nm").splitlines()]
    used = {words[-1] for words in symbols if words[-2] == "U"}
    if used - may_use:
        raise Rejected("not allowed", "mine.c uses "
                       + ", ".join(sorted(used - may_use)[:8])
                       + ", which is not part of the contract "
                       f"({contract}/{contract}.h)")
    if [words[-1] for words in symbols if words[-2] in "RDB"
            and words[-1] == table] == []:
        raise Rejected("does not compile", f"mine.c does not define the table "
                       f"`const struct {contract}_ops {table}`")
    step(jail, ["objcopy", f"--keep-global-symbol={table}", target],
         "does not compile", "objcopy")


def link_kernel(jail):
    """Link the tree's objects as mk/kernel.mk does."""
    link = ["ld", *words_of("ldflags")]
    objects = words_of("objects")
    for words in (
            [*link, "-o", "pass1.elf", *objects, "build/ksyms_none.o"],
            ["sh", "-c", "python3 -B mk/ksyms.py pass1.elf >ksyms.asm"],
            ["nasm", "-f", "elf64", "-o", "ksyms.o", "ksyms.asm"],
            [*link, "-o", "convoy.elf", *objects, "ksyms.o"],
            ["objcopy", "-S", "-O", "elf32-i386", "convoy.elf",
             "convoy.boot"]):
        step(jail, words, "does not compile", "linking it with the kernel")


def link_model(jail):
    """Link the policy with the model, as a program of this host."""
    step(jail, ["gcc", "-std=gnu11", "-O2", "-g", "-I.", "-Ikernel", "-c",
                "-o", "model.o", POLICY], "does not compile", "the compiler")
    step(jail, ["objcopy", f"--keep-global-symbol={POLICY_TABLE}", "model.o"],
         "does not compile", "objcopy")
    step(jail, ["gcc", "-o", "model.bin", *words_of("model"), "model.o"],
         "does not compile", "linking it with the model")


def build_policy(source, out):
    """The image with the policy in the text SOURCE, in the directory OUT:
    convoy.boot, and convoy.elf for gdb; and model/model, the same policy on
    a model of the machine."""
    tree = out / "tree"
    make_tree(tree)
    jail = Jail(tree)
    try:
        compile_policy(jail, source)
        link_kernel(jail)
        link_model(jail)
        for name in ("convoy.boot", "convoy.elf"):
            os.replace(tree / name, out / name)
        (out / "model").mkdir()
        os.replace(tree / "model.bin", out / "model" / "model")
    finally:
        shutil.rmtree(tree)
    return out / "convoy.boot"


def build_interpreter(source, out):
    """build/user/py with the GIL policy in the text SOURCE as `mine`, made in
    the directory OUT."""
    tree = out / "tree"
    place_headers(tree, GIL_HEADERS)
    objects = words_of("py")
    target = f"build/user/obj/{GIL}.o"
    for name in objects:
        if name != target:
            place(PROJECT / name, tree / name)
    jail = Jail(tree)
    flags = ["musl-gcc", *(word for word in words_of("user_cflags")
                           if word != "-Werror" and "prefix-map" not in word)]
    try:
        (tree / target).parent.mkdir(parents=True, exist_ok=True)
        (tree / GIL).write_text(source)
        look_at(jail, GIL, flags, lambda name: is_contract(name)
                or is_c_library(name), contract_assembly())
        step(jail, [*flags, "-c", "-o", target, GIL], "does not compile",
             "the compiler")
        check_symbols(jail, target, GIL_MAY_USE, GIL_TABLE, "gil")
        step(jail, ["musl-gcc", "-static", "-pthread", "-o", "py", *objects,
                    "-lm"], "does not compile", "linking it with py")
        os.replace(tree / "py", out / "py")
    finally:
        shutil.rmtree(tree)
    return out / "py"


def build_program(source, out):
    """The program in the text SOURCE, made in the directory OUT."""
    tree = out / "tree"
    tree.mkdir(parents=True)
    jail = Jail(tree)
    flags = ["musl-gcc", "-std=gnu11", "-O2", "-g", "-pthread", "-static",
             "-fno-omit-frame-pointer", "-Wall", "-Wextra"]
    try:
        (tree / PROGRAM).write_text(source)
        look_at(jail, PROGRAM, flags, is_c_library)
        step(jail, [*flags, "-o", "program", PROGRAM], "does not compile",
             "the compiler")
        os.replace(tree / "program", out / "program")
    finally:
        shutil.rmtree(tree)
    return out / "program"
