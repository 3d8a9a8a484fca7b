/* SPDX-License-Identifier: MIT
 *
 * The files of a process or an LWP that tell numbers and states: stat, status,
 * statm, comm, wchan, limits. Source: proc(5); Linux, fs/proc/array.c, for the
 * order of what proc(5) leaves open.
 */
#include "core.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"
#include "mm/layout.h"
#include "mm/space.h"
#include "proc/proc.h"
#include "proc/view.h"
#include "fs/tty.h"

/* Flags of PID/stat: Linux, include/linux/sched.h. */
#define PF_EXITING 0x4
#define PF_FORKNOEXEC 0x40

#define PRIORITY_NORMAL 20 /* of nice value 0 */

#define KIB 1024ul

/* The console's terminal, if it is that of `session`: its number and foreground
 * group. */
static void find_terminal(uint32_t session, int *number, int *group)
{
    *number = 0;
    *group = -1;
    if (!console_tty)
        return;
    tty_lock(console_tty);
    if (console_tty->session == session) {
        *number = DEVICE_NUMBER(5, 1);
        *group = console_tty->group ? (int)console_tty->group : -1;
    }
    tty_unlock(console_tty);
}

static int priority(const struct proc_view *view)
{
    if (view->priority)
        return -1 - view->priority;
    return PRIORITY_NORMAL + view->nice;
}

/* Fields 1 to 22. */
static void stat_head(const struct proc_view *view, struct text *text)
{
    int terminal, foreground;
    uint32_t flags =
        (view->leaves ? PF_EXITING : 0) | (view->executed ? 0 : PF_FORKNOEXEC);

    find_terminal(view->session, &terminal, &foreground);
    text_add(text, "%u (%s) %c %u %u %u %d %d %u ", view->id, view->name,
             view->state, view->parent, view->group, view->session, terminal,
             foreground, flags);
    text_add(text, "%lu %lu 0 0 %lu %lu %lu %lu ", view->faults,
             view->children_faults, proc_ticks(view->user_time),
             proc_ticks(view->system_time),
             proc_ticks(view->children_user_time),
             proc_ticks(view->children_system_time));
    text_add(text, "%d %d %u 0 %lu ", priority(view), view->nice, view->threads,
             proc_ticks(view->started));
}

/* Fields 23 to 31: memory. */
static void stat_memory(const struct proc_view *view,
                        const struct proc_memory *memory, struct text *text)
{
    static const struct space_layout none;
    const struct space_layout *layout =
        view->space ? &view->space->layout : &none;

    text_add(text, "%lu %lu %lu %lu %lu %lu 0 0 ", memory->mapped,
             memory->resident, view->rss_limit, layout->code_from,
             layout->code_to, layout->stack_start);
}

/* Fields 31 to 52. */
static void stat_tail(const struct proc_view *view, struct text *text)
{
    static const struct space_layout none;
    const struct space_layout *layout =
        view->space ? &view->space->layout : &none;
    bool is_process = view->id == view->pid;
    uint64_t brk_start = view->space ? view->space->brk_start : 0;

    text_add(text, "%lu %lu %lu %lu %d 0 0 %d %u %u %u 0 0 0 ",
             view->pending & INT32_MAX, view->mask & INT32_MAX,
             view->ignored & INT32_MAX, view->caught & INT32_MAX,
             view->state != 'R' && view->state != 'Z',
             is_process ? SIGCHLD : -1, view->core,
             (unsigned)view->posix_priority, (unsigned)view->posix_class);
    text_add(text, "%lu %lu %lu %lu %lu %lu %lu %d\n", layout->data_from,
             layout->data_to, brk_start, layout->arguments,
             layout->arguments_end, layout->environment,
             layout->environment_end, view->exit_status);
}

int proc_stat_show(const struct proc_subject *subject, struct text *text)
{
    struct proc_memory memory;
    struct proc_view view;
    int error = proc_view_take(subject, &view);

    if (error)
        return error;
    proc_memory_read(view.space, &memory);
    stat_head(&view, text);
    stat_memory(&view, &memory, text);
    stat_tail(&view, text);
    proc_view_drop(&view);
    return 0;
}

