# SPDX-License-Identifier: MIT
"""gdb on the replay: that it is the same machine, and that what the `convoy`
commands say is true. Driven by gdb -batch."""

import json
import re
import sys

from lib.case import BUILD, PROJECT
from lib.check import CheckFailed, check, contains, equal, tail
from lib.gdb import pieces, script
from lib.lab import command, ended_well, make
from machine import TRACE_TOOL

GILBENCH = BUILD / "user" / "gilbench"
TWO_THREADS = ["cpu", "2", "500000"]
SESSION_SECONDS = 120    # a hang detector
BACKWARD_SECONDS = 40
BACKWARD_TRIES = 4
SWITCHES = 8             # compared with the trace
HANDOFFS = 4
# From the trace's record of a switch to behind the switch, in instructions.
SWITCH_LENGTH = range(1, 200)

SLEEPERS_C = """
#include <pthread.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static int pipe_ends[2];
volatile uint64_t sum;

__attribute__((noinline)) void wait_for_condition(int number)
{
    pthread_mutex_lock(&mutex);
    pthread_cond_wait(&never, &mutex);
    sum += number;
}

__attribute__((noinline)) long read_pipe(char *byte)
{
    return read(pipe_ends[0], byte, 1) + (long)sum;
}

__attribute__((noinline)) void sleep_long(void)
{
    nanosleep(&(struct timespec){.tv_sec = 1000}, NULL);
    sum++;
}

__attribute__((noinline)) void compute_on(void)
{
    for (;;)
        sum++;
}

static void *waiter(void *unused)
{
    wait_for_condition(42);
    return unused;
}

static void *reader(void *unused)
{
    char byte;
    sum += (uint64_t)read_pipe(&byte);
    return unused;
}

static void *sleeper(void *unused)
{
    sleep_long();
    return unused;
}

static void *computer(void *unused)
{
    compute_on();
    return unused;
}

__attribute__((noinline)) void look_here(void)
{
    sum++;
}

int main(void)
{
    void *(*const bodies[])(void *) = {waiter, reader, sleeper, computer};
    pthread_t thread;

    if (pipe(pipe_ends))
        return 1;
    for (int i = 0; i < 4; i++)
        pthread_create(&thread, NULL, bodies[i], NULL);
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    look_here();
    return 0;
}
"""


def session(lab, commands, program=GILBENCH, args=(), options=("cores=sim:2",),
            seconds=SESSION_SECONDS):
    """Record PROGRAM, replay it, run gdb COMMANDS: the output of each. After
    SECONDS of the host's it hangs."""
    file = lab.dir / "commands.gdb"
    file.write_text(script(commands))
    words = [f"--option={option}" for option in options]
    _, output = command(
        [sys.executable, "-B", PROJECT / "qemu" / "debug.py", *words, "--out",
         lab.dir / "run", "--prog", program, "--gdb", file, "--", *args],
        timeout=seconds)
    return pieces(output, commands)


def backward_session(lab, commands, **kwargs):
    """A session that goes backwards. On a busy host QEMU 7.2 now and then stops
    answering in the middle of a reverse step (docs/debugging.md): what is wrong
    then is QEMU's, so another session is begun."""
    for _ in range(BACKWARD_TRIES - 1):
        try:
            return session(lab, commands, seconds=BACKWARD_SECONDS, **kwargs)
        except CheckFailed as failure:
            if "hangs" not in str(failure):
                raise
    return session(lab, commands, seconds=BACKWARD_SECONDS, **kwargs)


def table(text):
    """Rows of a table as lists of words, without its heads and the mark of
    the present core."""
    return [line.replace("*", " ").split() for line in text.splitlines()[1:]]


def events(lab, name):
    """The trace's events called NAME of the two-thread run, in batch mode."""
    result = ended_well(lab.boot(program=GILBENCH, args=TWO_THREADS,
                                 options={"cores": "sim:2"}))
    check(result.trace is not None, "no trace was taken")
    _, text = command([TRACE_TOOL, "json", result.trace])
    return [event for event in map(json.loads, text.splitlines())
            if event["event"] == name]


