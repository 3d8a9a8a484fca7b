# SPDX-License-Identifier: MIT
"""Shell sessions: tests/shell/NAME.sh, run by Debian's busybox in the root of
`make shell`, on this Linux and on Convoy: the same text, the same status.

On Linux the root lies in a tmpfs, and the shell is pid 1 of its own
namespaces, as it is pid 1 on Convoy; for that the tests must run as root.
`sh -v` shows each command before what it prints, so that a difference says
where it arose."""

import os
import shutil
import sys
from dataclasses import dataclass

from lib.case import PROJECT, Case, Result, scratch
from lib.check import CheckFailed, check, equal
from lib.lab import boot, command
from lib.terminal import Terminal

sys.path.insert(0, str(PROJECT / "qemu"))

import shell_root  # noqa: E402  (qemu/shell_root.py)

SESSIONS = PROJECT / "tests" / "shell"
LINUX_TIMEOUT = 120  # seconds; hang detectors
CONVOY_TIMEOUT = 240
ENVIRONMENT = {"PATH": "/bin:/sbin:/usr/bin:/usr/sbin", "HOME": "/root",
               "PS1": "$ ", "TERM": "linux"}
ARGUMENTS = ("-v", "/session.sh")

# In new namespaces, in the directory of the archive: the root in a tmpfs, its
# devices, and then this process becomes the shell, whose first child is pid 2.
BECOME_CONVOY = """
set -e
mkdir -p root
mount -t tmpfs -o mode=755 tmpfs root
cd root
cpio -id --quiet < ../shell.cpio
chmod 700 root
for device in console:600:5:1 null:666:1:3 zero:666:1:5 full:666:1:7 \\
    random:666:1:8 urandom:666:1:9 tty:666:5:0; do
    (IFS=:; set -- $device; mknod -m $2 dev/$1 c $3 $4)
done
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
cp ../session.sh session.sh
mount -t proc proc proc
hostname convoy
echo 1 > /proc/sys/kernel/ns_last_pid
ulimit -n 1024
unset OLDPWD SHLVL
exec setsid $TERMINAL chroot . "$@"
"""


def prepare(directory, source):
    """Put the root and the session into DIRECTORY."""
    shell_root.pack(directory / "shell.cpio")
    (directory / "session.sh").write_bytes(source)


def linux_command(words):
    """The command that becomes WORDS in that root on Linux, to be run in a
    prepared directory; on a terminal, with TERMINAL=-c in its environment."""
    if os.geteuid() != 0:
        raise CheckFailed("only root can make a root for the shell on Linux")
    return ["unshare", "--mount", "--uts", "--ipc", "--pid", "--fork",
            "--kill-child", shell_root.BUSYBOX, "sh", "-c", BECOME_CONVOY,
            "sh", *words]


def run_on_linux(directory):
    """(text, status) of the session in DIRECTORY."""
    words = linux_command([shell_root.SHELL, *ARGUMENTS])
    status, text = command(words, cwd=directory, timeout=LINUX_TIMEOUT,
                           env=ENVIRONMENT)
    return text, status


def run_on_convoy(directory, machine, cores, arguments=ARGUMENTS, **options):
    """(text, status) of the same on a machine of CORES with these OPTIONS."""
    result = boot(directory / machine, init=shell_root.SHELL,
                  args=list(arguments),
                  modules=[directory / "shell.cpio"], env=ENVIRONMENT,
                  files={"/session.sh": directory / "session.sh"},
                  options={"cores": f"sim:{cores}", **options},
                  timeout=CONVOY_TIMEOUT, extract_trace=False)
    check(result.kind == "poweroff", f"{result.error}\n{result.console}")
    return result.console, result.status


def compare(name, source):
    """The session SOURCE (bytes) gives on Convoy what it gives on Linux: on one
    core, twice the same, and on two."""
    directory = scratch(name)
    prepare(directory, source)
    want = run_on_linux(directory)
    for machine, cores in (("first", 1), ("again", 1), ("two-cores", 2)):
        text, status = run_on_convoy(directory, machine, cores)
        equal(text, want[0], f"{machine}: text")
        equal(status, want[1], f"{machine}: status")
    shutil.rmtree(directory)


@dataclass(frozen=True)
class Keys:
    """KEYS are pressed when AFTER has come out; `unasked`: a pause later,
    whether or not somebody reads."""
    after: bytes
    keys: bytes
    unasked: bool = False


def type_on_linux(directory, words, steps):
    """All that comes out when STEPS are typed at WORDS, as their Terminal; in a
    prepared directory. It has ended when the last of it was typed."""
    def settle():
        os.chdir(directory)
        os.environ.clear()
        os.environ.update(ENVIRONMENT, TERMINAL="-c")
    with Terminal(linux_command(words), prepare=settle) as terminal:
        for step in steps:
            terminal.wait_for(step.after)
            if step.unasked:
                terminal.settle()
            terminal.type(step.keys)
        terminal.end()
    return terminal


def type_on_convoy(directory, words, steps, **options):
    """The same on a machine, where the script is typed at the console, a line
    whenever somebody reads: what comes out."""
    script = b""
    for step in steps:
        begun = script and not script.endswith(b"\n")
        script += b"\0" * bool(begun or step.unasked) + step.keys
    result = boot(directory / "machine", init=words[0], args=words[1:],
                  modules=[directory / "shell.cpio"], env=ENVIRONMENT,
                  files={"/session.sh": directory / "session.sh",
                         "/console.input": script},
                  options=options, timeout=CONVOY_TIMEOUT, extract_trace=False)
    check(result.kind == "poweroff", f"{result.error}\n{result.console}")
    return result.console_path.read_bytes()


def _run(name, path):
    try:
        compare(name, path.read_bytes())
    except CheckFailed as failure:
        return [Result(name, False, str(failure))]
    return [Result(name, True)]


def cases():
    """A case for each session."""
    return [Case(f"shell/{path.stem}",
                 lambda n=f"shell/{path.stem}", p=path: _run(n, p))
            for path in sorted(SESSIONS.glob("*.sh"))]
