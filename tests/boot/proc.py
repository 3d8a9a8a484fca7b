# SPDX-License-Identifier: MIT
"""/proc and /sys/kernel/tracing of whole machines: busybox's tools read them,
the trace that a guest reads is the host's, figures are what happened."""

import re
import sys

from lib.case import BUILD, PROJECT
from lib.check import check, contains, equal
from lib.lab import command, ended_well

sys.path.insert(0, str(PROJECT / "qemu"))

import shell_root  # noqa: E402  (qemu/shell_root.py)

ENVIRONMENT = {"PATH": "/bin:/sbin:/usr/bin:/usr/sbin", "HOME": "/root"}
SLOW = 5  # MHz: seconds are cheap then

SPIN = "while :; do :; done"
HEAD_LINES = 12  # of a trace's text


def run(lab, script, *, files=(), trace=False, **options):
    """Run SCRIPT in busybox's shell as pid 1: the machine's result."""
    (lab.dir / "shell.cpio").exists() or shell_root.pack(lab.dir / "shell.cpio")
    return ended_well(lab.boot(
        init=shell_root.SHELL, args=["/script.sh"], env=ENVIRONMENT,
        modules=[lab.dir / "shell.cpio"],
        files={"/script.sh": script.encode(), **dict(files)},
        options=options, extract_trace=trace))


def section(text, name):
    """What a script printed between `== NAME` and the next `==`."""
    found = re.search(rf"^== {name}\n(.*?)(?=^==|\Z)", text,
                      re.MULTILINE | re.DOTALL)
    check(found, f"no section {name}", console=text)
    return found[1]


def test_top(lab):
    """N endless loops on N cores: `top` gives each its whole core, in user
    mode, and nothing to who sleeps."""
    for cores in (1, 2):
        text = run(lab, f"""
for i in $(seq {cores}); do {SPIN} & done
sleep 1000 &
top -b -n 2 -d 2
kill $(jobs -p)
""", cores=f"sim:{cores}", mhz=SLOW).console
        second = text.split("Mem:")[2]
        user = int(re.search(r"CPU: +(\d+)% usr", second)[1])
        check(user >= 90, "the cores are not busy in user mode", top=second)
        shares = [int(share) for share in re.findall(
            r" R +\d+ +\d+% +(\d+)% .*script", second)]
        equal(len(shares), cores, f"loops\n{second}\n")
        for share in shares:
            check(abs(share - 100 // cores) <= 8, "a loop has not its core",
                  share=share, top=second)
        sleeper = re.search(r" S +\d+ +\d+% +(\d+)% sleep 1000", second)
        check(sleeper and sleeper[1] == "0", "the sleeper", top=second)


def test_figures(lab):
    """Times of the cores add up to the uptime; loads rise and fall; processes
    and switches are counted."""
    text = run(lab, f"""
echo == before; cat /proc/stat; cat /proc/loadavg
{SPIN} & p=$!
sleep 20
echo == busy; cat /proc/stat /proc/uptime; cat /proc/loadavg; uptime
kill $p; wait
sleep 60
echo == idle; cat /proc/loadavg; cat /proc/$$/wchan; echo; cat /proc/interrupts
""", cores="sim:2", mhz=SLOW).console
    busy, before = section(text, "busy"), section(text, "before")
    times = {name: [int(n) for n in numbers.split()] for name, numbers in
             re.findall(r"^(cpu\d?) +([\d ]+)$", busy, re.MULTILINE)}
    uptime, idle = map(float, re.search(r"^([\d.]+) ([\d.]+)$", busy,
                                        re.MULTILINE).groups())
    for core in ("cpu0", "cpu1"):
        check(abs(sum(times[core]) - 100 * uptime) < 20, "times of a core",
              core=core, stat=busy)
    check(times["cpu"][2] < 200, "2 s of the kernel's own time", stat=busy)
    check(1900 < times["cpu"][3] < 2200, "20 s idle", stat=busy)
    check(abs(times["cpu"][3] - 100 * idle) < 20, "idle time", stat=busy)
    check(1900 < times["cpu"][0] < 2150, "20 s of a loop", stat=busy)
    load = float(re.search(r"^([\d.]+) [\d.]+ [\d.]+ 2/3 ", busy,
                           re.MULTILINE)[1])
    # Four steps of five seconds: 1 - exp(-20/60).
    check(0.24 <= load <= 0.34, "the load after 20 s", load=load)
    contains(busy, f"load average: {load:.2f}, ", "uptime's load")
    after = float(section(text, "idle").split()[0])
    check(after < load / 2, "the load does not fall", after=after)
    made = [int(re.search(r"^processes (\d+)", part, re.MULTILINE)[1])
            for part in (before, busy)]
    check(made[1] - made[0] == 4, "processes made", made=made)
    contains(busy, "procs_running 2\nprocs_blocked 0\n", "who runs")


def test_waits(lab):
    """wchan says what a sleeper waits for; the shell, for its $(...)."""
    text = run(lab, """
sleep 1000 | cat &
sleep 0.1
for p in $(pidof sleep) $(pidof cat) 1; do
    wchan=$(cat /proc/$p/wchan)
    echo $(cat /proc/$p/comm) $wchan $(cut -d' ' -f3 /proc/$p/stat)
done
kill $(pidof sleep)
wait
""", cores="sim:1").console
    equal(text, "sleep hrtimer_nanosleep S\ncat pipe_read S\n"
          "sh pipe_read S\n", "wchan")


def host_text(result):
    """What convoy-trace prints of a run's trace, as lines."""
    status, text = command([BUILD / "host" / "convoy-trace", "text",
                            result.trace])
    equal(status, 0, "convoy-trace")
    return text.splitlines()


def test_trace_is_the_hosts(lab):
    """/sys/kernel/tracing/trace is convoy-trace's text of the same ring, line
    by line up to where it was read, also with several GILs."""
    for cores in (1, 3):
        result = run(lab, """
cd /sys/kernel/tracing
echo 'B|1|all' > trace_marker
gilbench cpu 2 3000 > /dev/null &
gilbench cpu 1 2000 > /dev/null &
wait
(exit 3); sleep 0.01 | cat
echo 'E|1|all' > trace_marker
trap 'echo trapped' USR1
kill -USR1 $$
cat trace > /out
head -c 5000 trace | cmp - /out -n 5000 > /dev/null
cat tracing_on trace_clock
echo 0 > tracing_on; cat tracing_on; echo 1 > tracing_on
echo x > trace 2> /dev/null || echo refused
echo == trace
cat /out
""", cores=f"sim:{cores}", trace=True)
        contains(result.console,
                 "trapped\n1\n[local]\n0\nrefused\n== trace\n", "files")
        guest = section(result.console, "trace").splitlines()
        host = host_text(result)
        check(len(guest) > 500, "a short trace", lines=len(guest))
        equal(guest[3:], host[3:len(guest)], "the guest's text")
        for event in ("sched_process_fork", "sched_process_exec",
                      "sched_process_exit", "sched_process_wait",
                      "signal_generate: sig=10", "signal_deliver: sig=10",
                      "page_fault_user", "page_fault_cow", "gil_acquired",
                      "|GIL held cpu-1", "tracing_mark_write: B|1|all"):
            check(any(event in line for line in guest),
                  f"no {event} in the trace")
