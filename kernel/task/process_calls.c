/* SPDX-License-Identifier: MIT
 *
 * System calls about the calling process and the machine: section 2 of the manual.
 */
#include "core.h"
#include "end.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/random.h"
#include "lib/string.h"
#include "mm/frame.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"
#include "time/clock.h"
#include "time/cpu_clock.h"
#include "trace/trace.h"
#include "x86/cpu.h"

int64_t sys_getpid(void)
{
    return current_process()->pid;
}

int64_t sys_gettid(void)
{
    return current_lwp()->tid;
}

/* Pid 1 has no parent. */
int64_t sys_getppid(void)
{
    return 0;
}

/* One process, which leads its group and its session. */
static int64_t group_of(int pid)
{
    int self = (int)current_process()->pid;

    return pid == 0 || pid == self ? self : -ESRCH;
}

int64_t sys_getpgrp(void)
{
    return group_of(0);
}

int64_t sys_getpgid(int pid)
{
    return group_of(pid);
}

int64_t sys_getsid(int pid)
{
    return group_of(pid);
}

/* Everybody is root. */
int64_t sys_getuid(void)
{
    return 0;
}

int64_t sys_geteuid(void)
{
    return 0;
}

int64_t sys_getgid(void)
{
    return 0;
}

int64_t sys_getegid(void)
{
    return 0;
}

int64_t sys_set_tid_address(uint64_t address)
{
    current_lwp()->clear_child_tid = address;
    return current_lwp()->tid;
}

enum { ARCH_SET_GS = 0x1001, ARCH_SET_FS, ARCH_GET_FS, ARCH_GET_GS };

int64_t sys_arch_prctl(int code, uint64_t address)
{
    struct lwp *lwp = current_lwp();

    if ((code == ARCH_SET_FS || code == ARCH_SET_GS) && address >= USER_TOP)
        return -EPERM;
    switch (code) {
    case ARCH_SET_FS:
        lwp->fs_base = address;
        cpu_write_msr(MSR_FS_BASE, address);
        return 0;
    case ARCH_SET_GS:
        lwp->gs_base = address;
        cpu_write_msr(MSR_KERNEL_GS_BASE, address);
        return 0;
    case ARCH_GET_FS:
        return copy_to_user(address, &lwp->fs_base, sizeof(lwp->fs_base));
    case ARCH_GET_GS:
        return copy_to_user(address, &lwp->gs_base, sizeof(lwp->gs_base));
    default:
        return -EINVAL;
    }
}

enum { PR_SET_NAME = 15, PR_GET_NAME = 16 };

int64_t sys_prctl(int option, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    struct lwp *lwp = current_lwp();
    char name[LWP_NAME_SIZE] = "";

    (void)b, (void)c, (void)d;
    if (option == PR_GET_NAME)
        return copy_to_user(a, lwp->name, sizeof(lwp->name));
    if (option != PR_SET_NAME)
        return -EINVAL;
    int64_t length = copy_string_from_user(name, a, sizeof(name));
    if (length == -EFAULT)
        return length;
    name[sizeof(name) - 1] = '\0';
    memcpy(lwp->name, name, sizeof(name));
    if (trace_on)
        trace(TRACE_TASK_RENAME, lwp->tid, trace_string(name));
    return 0;
}

struct utsname {
    char sysname[65], nodename[65], release[65], version[65], machine[65],
        domainname[65];
};

/* Programs look at sysname and release to see which calls there are. */
int64_t sys_uname(uint64_t buffer)
{
    static const struct utsname name = {"Linux",     "convoy", "6.1.0-convoy",
                                        "#1 Convoy", "x86_64", "(none)"};
    return copy_to_user(buffer, &name, sizeof(name));
}

int64_t sys_getcpu(uint64_t cpu, uint64_t node)
{
    uint32_t id = this_core()->id;

    if (cpu && user_write32(cpu, id))
        return -EFAULT;
    return node && user_write32(node, 0) ? -EFAULT : 0;
}

#define GRND_ALL 7u /* NONBLOCK, RANDOM, INSECURE */
#define GRND_RANDOM 2u
#define GRND_INSECURE 4u

int64_t sys_getrandom(uint64_t buffer, uint64_t bytes, uint32_t flags)
{
    uint8_t chunk[256];
    uint64_t done = 0;

    if ((flags & ~GRND_ALL) || (flags & (GRND_RANDOM | GRND_INSECURE)) ==
                                   (GRND_RANDOM | GRND_INSECURE))
        return -EINVAL;
    bytes = min_u64(bytes, INT32_MAX & PAGE_MASK);
    while (done < bytes) {
        uint64_t part = min_u64(bytes - done, sizeof(chunk));
        random_fill(chunk, part);
        if (copy_to_user(buffer + done, chunk, part))
            return done ? (int64_t)done : -EFAULT;
        done += part;
    }
    return (int64_t)done;
}

