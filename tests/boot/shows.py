# SPDX-License-Identifier: MIT
"""What docs/shell.md tells a student to type, and what one then sees."""

import re

from lib.check import check, contains, equal
from lib.session import prepare, run_on_convoy

HELPER = b"""
of() {
    echo "$1: $(sed -n 's/^State:.//p' /proc/$2/status)" $(cat /proc/$2/wchan)
}
cd /tmp
"""


def show(lab, script, cores=1):
    """What the shell prints for SCRIPT, line by line."""
    prepare(lab.dir, HELPER + script)
    text, status = run_on_convoy(lab.dir, "machine", cores, ["/session.sh"])
    equal(status, 0, f"status\n{text}\n")
    return text.splitlines()


def test_states(lab):
    """Running, sleeping on something that is named, stopped, dead."""
    lines = show(lab, b"""
sleep 1000 & sleep 0.1; of sleeps $!
sh -c 'sleep 1000; true' & sleep 0.1; of waits $!
while :; do :; done & sleep 0.1; of runs $!
kill -STOP $!; sleep 0.1; of stopped $!
kill -CONT $!; sleep 0.1; of again $!
mkfifo f; cat f & sleep 0.1; of opens $!
exec 3<> f; sleep 0.1; of reads $!
sh -c 'sh -c "echo dead: $$" & exec sleep 1000' & sleep 0.1
ps -o stat,ppid,args | grep '^Z' | grep -c $!
""", 2)
    equal(lines[:7], [
        "sleeps: S (sleeping) hrtimer_nanosleep",
        "waits: S (sleeping) do_wait", "runs: R (running) 0",
        "stopped: T (stopped) do_signal_stop", "again: R (running) 0",
        "opens: S (sleeping) pipe_read",
        "reads: S (sleeping) pipe_read"], "states")
    equal(lines[-1], "1", "zombies")


def test_pipe(lab):
    """A pipe joins two processes: the same inode on both sides; who writes into
    a full one waits; who writes to nobody dies of SIGPIPE (141 = 128 + 13)."""
    lines = show(lab, b"""
yes | sleep 1000 & sleep 0.1; of writer $(pidof yes)
readlink /proc/$(pidof yes)/fd/1; readlink /proc/$!/fd/0
set -o pipefail; yes | head -1; echo $?
(echo one; sleep 1; echo two) | while read line; do
    echo $line after $(cut -d. -f1 /proc/uptime) s; done
echo last words | cat; echo at the end: $?
""")
    equal(lines[0], "writer: S (sleeping) pipe_write", "writer")
    check(re.fullmatch(r"pipe:\[\d+\]", lines[1]), "no pipe", lines=lines)
    equal(lines[1], lines[2], "the other side")
    equal(lines[3:], ["y", "141", "one after 0 s", "two after 1 s",
                      "last words", "at the end: 0"], "lines")


def test_fifo(lab):
    """A FIFO has a name by which strangers meet; it stays until removed."""
    lines = show(lab, b"""
mkfifo -m 620 f; ls -l f | cut -c1-10
sh -c 'exec sleep 1000 > f' & w=$!; sleep 0.1; of opens $w
sh -c 'exec sleep 1000 < f' & r=$!; sleep 0.1
readlink /proc/$w/fd/1; readlink /proc/$r/fd/0
kill $w $r; wait; ls f; rm f; ls f 2>&1; true
""")
    equal(lines, ["prw--w----", "opens: S (sleeping) pipe_write",
                  "/tmp/f", "/tmp/f", "f",
                  "ls: f: No such file or directory"], "lines")
