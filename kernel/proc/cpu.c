/* SPDX-License-Identifier: MIT
 *
 * The files of /proc about the cores: stat, cpuinfo, interrupts.
 */
#include "core.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "options.h"
#include "proc/proc.h"
#include "proc/view.h"
#include "task/load.h"
#include "task/sched.h"
#include "time/clock.h"
#include "trace/trace.h"
#include "x86/cpu.h"

/* ---- stat ---- */

/* Of one core, or of all, in clock units. */
struct core_times {
    uint64_t user, system, idle;
};

static struct core_times times_of(uint32_t id)
{
    struct core_times times;

    sched_core_times(id, &times.user, &times.system, &times.idle);
    return times;
}

/* The further columns are 0: nobody waits for a disk, and who is interrupted pays
 * for it. */
static void add_times(struct text *text, const struct core_times *times)
{
    text_add(text, " %lu 0 %lu %lu 0 0 0 0 0 0\n", proc_ticks(times->user),
             proc_ticks(times->system), proc_ticks(times->idle));
}

static void add_all_times(struct text *text)
{
    struct core_times sum = {0};

    for (uint32_t id = 0; id < cores_count; id++) {
        struct core_times times = times_of(id);
        sum.user += times.user;
        sum.system += times.system;
        sum.idle += times.idle;
    }
    text_add_string(text, "cpu ");
    add_times(text, &sum);
    for (uint32_t id = 0; id < cores_count; id++) {
        struct core_times times = times_of(id);
        text_add(text, "cpu%u", id);
        add_times(text, &times);
    }
}

int proc_cpu_stat_show(const struct proc_subject *subject, struct text *text)
{
    struct lwp_counts counts = lwp_count();
    uint64_t switches = 0, interrupts = 0;
    struct timespec now;

    (void)subject;
    clock_read(CLOCK_REALTIME, &now);
    uint64_t boot = clock_monotonic_ns();
    for (uint32_t id = 0; id < cores_count; id++) {
        switches += cores[id].switches;
        interrupts += cores[id].timer_interrupts + cores[id].ipis;
    }
    add_all_times(text);
    text_add(text, "intr %lu\nctxt %lu\n", interrupts, switches);
    text_add(text, "btime %lu\nprocesses %lu\n",
             (uint64_t)now.sec - boot / (uint64_t)NSEC_PER_SEC, counts.made);
    text_add(text, "procs_running %u\nprocs_blocked %u\n", counts.running,
             counts.blocked);
    return 0;
}

/* ---- interrupts ---- */

static void add_interrupt(struct text *text, const char *name,
                          const char *meaning, size_t offset)
{
    text_add(text, "%s:", name);
    for (uint32_t id = 0; id < cores_count; id++)
        text_add(text, " %10lu", *(uint64_t *)((char *)&cores[id] + offset));
    text_add(text, "   %s\n", meaning);
}

int proc_interrupts_show(const struct proc_subject *subject, struct text *text)
{
    (void)subject;
    text_add_string(text, "    ");
    for (uint32_t id = 0; id < cores_count; id++)
        text_add(text, "       CPU%-2u", id);
    text_add_string(text, "\n");
    add_interrupt(text, "LOC", "Local timer interrupts",
                  offsetof(struct core, timer_interrupts));
    add_interrupt(text, "RES", "Rescheduling interrupts",
                  offsetof(struct core, ipis));
    return 0;
}

/* ---- cpuinfo ---- */

/* Bits of CPUID leaf 1, EDX: SDM vol. 2A, CPUID. */
static const char *const flag_names[32] = {
    "fpu",  "vme",   "de",   "pse",     "tsc",  "msr", "pae",  "mce",
    "cx8",  "apic",  NULL,   "sep",     "mtrr", "pge", "mca",  "cmov",
    "pat",  "pse36", "pn",   "clflush", NULL,   "dts", "acpi", "mmx",
    "fxsr", "sse",   "sse2", "ss",      "ht",   "tm",  "ia64", "pbe",
};

static void add_flags(struct text *text)
{
    uint32_t flags = cpu_id(1, 0).edx;

    text_add_string(text, "flags\t\t:");
    for (int bit = 0; bit < 32; bit++)
        if (flags >> bit & 1 && flag_names[bit])
            text_add(text, " %s", flag_names[bit]);
    text_add_string(text, "\n");
}

/* The maker's name: 12 bytes of leaf 0. */
static void add_vendor(struct text *text)
{
    struct cpuid id = cpu_id(0, 0);

    text_add_string(text, "vendor_id\t: ");
    text_add_bytes(text, &id.ebx, sizeof id.ebx);
    text_add_bytes(text, &id.edx, sizeof id.edx);
    text_add_bytes(text, &id.ecx, sizeof id.ecx);
    text_add_string(text, "\n");
}

/* The model's name: 16 bytes each of the leaves 0x80000002 to 4. */
static void add_model_name(struct text *text)
{
    char name[3 * sizeof(struct cpuid) + 1] = "";

    if (cpu_id(0x80000000, 0).eax < 0x80000004)
        return;
    for (uint32_t i = 0; i < 3; i++) {
        struct cpuid id = cpu_id(0x80000002 + i, 0);
        memcpy(name + i * sizeof id, &id, sizeof id);
    }
    text_add(text, "model name\t: %s\n", name);
}

static void add_core(struct text *text, uint32_t core)
{
    uint32_t version = cpu_id(1, 0).eax;

    text_add(text, "processor\t: %u\n", core);
    add_vendor(text);
    text_add(text, "cpu family\t: %u\nmodel\t\t: %u\n", version >> 8 & 0xf,
             version >> 4 & 0xf);
    add_model_name(text);
    text_add(text, "stepping\t: %u\ncpu MHz\t\t: %u.000\n", version & 0xf,
             options.mhz);
    text_add(text, "physical id\t: 0\nsiblings\t: %u\ncore id\t\t: %u\n",
             cores_count, core);
    text_add(text, "cpu cores\t: %u\nfpu\t\t: yes\nwp\t\t: yes\n", cores_count);
    add_flags(text);
    text_add_string(text, "\n");
}

int proc_cpuinfo_show(const struct proc_subject *subject, struct text *text)
{
    (void)subject;
    for (uint32_t id = 0; id < cores_count; id++)
        add_core(text, id);
    return 0;
}