struct sysinfo {
    int64_t uptime;
    uint64_t loads[3], totalram, freeram, sharedram, bufferram, totalswap,
        freeswap;
    uint16_t procs, pad;
    uint64_t totalhigh, freehigh;
    uint32_t mem_unit;
};

int64_t sys_sysinfo(uint64_t to)
{
    struct sysinfo info = {
        .uptime = (int64_t)(clock_monotonic_ns() / NSEC_PER_SEC),
        .totalram = frames_total() * PAGE_SIZE,
        .freeram = frames_free() * PAGE_SIZE,
        .procs = (uint16_t)current_process()->lwp_count,
        .mem_unit = 1,
    };
    return copy_to_user(to, &info, sizeof(info));
}

/* ---- resource limits and usage ---- */

#define OPEN_MAX 1024 /* descriptors that a process can have at most */

void process_init_limits(struct process *process)
{
    for (int i = 0; i < RLIMIT_COUNT; i++)
        process->limits[i] = (struct rlimit){RLIM_INFINITY, RLIM_INFINITY};
    process->limits[RLIMIT_STACK].soft = USER_STACK_SIZE;
    process->limits[RLIMIT_CORE].soft = 0;
    process->limits[RLIMIT_NOFILE] = (struct rlimit){OPEN_MAX, OPEN_MAX};
}

/* Everybody is root and may raise hard limits, but not beyond what there is. */
static int set_limit(struct rlimit *limit, uint32_t resource,
                     const struct rlimit *next)
{
    if (next->soft > next->hard)
        return -EINVAL;
    if (resource == RLIMIT_NOFILE && next->hard > OPEN_MAX)
        return -EPERM;
    *limit = *next;
    return 0;
}

/* Of all limits only RLIMIT_NOFILE is enforced so far. */
int64_t sys_prlimit64(int pid, uint32_t resource, uint64_t set, uint64_t old)
{
    struct process *process = current_process();
    struct rlimit next, last;
    int error = 0;

    if (resource >= RLIMIT_COUNT)
        return -EINVAL;
    if (pid && pid != (int)process->pid)
        return -ESRCH;
    if (set && copy_from_user(&next, set, sizeof(next)))
        return -EFAULT;
    spin_lock(&process->lock);
    last = process->limits[resource];
    if (set)
        error = set_limit(&process->limits[resource], resource, &next);
    spin_unlock(&process->lock);
    if (error || !old)
        return error;
    return copy_to_user(old, &last, sizeof(last));
}

int64_t sys_getrlimit(uint32_t resource, uint64_t limit)
{
    return limit ? sys_prlimit64(0, resource, 0, limit) : -EFAULT;
}

int64_t sys_setrlimit(uint32_t resource, uint64_t limit)
{
    return limit ? sys_prlimit64(0, resource, limit, 0) : -EFAULT;
}

struct rusage {
    int64_t user_sec, user_usec, system_sec, system_usec;
    int64_t rest[14];
};

enum { RUSAGE_SELF = 0, RUSAGE_CHILDREN = -1, RUSAGE_THREAD = 1 };

/* All time counts as the user's: the kernel does not tell them apart yet. */
int64_t sys_getrusage(int who, uint64_t to)
{
    struct rusage usage = {0};
    uint64_t ns = 0;

    if (who != RUSAGE_SELF && who != RUSAGE_THREAD && who != RUSAGE_CHILDREN)
        return -EINVAL;
    if (who == RUSAGE_SELF)
        ns = cpu_clock_process(current_process());
    else if (who == RUSAGE_THREAD)
        ns = clock_to_ns(lwp_run_time(current_lwp()));
    usage.user_sec = (int64_t)(ns / NSEC_PER_SEC);
    usage.user_usec = (int64_t)(ns % NSEC_PER_SEC / 1000);
    return copy_to_user(to, &usage, sizeof(usage));
}

/* ---- the end ---- */

#define REBOOT_MAGIC 0xfee1deadu
#define REBOOT_MAGIC2 672274793u
#define REBOOT_RESTART 0x01234567u
#define REBOOT_HALT 0xcdef0123u
#define REBOOT_POWER_OFF 0x4321fedcu
#define REBOOT_CAD_ON 0x89abcdefu
#define REBOOT_CAD_OFF 0u

int64_t sys_reboot(uint32_t magic, uint32_t magic2, uint32_t command,
                   uint64_t text)
{
    (void)text;
    if (magic != REBOOT_MAGIC ||
        (magic2 != REBOOT_MAGIC2 && magic2 != 85072278u &&
         magic2 != 369367448u && magic2 != 537993216u))
        return -EINVAL;
    switch (command) {
    case REBOOT_RESTART:
        end_run(TRACE_EXIT_RESTART, 0);
    case REBOOT_HALT:
    case REBOOT_POWER_OFF:
        end_run(TRACE_EXIT_POWEROFF, 0);
    case REBOOT_CAD_ON:
    case REBOOT_CAD_OFF:
        return 0;
    default:
        return -EINVAL;
    }
}