int proc_statm_show(const struct proc_subject *subject, struct text *text)
{
    struct proc_memory memory;
    struct proc_view view;
    int error = proc_view_take(subject, &view);

    if (error)
        return error;
    proc_memory_read(view.space, &memory);
    text_add(text, "%lu %lu %lu %lu 0 %lu 0\n", memory.mapped / PAGE_SIZE,
             memory.resident, memory.file_pages, memory.code / PAGE_SIZE,
             (memory.data + memory.stack) / PAGE_SIZE);
    proc_view_drop(&view);
    return 0;
}

int proc_comm_show(const struct proc_subject *subject, struct text *text)
{
    struct proc_view view;
    int error = proc_view_take(subject, &view);

    if (error)
        return error;
    text_add(text, "%s\n", view.name);
    proc_view_drop(&view);
    return 0;
}

int64_t proc_comm_store(const struct proc_subject *subject, const char *text,
                        size_t length)
{
    struct process *process = subject->process;
    uint32_t tid = subject->tid ? subject->tid : process->pid;
    struct lwp *lwp = process == current_process() ? lwp_find(tid) : NULL;

    if (!lwp)
        return -EINVAL;
    lwp_rename(lwp, text);
    lwp_put(lwp);
    return (int64_t)length;
}

/* As on Linux: no newline, and 0 for who does not wait. */
int proc_wchan_show(const struct proc_subject *subject, struct text *text)
{
    struct proc_view view;
    int error = proc_view_take(subject, &view);

    if (error)
        return error;
    bool waits = view.state != 'R' && view.state != 'Z';
    text_add_string(text, waits ? proc_wait_name(view.wait) : "0");
    proc_view_drop(&view);
    return 0;
}

/* ---- status ---- */

static const char *state_name(char state)
{
    switch (state) {
    case 'R':
        return "R (running)";
    case 'S':
        return "S (sleeping)";
    case 'D':
        return "D (disk sleep)";
    case 'T':
        return "T (stopped)";
    default:
        return "Z (zombie)";
    }
}

static void status_ids(const struct proc_view *view, struct text *text)
{
    const struct credentials *who = &view->credentials;

    text_add(text, "Uid:\t%u\t%u\t%u\t%u\n", who->user.real,
             who->user.effective, who->user.saved, who->user.file);
    text_add(text, "Gid:\t%u\t%u\t%u\t%u\n", who->group.real,
             who->group.effective, who->group.saved, who->group.file);
    text_add(text, "FDSize:\t%u\n", view->has_files ? view->files_room : 0);
    text_add_string(text, "Groups:\t");
    for (uint32_t i = 0; i < who->group_count; i++)
        text_add(text, "%u ", who->groups[i]);
    text_add_string(text, who->group_count ? "\n" : " \n");
}

static void kib_line(struct text *text, const char *name, uint64_t bytes)
{
    text_add(text, "%s:\t%8lu kB\n", name, bytes / KIB);
}

static void status_memory(const struct proc_view *view, struct text *text)
{
    struct proc_memory memory;

    if (!view->space)
        return;
    proc_memory_read(view->space, &memory);
    kib_line(text, "VmPeak", memory.peak);
    kib_line(text, "VmSize", memory.mapped);
    kib_line(text, "VmHWM", view->peak_pages * PAGE_SIZE);
    kib_line(text, "VmRSS", memory.resident * PAGE_SIZE);
    kib_line(text, "RssAnon",
             (memory.resident - memory.file_pages) * PAGE_SIZE);
    kib_line(text, "RssFile", memory.file_pages * PAGE_SIZE);
    kib_line(text, "VmData", memory.data);
    kib_line(text, "VmStk", memory.stack);
    kib_line(text, "VmExe", memory.code);
    kib_line(text, "VmLib", memory.libraries);
    kib_line(text, "VmSwap", 0);
}

static void status_signals(const struct proc_view *view, struct text *text)
{
    text_add(text, "SigQ:\t%u/%lu\n", view->queued, view->most_queued);
    text_add(text, "SigPnd:\t%016lx\n", view->pending);
    text_add(text, "ShdPnd:\t%016lx\n", view->shared_pending);
    text_add(text, "SigBlk:\t%016lx\n", view->mask);
    text_add(text, "SigIgn:\t%016lx\n", view->ignored);
    text_add(text, "SigCgt:\t%016lx\n", view->caught);
}