def test_same_machine(lab):
    """The replay prints what the record printed, and that is what a run
    without gdb prints, to the last nanosecond."""
    session(lab, ["continue"], args=TWO_THREADS)
    recorded = (lab.dir / "run" / "console.txt").read_text()
    equal((lab.dir / "run" / "replayed.txt").read_text(), recorded,
          "console of the replay")
    result = lab.boot(program=GILBENCH, args=TWO_THREADS,
                      options={"cores": "sim:2"})
    equal(recorded, ended_well(result).console, "console of the record")


def test_switches_are_the_traces(lab):
    """`convoy switch` finds every switch that the trace has: on which core,
    who leaves in which state, who comes, and when."""
    outputs = session(lab, ["convoy switch"] * SWITCHES, args=TWO_THREADS)
    pattern = re.compile(r"core (\d+): (idle|\w+\[(\d+)\]) leaves( \((.)\))?, "
                         r"(idle|\w+\[(\d+)\]) comes; clock (\d+)")
    traced = events(lab, "sched_switch")
    for number, text in enumerate(outputs):
        said = pattern.search(text)
        check(said, f"switch {number} says nothing", output=text)
        core, leaves, comes = (int(said[n] or 0) for n in (1, 3, 7))
        event = next(event for event in traced if event["core"] == core)
        traced.remove(event)
        equal((leaves, said[5] or "R", comes),
              (event["lwp"], event["prev_state"], event["next_pid"]),
              f"switch {number}, {event}")
        check(int(said[8]) - event["time"] in SWITCH_LENGTH,
              f"switch {number} is at another time", said=text, event=event)


def test_handoffs_are_the_traces(lab):
    """`convoy handoff` stops where the trace has the GIL change hands, and
    `convoy gil` then names the holder."""
    outputs = session(lab, ["convoy handoff", "convoy gil"] * HANDOFFS,
                      args=TWO_THREADS)
    takers, last = [], 0
    for event in events(lab, "gil_acquired"):
        if event["lwp"] != last:
            takers.append((last, event))
            last = event["lwp"]
    for number, (before, event) in enumerate(takers[:HANDOFFS]):
        said, gil = outputs[2 * number:2 * number + 2]
        contains(said, f"gilbench[{event['lwp']}], R running on core ",
                 f"hand-off {number}")
        contains(said, f"LWP {before} had it" if before else "nobody had it",
                 f"hand-off {number}")
        contains(gil, f"holder: gilbench[{event['lwp']}], R running", "gil")
        contains(gil, f"switch_number = {event['switch_number']}\n", "gil")
        contains(gil, "policy: interval (gil/interval.c)\n", "gil")


def test_waiters(lab):
    """`convoy gil` finds who waits for the GIL by its stack."""
    outputs = session(lab, ["convoy handoff", "tbreak gil_report_wait",
                            "continue", "convoy switch", "convoy gil",
                            "convoy lwps"], args=TWO_THREADS)
    found = re.search(r"waits: gilbench\[(\d+)\] in (\w+), gil/interval.c:\d+",
                      outputs[4])
    check(found, "nobody waits", output=outputs[4])
    holder = re.search(r"holder: gilbench\[(\d+)\]", outputs[4])
    check(holder and {found[1], holder[1]} == {"2", "3"},
          "who holds and who waits are not the two threads",
          output=outputs[4])
    asleep = [row for row in table(outputs[5]) if row[0] == found[1]]
    equal(asleep[0][3:5], ["S", "asleep"], "the waiter's state")


def at_look_here(lab, *commands, options=("cores=sim:1",), flags=()):
    """COMMANDS' output where main is in look_here and the others sleep, or
    would go on computing."""
    program = lab.compile("sleepers", SLEEPERS_C, *(
        flags or ("musl-gcc", "-static")), "-g", "-O2", "-pthread")
    return session(lab, ["tbreak look_here", "continue", *commands],
                   program=program, options=options)[2:]


