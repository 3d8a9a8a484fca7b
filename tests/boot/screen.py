# SPDX-License-Identifier: MIT
"""Programs that draw: vi and top. The same keys give the same screens, and the
same files, as on Linux's pty."""

import re

from lib.check import check, contains, equal
from lib.session import Keys, prepare, type_on_convoy, type_on_linux
from lib.terminal import Screen

ESCAPE = b"\x1b"
UP, DOWN, RIGHT, LEFT = b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D"

# The shell runs vi, and shows what it wrote; it waits for keys itself then.
VI = ["/bin/sh", "-c", "seq 1 40 > f; vi f; stty sane; cat f; read end"]


def key_by_key(*pieces):
    """Each of PIECES is typed when the one before has been dealt with."""
    return [Keys(b"", piece, True) for piece in pieces]


def screen_of(output):
    screen = Screen()
    screen.show(output)
    return screen.text


def same_vi(lab, *pieces):
    """PIECES are typed at vi: what comes out is the same, and so is the file;
    it all, and the screen when vi was left."""
    prepare(lab.dir, b"")
    steps = [Keys(b"1/40", b"", True), *key_by_key(*pieces, b"\n")]
    linux = type_on_linux(lab.dir, VI, steps)
    got = type_on_convoy(lab.dir, VI, steps)
    equal(screen_of(got), linux.screen.text, "last screen")
    equal(got.decode(), linux.output.decode(), "what came out")
    return got.decode()


def test_vi_insert(lab):
    """Inserting, opening lines, replacing, joining, repeating; :wq."""
    text = same_vi(
        lab, b"ihello, " + ESCAPE, b"oa new line" + ESCAPE, b"Oabove" + ESCAPE,
        b"A, and more" + ESCAPE, b"3.", b"jJ", b"rX", b"cwchanged" + ESCAPE,
        b"3~", b"ifar\x7f\x7ferther" + ESCAPE, b":wq\n")
    contains(text, "hello, 1\r\n", "the file")


def test_vi_move(lab):
    """Arrows, words, pages, marks; deleting, yanking, putting, undo."""
    same_vi(
        lab, DOWN * 5 + RIGHT + UP, b"dd", b"u", b"3dd", b"u", b"G", b"10G",
        b"x", b"p", b"yyp", b"\x06", b"\x02", b"$", b"0", b"w", b"b", b"D",
        b"u", b"ma", b"5j", b"d'a", b"u", b"''", b"H", b"L", b"M", b"zt",
        b"\x05", b"\x19", b"~", b"dw", b"cc" + b"new" + ESCAPE, b"u", b":x\n")


def test_vi_commands(lab):
    """Searching, replacing, ranges; writing elsewhere, refusing to quit."""
    same_vi(
        lab, b"/3\n", b"n", b"N", b"?1\n", b":%s/1/one/g\n", b":1,3d\n",
        b":$\n", b":5\n", b":set number\n", b":q\n", b":w g\n", b":r g\n",
        b":e other\n", b":nonsense\n", b":.=\n", b"\x07", b":1,2w! h\n",
        b":q!\n")


def test_vi_long_lines(lab):
    """A line longer than the screen, a tab, a control character."""
    same_vi(
        lab, b"i" + b"long " * 20 + ESCAPE, b"0", b"$", b"A\ttab" + ESCAPE,
        b"o\x16\x01control" + ESCAPE, b"j", b"k", b"0", b"\x0c", b":wq\n")


# What fills cores; 20 instructions a microsecond, so that a second is short.
LOOPS = ("n={n}; while [ $n -gt 0 ]; do n=$((n - 1)); "
         "sh -c 'while :; do :; done' & done; sleep 1; top -b -n 2 -d 1")
SLOW = {"mhz": "20"}

CLEAR = "\x1b[H\x1b[J"
HEADING = "\x1b[7m  PID  PPID USER     STAT   VSZ %VSZ %CPU COMMAND\x1b[m\r\n"
ROW = re.compile(r"^ *(\d+) +(\d+) (\S+) +(\S+) +\d+ +\d+% +(\d+)% (.*?)\r?$",
                 re.M)


def rows(text):
    """What one picture of top says: (pid, parent, user, state, share of all
    cores in percent, command) of each process."""
    return [(int(pid), int(parent), user, state, int(share), command)
            for pid, parent, user, state, share, command in ROW.findall(text)]


def test_top_shares(lab):
    """N endless loops fill N cores: each has its N-th of the machine."""
    prepare(lab.dir, b"")
    for count in (1, 2, 4):
        words = ["/bin/sh", "-c", LOOPS.format(n=count)]
        text = type_on_convoy(lab.dir, words, [], cores=f"sim:{count}",
                              **SLOW).decode()
        second = text.split("Mem: ")[2]
        contains(second, "  0% idle", "the machine")
        loops = [row for row in rows(second) if "while" in row[5]]
        equal(len(loops), count, f"loops in\n{second}\n")
        for row in loops:
            check(abs(row[4] - 100 / count) <= 3, "unequal", text=second)
            equal(row[3], "R", "state")


def test_top_screen(lab):
    """top shows the same processes as on Linux, and obeys its keys: N sorts by
    pid, R turns the order round, q ends it. What the machine has and
    does differs."""
    prepare(lab.dir, b"")
    words = ["/bin/sh", "-c", "sleep 100 & sleep 101 & exec top -d 9"]
    steps = [Keys(b"101", b"N", True), *key_by_key(b"R", b"q")]
    linux = type_on_linux(lab.dir, words, steps).output.decode()
    got = type_on_convoy(lab.dir, words, steps, cores="sim:2").decode()
    pictures = []
    for text in (linux, got):
        screens = text.split(CLEAR)[1:]
        equal(len(screens), 3, f"pictures in {text!r}\n")
        pictures.append([[row[:4] + row[5:] for row in rows(screen)]
                         for screen in screens])
        pictures[-1][0].sort()  # sorted by shares at first
        for screen in screens:
            contains(screen, HEADING, "heading")
    equal(pictures[1], pictures[0], "pictures")
    equal([row[0] for row in pictures[1][1]], [3, 2, 1], "order after N")
    equal([row[0] for row in pictures[1][2]], [1, 2, 3], "order after R")