/* "0-3,8": the bits that are set. */
static void add_bit_list(struct text *text, uint64_t bits)
{
    const char *comma = "";

    for (int first = 0; first < 64; first++) {
        int last = first;
        if (!(bits >> first & 1))
            continue;
        while (last < 63 && bits >> (last + 1) & 1)
            last++;
        text_add(text, "%s%d", comma, first);
        if (last > first)
            text_add(text, "-%d", last);
        comma = ",";
        first = last;
    }
    text_add_string(text, "\n");
}

static void status_cpus(const struct proc_view *view, struct text *text)
{
    uint64_t present =
        cores_count == 64 ? UINT64_MAX : (1ul << cores_count) - 1;
    uint64_t allowed = view->affinity & present;

    if (cores_count > 32)
        text_add(text, "Cpus_allowed:\t%lx,%08lx\n", allowed >> 32,
                 allowed & UINT32_MAX);
    else
        text_add(text, "Cpus_allowed:\t%lx\n", allowed);
    text_add_string(text, "Cpus_allowed_list:\t");
    add_bit_list(text, allowed);
}

static void status_view(const struct proc_view *view, struct text *text)
{
    text_add(text, "Name:\t%s\n", view->name);
    if (view->has_files)
        text_add(text, "Umask:\t%04o\n", view->umask);
    text_add(text, "State:\t%s\n", state_name(view->state));
    text_add(text, "Tgid:\t%u\nPid:\t%u\nPPid:\t%u\nTracerPid:\t0\n", view->pid,
             view->id, view->parent);
    status_ids(view, text);
    status_memory(view, text);
    text_add(text, "Threads:\t%u\n", view->threads);
    status_signals(view, text);
    text_add(text, "NoNewPrivs:\t%d\n", view->no_new_privs);
    status_cpus(view, text);
    text_add(text, "voluntary_ctxt_switches:\t%lu\n", view->switches_voluntary);
    text_add(text, "nonvoluntary_ctxt_switches:\t%lu\n",
             view->switches_involuntary);
}

int proc_status_show(const struct proc_subject *subject, struct text *text)
{
    struct proc_view view;
    int error = proc_view_take(subject, &view);

    if (error)
        return error;
    status_view(&view, text);
    proc_view_drop(&view);
    return 0;
}

/* ---- limits ---- */

static const struct limit_name {
    const char *name, *unit;
} limit_names[RLIMIT_COUNT] = {
    {"Max cpu time", "seconds"},     {"Max file size", "bytes"},
    {"Max data size", "bytes"},      {"Max stack size", "bytes"},
    {"Max core file size", "bytes"}, {"Max resident set", "bytes"},
    {"Max processes", "processes"},  {"Max open files", "files"},
    {"Max locked memory", "bytes"},  {"Max address space", "bytes"},
    {"Max file locks", "locks"},     {"Max pending signals", "signals"},
    {"Max msgqueue size", "bytes"},  {"Max nice priority", NULL},
    {"Max realtime priority", NULL}, {"Max realtime timeout", "us"},
};

static void add_limit(struct text *text, uint64_t limit)
{
    char number[24] = "unlimited";

    if (limit != RLIM_INFINITY)
        ksnprintf(number, sizeof number, "%lu", limit);
    text_add(text, "%-20s ", number);
}

int proc_limits_show(const struct proc_subject *subject, struct text *text)
{
    struct process *process = subject->process;
    struct rlimit limits[RLIMIT_COUNT];

    spin_lock(&process->lock);
    memcpy(limits, process->limits, sizeof limits);
    spin_unlock(&process->lock);
    text_add(text, "%-25s %-20s %-20s %-10s\n", "Limit", "Soft Limit",
             "Hard Limit", "Units");
    for (int i = 0; i < RLIMIT_COUNT; i++) {
        text_add(text, "%-25s ", limit_names[i].name);
        add_limit(text, limits[i].soft);
        add_limit(text, limits[i].hard);
        if (limit_names[i].unit)
            text_add(text, "%-10s", limit_names[i].unit);
        text_add_string(text, "\n");
    }
    return 0;
}
