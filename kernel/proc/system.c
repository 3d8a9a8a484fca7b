/* SPDX-License-Identifier: MIT
 *
 * The files of /proc about the machine as a whole, its cores apart (cpu.c).
 */
#include "fs/mount.h"
#include "lib/string.h"
#include "mm/frame.h"
#include "mm/layout.h"
#include "proc/proc.h"
#include "task/load.h"
#include "task/lwp.h"
#include "task/names.h"
#include "task/sched.h"
#include "core.h"
#include "time/clock.h"

#define NSEC_PER_CENTISECOND 10000000
#define KIB_PER_PAGE (PAGE_SIZE / 1024)

static void add_seconds(struct text *text, uint64_t ns, const char *end)
{
    struct timespec time = timespec_from_ns(ns);

    text_add(text, "%ld.%02ld%s", time.sec, time.nsec / NSEC_PER_CENTISECOND,
             end);
}

/* The second number is the sum over all cores. */
int proc_uptime_show(const struct proc_subject *subject, struct text *text)
{
    uint64_t user, system, idle, sum = 0;

    (void)subject;
    for (uint32_t id = 0; id < cores_count; id++) {
        sched_core_times(id, &user, &system, &idle);
        sum += idle;
    }
    add_seconds(text, clock_monotonic_ns(), " ");
    add_seconds(text, clock_to_ns(sum), "\n");
    return 0;
}

/* What there is nothing of (swap, buffers) is 0; what is not counted is not
 * told. */
int proc_meminfo_show(const struct proc_subject *subject, struct text *text)
{
    uint64_t free = frames_free() * KIB_PER_PAGE;
    uint64_t files = inode_frames_total() * KIB_PER_PAGE;

    (void)subject;
    text_add(text, "MemTotal:       %8lu kB\n", frames_total() * KIB_PER_PAGE);
    text_add(text, "MemFree:        %8lu kB\n", free);
    text_add(text, "MemAvailable:   %8lu kB\n", free);
    text_add(text, "Buffers:        %8u kB\n", 0);
    text_add(text, "Cached:         %8lu kB\n", files);
    text_add(text, "SwapCached:     %8u kB\n", 0);
    text_add(text, "SwapTotal:      %8u kB\n", 0);
    text_add(text, "SwapFree:       %8u kB\n", 0);
    text_add(text, "Shmem:          %8lu kB\n", files);
    text_add(text, "SReclaimable:   %8u kB\n", 0);
    return 0;
}

static void add_load(struct text *text, uint64_t load)
{
    load += LOAD_ONE / 200; /* rounded, as on Linux */
    text_add(text, "%lu.%02lu ", load >> LOAD_SHIFT,
             (load % LOAD_ONE) * 100 >> LOAD_SHIFT);
}

int proc_loadavg_show(const struct proc_subject *subject, struct text *text)
{
    struct lwp_counts counts = lwp_count();

    (void)subject;
    for (int i = 0; i < 3; i++)
        add_load(text, load_average(i));
    text_add(text, "%u/%u %u\n", counts.running, counts.living,
             counts.last_tid);
    return 0;
}

int proc_mounts_show(const struct proc_subject *subject, struct text *text)
{
    (void)subject;
    for (int id = 0; id < MOUNTS; id++)
        text_add(text, "%s %s %s rw,relatime 0 0\n", mounts[id].type,
                 mounts[id].path, mounts[id].type);
    return 0;
}

/* Each type once; those that need no device say so. */
int proc_filesystems_show(const struct proc_subject *subject, struct text *text)
{
    (void)subject;
    for (int id = 0; id < MOUNTS; id++)
        text_add(text, "nodev\t%s\n", mounts[id].type);
    text_add_string(text, "nodev\tpipefs\nnodev\tsockfs\n");
    return 0;
}

int proc_version_show(const struct proc_subject *subject, struct text *text)
{
    struct utsname names = system_names();

    (void)subject;
    text_add(text, "%s version %s %s\n", names.sysname, names.release,
             names.version);
    return 0;
}

int proc_ostype_show(const struct proc_subject *subject, struct text *text)
{
    struct utsname names = system_names();

    (void)subject;
    text_add(text, "%s\n", names.sysname);
    return 0;
}

int proc_osrelease_show(const struct proc_subject *subject, struct text *text)
{
    struct utsname names = system_names();

    (void)subject;
    text_add(text, "%s\n", names.release);
    return 0;
}

int proc_hostname_show(const struct proc_subject *subject, struct text *text)
{
    struct utsname names = system_names();

    (void)subject;
    text_add(text, "%s\n", names.nodename);
    return 0;
}

int proc_pid_max_show(const struct proc_subject *subject, struct text *text)
{
    (void)subject;
    text_add(text, "%u\n", TID_MAX + 1);
    return 0;
}