def test_lwps(lab):
    """`convoy lwps` says who does and waits for what, `ps` whose memory it
    is, `runq` who is queued, `cores` what a core does."""
    lwps, ps, runq, cores, root, clock = at_look_here(
        lab, "convoy lwps", "convoy ps", "convoy runq", "convoy cores",
        "p/x $cr3", "p sim_cores[0].deadline")
    rows = {row[0]: row for row in table(lwps)}
    equal([rows[tid][3:5] for tid in "12345"],
          [["R", "running"], ["S", "asleep"], ["S", "asleep"],
           ["S", "asleep"], ["R", "queued"]], f"states\n{lwps}\n")
    equal([" ".join(rows[tid][7:9]) for tid in "234"],
          ["futex 0x" + rows["2"][8].removeprefix("0x"),
           "pipe read", "sleep until"], f"waits\n{lwps}\n")
    computed = float(rows["5"][6])
    check(computed > 500, "the computing thread has hardly run", table=lwps)
    equal(table(ps), [["1", "0", "1", "1", "5",
                       f"{int(root.split('= ')[1], 16):#x}", "R", "running",
                       "sleepers", "-"]], f"processes\n{ps}\n")
    contains(runq, "policy: rr\n", "runq")
    equal(table(runq)[1:], [["0", "sleepers[1]", "1", "sleepers[5]"]],
          f"queues\n{runq}\n")
    row = table(cores)[0]
    equal((row[0], row[2], row[3], row[4]),
          ("0", "busy", "sleepers[1]", clock.split("= ")[1].strip()),
          f"cores\n{cores}\n")


def names(text):
    """The functions of a backtrace, and the lines between stretches."""
    return [found[1] for found in
            re.finditer(r"^(?:-- +|#\d+ +0x[0-9a-f]+ in )(.+?)(?: \(.*)?$",
                        text, re.MULTILINE)]


def in_order(text, *wanted):
    """WANTED occur in the backtrace TEXT in this order."""
    found = iter(names(text))
    for name in wanted:
        check(any(name == other for other in found),
              f"no {name} in its place", backtrace=text)


def test_backtraces(lab):
    """`convoy bt` leads from the kernel through the system call or the timer
    into the program's functions, for who sleeps, is queued, or runs."""
    outputs = at_look_here(lab, *(f"convoy bt {tid}" for tid in range(1, 6)))
    in_order(outputs[0], "look_here", "main")
    in_order(outputs[1], "schedule", "futex_wait", "wait_call",
             "syscall_entry[call]", "system call 202 sys_futex",
             "pthread_cond_timedwait", "wait_for_condition", "waiter")
    contains(outputs[1], "wait_for_condition (number=42) at ", "its argument")
    in_order(outputs[2], "waitq_sleep", "sys_read", "system call 0 sys_read",
             "read", "read_pipe", "reader")
    in_order(outputs[3], "lwp_sleep", "nanosleep", "sleep_long", "sleeper")
    in_order(outputs[4], "schedule", "slice timer", "compute_on", "computer")
    for text in outputs:
        check("??" not in names(text), "unknown code", backtrace=text)


def test_backtrace_of_other_core(lab):
    """The LWP of a core that does not execute has a stack too: that on which
    the simulator took the core off."""
    bt, lwps = at_look_here(lab, "convoy bt 5", "convoy lwps",
                            options=("cores=sim:2",))
    in_order(bt, "sim_interrupt", "slice timer", "compute_on", "computer")
    row = [row for row in table(lwps) if row[0] == "5"][0]
    equal(row[3:5], ["R", "running"], f"its state\n{lwps}\n")


