# SPDX-License-Identifier: MIT
"""`convoy lwps`, `ps`, `cores` and `runq`: who is there, and where."""

import state

WAIT_PREFIX = "WAIT_"
# What wait.object is, by enum wait_kind (kernel/task/waitq.h).
OBJECTS = {
    "PIPE_READ": "pipe {}", "PIPE_WRITE": "pipe {}", "FUTEX": "{:#x}",
    "CHILD": "pid {}", "POLL": "{} descriptors", "VFORK": "pid {}",
    "EPOLL": "{} descriptors", "SOCKET_RECV": "socket {}",
    "SOCKET_SEND": "socket {}",
}
# Sleeps that no signal ends, and the sleep of the stopped: other letters.
LETTERS = {"VFORK": "D", "EXEC": "D", "STOPPED": "T"}


def print_table(heads, rows):
    """Columns as wide as their widest cell."""
    rows = [[str(cell) for cell in row] for row in [heads, *rows]]
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        print("  ".join(cell.ljust(width)
                        for cell, width in zip(row, widths)).rstrip())


def kind_of_wait(lwp):
    """What kind of thing a sleeping LWP waits for."""
    return str(lwp["wait"]["kind"]).removeprefix(WAIT_PREFIX)


def condition(lwp):
    """The state of an LWP: Linux's letter and a word."""
    letter = chr(int(lwp["state"]))
    if letter == "S":
        letter = LETTERS.get(kind_of_wait(lwp), letter)
    if letter == "R":
        word = ("running" if bool(lwp["on_core"]) else
                "queued" if bool(lwp["sched"]["queued"]) else "between")
    else:
        word = {"S": "asleep", "D": "asleep, firmly", "T": "stopped",
                "Z": "ended"}.get(letter, "?")
    return f"{letter} {word}"


def waits_for(lwp):
    """What a sleeping LWP waits for, in words."""
    if chr(int(lwp["state"])) != "S":
        return "-"
    kind = kind_of_wait(lwp)
    thing = int(lwp["wait"]["object"])
    if kind == "SLEEP":
        return f"sleep until {state.microseconds(thing)} us"
    return " ".join([kind.lower().replace("_", " "),
                     OBJECTS.get(kind, "").format(thing)]).strip()


def show_lwps():
    """convoy lwps: every LWP, what it does or waits for, its time on a core.

    STATE is R (running: it is its core's current LWP; queued: it is in that
    core's run queue), S (asleep) or Z (ended). CORE is where it is, or was
    last. TIME is in microseconds of lab time."""
    print_table(
        ("TID", "PID", "NAME", "STATE", "CORE", "TIME", "WAITS FOR"),
        [(int(lwp["tid"]), state.pid_of(lwp), state.text(lwp["name"]),
          condition(lwp),
          int(lwp["core"]), state.microseconds(state.run_time(lwp)),
          waits_for(lwp)) for lwp in state.lwps()])


def first_lwp(process):
    """The LWP through which a process is seen, as /proc does; None: it has
    ended."""
    for lwp in state.lwps_of(process):
        if int(lwp["tid"]) == int(process["pid"]):
            return lwp
    return None


def process_row(process):
    """What `convoy ps` says of a struct process."""
    lwp = first_lwp(process)
    space = process["space"]
    return ("*" if state.sees(process.address) else "", int(process["pid"]),
            int(process["parent_pid"]), int(process["group"]),
            int(process["session"]), int(process["lwp_count"]),
            f"{state.address(space['root']):#x}"
            if state.address(space) else "none",
            condition(lwp) if lwp is not None else "Z zombie",
            state.text((process if lwp is None else lwp)["name"]),
            waits_for(lwp) if lwp is not None else "-")


def show_processes():
    """convoy ps: every process: its parent, group and session, how many LWPs
    it has, the root of its page tables, and, of its first LWP, what it does
    or waits for.

    The one marked * is in CR3: its memory is what gdb sees below the
    kernel's half. Z is a process that has ended and that its parent has not
    waited for."""
    print_table(
        ("", "PID", "PARENT", "GROUP", "SESSION", "LWPS", "PAGE TABLE",
         "STATE", "NAME", "WAITS FOR"),
        [process_row(process) for process in state.processes()])


def due(instant):
    """When an event of a core comes, or `-`."""
    instant = int(instant)
    return "-" if instant == state.CLOCK_NEVER else instant


def show_cores():
    """convoy cores: every core's clock, and what it does and waits for.

    The one marked * executes now; the clocks of the others stand. Clocks are
    in instructions since the kernel's first. TIMER and IPI are the instants
    at which that core takes its timer interrupt and another core's request
    to reschedule."""
    sims, cores = state.kernel("sim_cores"), state.kernel("cores")
    rows = []
    for core in state.core_ids():
        sim = sims[core]
        rows.append((
            "*" if core == state.executing() else "", core, state.clock(core),
            str(sim["state"]).removeprefix("SIM_").lower(),
            state.name_of(cores[core]["current"]), due(sim["deadline"]),
            due(sim["ipi_at"]), int(cores[core]["switches"])))
    print_table(("", "CORE", "CLOCK", "STATE", "RUNS", "TIMER", "IPI",
                 "SWITCHES"), rows)


def queued_in_order(queue):
    """The LWPs of a struct sched_queue: in the order of the list or tree in
    which the policy keeps them; those that it keeps elsewhere come last."""
    kind = state.lwp_type()
    entity = kind["sched"].type
    nodes = [(node, "node") for node in state.list_nodes(queue["list"])]
    nodes += [(node, "rb") for node in state.tree_nodes(queue["tree"]["root"])]
    found = [state.container(
        state.container(node, entity, member).address, kind, "sched")
        for node, member in nodes]
    tids = {int(lwp["tid"]) for lwp in found}
    return found + [
        lwp for lwp in state.lwps()
        if bool(lwp["sched"]["queued"]) and int(lwp["tid"]) not in tids
        and int(lwp["core"]) == int(queue["core"])]


def show_run_queues():
    """convoy runq: every core's run queue, in the policy's order.

    RUNS is the LWP that the core runs, which is not in the queue."""
    rows = []
    for core in state.core_ids():
        queue = state.kernel("run_queues")[core]["policy"]
        names = [state.name_of(lwp) for lwp in queued_in_order(queue)
                 ] if int(queue["count"]) else []
        rows.append((core, state.name_of(state.kernel("cores")[core]
                                         ["current"]),
                     int(queue["count"]), " ".join(names) or "-"))
    policy = state.kernel("sched_policy")
    name = state.text(policy["name"]) if state.address(policy) else "none yet"
    print(f"policy: {name}")
    print_table(("CORE", "RUNS", "QUEUED", "WHO"), rows)


COMMANDS = {"lwps": show_lwps, "ps": show_processes, "cores": show_cores,
            "runq": show_run_queues}
