# SPDX-License-Identifier: MIT
"""`convoy lwps`, `ps`, `cores` and `runq`: who is there, and where."""

import state

WAIT_PREFIX = "WAIT_"
# What wait.object is, by enum wait_kind (kernel/task/waitq.h).
OBJECTS = {
    "PIPE_READ": "pipe {}", "PIPE_WRITE": "pipe {}", "FUTEX": "{:#x}",
    "CHILD": "pid {}", "POLL": "{} descriptors",
}


def print_table(heads, rows):
    """Columns as wide as their widest cell."""
    rows = [[str(cell) for cell in row] for row in [heads, *rows]]
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        print("  ".join(cell.ljust(width)
                        for cell, width in zip(row, widths)).rstrip())


def condition(lwp):
    """The state of an LWP: Linux's letter and a word."""
    letter = chr(int(lwp["state"]))
    if letter == "R":
        word = ("running" if bool(lwp["on_core"]) else
                "queued" if bool(lwp["sched"]["queued"]) else "between")
    else:
        word = {"S": "asleep", "Z": "ended"}.get(letter, "?")
    return f"{letter} {word}"


def waits_for(lwp):
    """What a sleeping LWP waits for, in words."""
    if chr(int(lwp["state"])) != "S":
        return "-"
    kind = str(lwp["wait"]["kind"]).removeprefix(WAIT_PREFIX)
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
        ("TID", "NAME", "STATE", "CORE", "TIME", "WAITS FOR"),
        [(int(lwp["tid"]), state.text(lwp["name"]), condition(lwp),
          int(lwp["core"]), state.microseconds(state.run_time(lwp)),
          waits_for(lwp)) for lwp in state.lwps()])


def show_processes():
    """convoy ps: every process, the root of its page tables, its program.

    The one marked * is in CR3: its memory is what gdb sees below the
    kernel's half."""
    found = {}
    for lwp in state.lwps():
        if state.address(lwp["process"]):
            found[state.address(lwp["process"])] = lwp["process"]
    print_table(
        ("", "PID", "LWPS", "PAGE TABLE", "PROGRAM"),
        [("*" if state.sees(process) else "", int(process["pid"]),
          int(process["lwp_count"]),
          f"{state.address(process['space']['root']):#x}"
          if state.address(process["space"]) else "none",
          state.text(process["path"])) for process in found.values()])


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
        queue = state.kernel("queues")[core]["policy"]
        names = [state.name_of(lwp) for lwp in queued_in_order(queue)
                 ] if int(queue["count"]) else []
        rows.append((core, state.name_of(state.kernel("cores")[core]
                                         ["current"]),
                     int(queue["count"]), " ".join(names) or "-"))
    print(f"policy: {state.text(state.kernel('policy')['name'])}"
          if state.address(state.kernel("policy")) else "policy: none yet")
    print_table(("CORE", "RUNS", "QUEUED", "WHO"), rows)


COMMANDS = {"lwps": show_lwps, "ps": show_processes, "cores": show_cores,
            "runq": show_run_queues}
