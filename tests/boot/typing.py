# SPDX-License-Identifier: MIT
"""What a person types at the shell: job control, line editing, the terminal's
modes. The same keys give the same bytes on Linux's pty and on Convoy."""

from lib.check import check, equal
from lib.session import Keys, prepare, type_on_convoy, type_on_linux

ASKED = b"\x1b[6n"  # the shell asks where the cursor is, then reads
PROMPT = b"$ " + ASKED
MORE = b"> " + ASKED
WORDS = ["/bin/sh", "-i"]
END = Keys(PROMPT, b"exit 3\n")

INTERRUPT, QUIT, SUSPEND, END_OF_FILE = b"\x03", b"\x1c", b"\x1a", b"\x04"
UP, DOWN, RIGHT, LEFT = b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D"
HOME, END_KEY, DELETE = b"\x1b[1~", b"\x1b[4~", b"\x1b[3~"


def lines(*texts):
    """Each of TEXTS is typed at a prompt."""
    return [Keys(PROMPT, text.encode() + b"\n") for text in texts]


def same(lab, steps, **options):
    """STEPS give the same on both; that text."""
    prepare(lab.dir, b"")
    linux = type_on_linux(lab.dir, WORDS, [*steps, END])
    got = type_on_convoy(lab.dir, WORDS, [*steps, END], **options)
    equal(got.decode(errors="replace"),
          linux.output.decode(errors="replace"), "what came out")
    equal(linux.status, 3, "status")
    return got


def test_stop_and_go(lab):
    """^Z, jobs, bg, fg, ^C, ^\\, kill %1."""
    text = same(lab, [
        *lines("echo go; sleep 1000"), Keys(b"go\r\n", SUSPEND, True),
        *lines("echo $?; jobs", "bg", "jobs", "fg"),
        Keys(b"sleep 1000", INTERRUPT, True),
        *lines("echo $?", "echo go; sleep 1000"), Keys(b"go\r\n", QUIT, True),
        *lines("echo $?", "sleep 1000 &", "sleep 2000 | cat &", "jobs",
               "kill %1; sleep 1; jobs", "kill -STOP %2; sleep 1; jobs",
               "kill -CONT %2; kill %2; sleep 1; wait %2; echo $?", "jobs")])
    check(b"[1]+  Stopped" in text, "nothing stopped", text=text)


def test_pipeline(lab):
    """The keys reach all of a pipeline, and nobody else."""
    same(lab, [
        *lines("sleep 500 &", "echo go; sleep 1000 | cat | cat"),
        Keys(b"go\r\n", INTERRUPT, True),
        *lines("echo $?; jobs", "echo go; sleep 1 | cat | cat"),
        Keys(b"go\r\n", SUSPEND, True),
        *lines("jobs", "fg %2"), *lines("echo $?", "kill %1; sleep 1"),
        *lines("trap 'echo trapped' INT", "echo go; sleep 1000"),
        Keys(b"go\r\n", INTERRUPT, True), *lines("echo $?")])


def test_background(lab):
    """Who reads in the background is stopped, who writes only with tostop."""
    same(lab, [
        *lines("cat > /tmp/x &", "sleep 1; jobs", "fg"),
        Keys(b"cat 1>/tmp/x", b"typed\n"), Keys(b"typed\r\n", END_OF_FILE),
        *lines("cat /tmp/x; echo $?", "(sleep 0.1; echo free) & sleep 1",
               "stty tostop", "(sleep 0.1; echo not free) & sleep 1; jobs",
               "fg", "stty -tostop", "jobs",
               "(read x < /dev/tty; echo $x) & sleep 1; jobs", "fg"),
        Keys(b"(read x", b"typed\n")])


def test_modes(lab):
    """stty shows and sets; without echo nothing is shown; raw reads keys."""
    same(lab, [
        *lines("stty -a", "stty size; stty", "stty -echo; read x; stty echo"),
        Keys(b"stty echo", b"secret\n", True),
        *lines("echo $x", "stty rows 30 cols 90; stty size",
               "stty raw -echo; echo go; dd bs=1 count=3 2>&- | od -c;"
               " stty sane"),
        Keys(b"go\n", b"a\x03\x04", True),
        *lines("stty -icanon min 2 time 0; echo go; dd count=1 2>&- | od -c;"
               " stty sane"), Keys(b"go\r\n", b"x\n", True),
        *lines("stty erase X; stty -a | grep -o 'erase = [^;]*'; stty sane")])


def test_canonical(lab):
    """Erase, kill, word erase, reprint, literal; EOF inside a line."""
    same(lab, [
        *lines("echo go; cat"),
        Keys(b"go\r\n", b"abcd\x7f\x7fX two words\x17three\x12 tail\n"),
        Keys(b"tail\r\nabX two three tail\r\n",
             b"all of it\x15rest\ttab\x7f\x7f\x7f\x7f!\x16\x03\n"),
        Keys(b"rest!", b"middle\x04", True),
        Keys(b"middle", b"of line\n", True),
        Keys(b"of line\r\n", END_OF_FILE, True),
        *lines("echo $?", "echo go; head -c 5 | od -c"),
        Keys(b"go\r\n", b"ab\n"), Keys(b"ab\r\n", END_OF_FILE, True),
        *lines("echo go; wc -c"),
        Keys(b"go\r\n", b"x" * 5000 + b"\n"),
        Keys(b"xx\r\n", END_OF_FILE, True)])


def test_editing(lab):
    """The shell's own editing: arrows, history, search, completion."""
    same(lab, [
        Keys(PROMPT, b"echo abc" + LEFT * 2 + b"X" + RIGHT + b"Y\n"),
        Keys(PROMPT, UP + b" again\n"), Keys(PROMPT, UP * 2 + DOWN + b"\n"),
        Keys(PROMPT, b"cho one" + HOME + b"e" + END_KEY + b" two\n"),
        Keys(PROMPT, b"echo a b c\x17d\x01\x0b\x19\n"),
        Keys(PROMPT, b"echo gone\x15echo kept\x08\x08pt\n"),
        Keys(PROMPT, b"echo xyz" + LEFT * 3 + DELETE + b"\n"),
        Keys(PROMPT, b"\x12abc\n"), Keys(PROMPT, b"ls /etc/pas\t\n"),
        Keys(PROMPT, b"ls /etc/p\t\t" + b"\x15\n"),
        Keys(PROMPT, b"echo \\\n"),
        Keys(MORE, b"rest\n"), Keys(PROMPT, b"unfinished" + INTERRUPT),
        Keys(PROMPT, b"echo $?\n"),
        Keys(PROMPT, b"echo " + b"w" * 100 + HOME + RIGHT * 5 + b"<\n"),
        Keys(PROMPT, b"cat <<E\n"), Keys(MORE, b"in it\n"),
        Keys(MORE, b"E\n"), Keys(PROMPT, b"history | tail -2\n")])


def test_two_cores(lab):
    """On two cores as on one."""
    same(lab, [
        *lines("echo go; sleep 1000 | cat"), Keys(b"go\r\n", SUSPEND, True),
        *lines("jobs", "fg"), Keys(b"sleep 1000 | cat", INTERRUPT, True),
        *lines("echo $?")], cores="sim:2")
