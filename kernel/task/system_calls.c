/* SPDX-License-Identifier: MIT
 *
 * System calls about the system as a whole: its names, its memory, its random
 * numbers, its end.
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
#include "task/credentials.h"
#include "task/load.h"
#include "task/names.h"
#include "task/process.h"
#include "time/clock.h"
#include "trace/trace.h"

/* ---- names: uname(2), sethostname(2) ---- */

/* Programs look at sysname and release to see which calls there are. */
static struct spinlock names_lock = {.name = "names"}; /* protects: */
static struct utsname names = {
    .sysname = "Linux",
    .nodename = "convoy",
    .release = "6.1.0-convoy",
    .version = "#1 Convoy",
    .machine = "x86_64",
    .domainname = "(none)",
};

struct utsname system_names(void)
{
    spin_lock(&names_lock);
    struct utsname now = names;
    spin_unlock(&names_lock);
    return now;
}

int64_t sys_uname(uint64_t buffer)
{
    struct utsname now = system_names();

    return copy_to_user(buffer, &now, sizeof(now));
}

static int64_t set_name(char name[SYSTEM_NAME_MAX + 1], uint64_t from,
                        int length)
{
    char next[SYSTEM_NAME_MAX + 1] = "";

    if (!credentials_root(&current_process()->credentials))
        return -EPERM;
    if (length < 0 || length > SYSTEM_NAME_MAX)
        return -EINVAL;
    if (copy_from_user(next, from, (size_t)length))
        return -EFAULT;
    spin_lock(&names_lock);
    memcpy(name, next, sizeof(next));
    spin_unlock(&names_lock);
    return 0;
}

int64_t sys_sethostname(uint64_t name, int length)
{
    return set_name(names.nodename, name, length);
}

int64_t sys_setdomainname(uint64_t name, int length)
{
    return set_name(names.domainname, name, length);
}

/* The kernel keeps no messages: they went to the console. */
int64_t sys_syslog(int type, uint64_t buffer, int length)
{
    (void)type, (void)buffer, (void)length;
    return -EPERM;
}

/* ---- what there is ---- */

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
    if (!user_range_ok(buffer, bytes))
        return -EFAULT;
    while (done < bytes) {
        uint64_t part = min_u64(bytes - done, sizeof(chunk));
        random_fill(chunk, part);
        if (copy_to_user(buffer + done, chunk, part))
            return done ? (int64_t)done : -EFAULT;
        done += part;
    }
    return (int64_t)done;
}

#define SYSINFO_LOAD_SHIFT 16 /* bits behind the point: sysinfo(2) */

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
        .procs = (uint16_t)lwp_count().living,
        .mem_unit = 1,
    };
    for (int i = 0; i < LOADS; i++)
        info.loads[i] = load_average(i) << (SYSINFO_LOAD_SHIFT - LOAD_SHIFT);
    return copy_to_user(to, &info, sizeof(info));
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
    if (!credentials_root(&current_process()->credentials))
        return -EPERM;
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