def test_backtrace_of_static_pie(lab):
    """The same for a program that the kernel loads elsewhere, whose C library
    is not musl."""
    bt, = at_look_here(lab, "convoy bt 3",
                       flags=("gcc", "-static-pie", "-fPIE"))
    in_order(bt, "sys_read", "system call 0 sys_read", "read_pipe", "reader")


def test_backwards(lab):
    """reverse-stepi undoes stepi, in the program and in the kernel, and the
    machine then goes on as it did. At the second call of vm_init: the first
    one's instructions are not in memory yet, and fault."""
    outputs = backward_session(lab, [
        "break vm_init", "continue", "continue", "delete", "p $pc", "stepi",
        "p $pc", "stepi",
        "reverse-stepi", "p $pc", "reverse-stepi", "p $pc", "convoy switch",
        "p $pc", "p $rsp", "stepi", "reverse-stepi", "p $pc", "p $rsp",
        "continue"], args=TWO_THREADS)
    first, second, third, fourth = (
        outputs[n].split("=")[1].strip() for n in (4, 6, 9, 11))
    check(first != second, "stepi has not moved", first=first)
    equal((third, fourth), (second, first), "places on the way back")
    equal(outputs[17:19], [text.replace("$5", "$7").replace("$6", "$8")
                           for text in outputs[13:15]], "place in the kernel")
    run = lab.dir / "run"
    check((run / "replayed.txt").read_text().endswith(
        (run / "console.txt").read_text()), "the replay ended otherwise")


def test_make_debug_and_watch(lab):
    """make debug with GDBCMDS: gilbench by default, and `watch jiffies` sees
    the first tick, 4 ms after the kernel's entry."""
    file = lab.dir / "commands.gdb"
    file.write_text("tbreak core_main\ncontinue\nwatch jiffies\ncontinue\n"
                    "convoy cores\nconvoy ps\n")
    status, output = make("debug", f"GDBCMDS={file}", "CORES=1",
                          f"OUT={lab.dir / 'run'}", timeout=SESSION_SECONDS)
    equal(status, 0, f"status\n{tail(output)}\n")
    contains(output, "Old value = 0\nNew value = 1\n", "output")
    clock = re.search(r"^\*  0 +(\d+)  busy", output, re.MULTILINE)
    check(clock and 4000000 <= int(clock[1]) < 4002000,
          "the tick is at another time", output=tail(output))
    check(re.search(r"^\*  1 .* gilbench ", output, re.MULTILINE),
          "convoy ps does not name the program", output=tail(output))


def test_too_early(lab):
    """Before the kernel is up, and before the program is, every command says
    what is missing."""
    commands = ["lwps", "ps", "cores", "runq", "gil", "bt 1"]
    outputs = session(lab, [
        *(f"convoy {name}" for name in commands), "tbreak core_main",
        "continue", *(f"convoy {name}" for name in commands)],
        args=TWO_THREADS)
    for name, text in zip(commands, outputs):
        contains(text, "Is the kernel up?", f"{name} at the entry")
    for name, text in zip(commands, outputs[len(commands) + 2:]):
        if name not in ("cores", "runq"):
            what = "process" if name == "ps" else "LWP"
            contains(text, f"error: no {what} exists yet",
                     f"{name} before pid 1")


def test_mistakes(lab):
    """No such LWP, no number, no GIL, no further switch: errors that say so;
    no Python traceback."""
    outputs = at_look_here(
        lab, "convoy bt 77", "convoy bt x", "convoy bt", "convoy gil",
        "convoy handoff", "help convoy lwps", "convoy bt 1 2",
        "tbreak power_off", "continue", "convoy switch")
    for text, part in zip(outputs, (
            "there is no LWP 77; there are: 1 2 3 4 5", "number is wanted",
            "convoy bt TID", "it has no GIL", "gil_report_acquired",
            "every LWP", "convoy bt TID")):
        contains(text, part, "output")
    contains(outputs[-1], "the run ended before the next switch", "output")
    check("Traceback" not in "".join(outputs), "a Python error",
          outputs=outputs)
