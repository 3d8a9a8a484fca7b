/* SPDX-License-Identifier: MIT
 *
 * What a process may map at most. Nothing is counted as it is mapped: who has a
 * limit pays for it by a walk over the areas. Two LWPs that map at once may
 * together go beyond the limit by one mapping.
 */
#include "mm/limit.h"

#include "lib/align.h"
#include "mm/area.h"
#include "mm/layout.h"
#include "task/process.h"

/* Bytes mapped. */
struct mapped {
    uint64_t all;
    uint64_t data;     /* private and writable, no stack */
    uint64_t readable; /* private, not writable, no stack */
    uint64_t locked;
};

static bool is_data(uint32_t prot, uint32_t flags)
{
    return prot & PROT_WRITE && !(flags & (MAP_SHARED | MAP_GROWSDOWN));
}

/* What lies in [start, end). The lock is held. */
static struct mapped measure(struct space *space, uint64_t start, uint64_t end)
{
    struct mapped usage = {0};

    area_for_each(area, space, start, end)
    {
        uint64_t bytes = min_u64(area->end, end) - max_u64(area->start, start);
        usage.all += bytes;
        usage.locked += area->flags & MAP_LOCKED ? bytes : 0;
        if (is_data(area->prot, area->flags))
            usage.data += bytes;
        else if (is_data(PROT_WRITE, area->flags))
            usage.readable += bytes;
    }
    return usage;
}

/* In whole pages; RLIM_INFINITY: none. Kernel threads have none. */
static uint64_t limit_of(int resource)
{
    const struct process *process = current_process();
    uint64_t limit = process ? process->limits[resource].soft : RLIM_INFINITY;

    return limit == RLIM_INFINITY ? limit : align_down(limit, PAGE_SIZE);
}

static bool unlimited(void)
{
    return limit_of(RLIMIT_AS) == RLIM_INFINITY &&
           limit_of(RLIMIT_DATA) == RLIM_INFINITY;
}

/* Is there room for `all` more bytes, of which `data` are data? The lock is
 * held. */
static bool room_for(struct space *space, uint64_t all, uint64_t data)
{
    struct mapped usage = measure(space, 0, USER_TOP);

    if (all && usage.all + all > limit_of(RLIMIT_AS))
        return false;
    return !data || usage.data + data <= limit_of(RLIMIT_DATA);
}

bool limit_allows_map(struct space *space, uint64_t address, uint64_t length,
                      uint32_t prot, uint32_t flags)
{
    if (unlimited())
        return true;
    struct mapped old = {0};
    spin_lock(&space->lock);
    if (flags & MAP_FIXED)
        old = measure(space, address, address + length);
    uint64_t data = is_data(prot, flags) ? length : 0;
    bool room =
        room_for(space, length - old.all, data - min_u64(data, old.all));
    spin_unlock(&space->lock);
    return room;
}

bool limit_allows_growth(struct space *space, uint64_t address, uint64_t more)
{
    if (unlimited())
        return true;
    spin_lock(&space->lock);
    const struct area *area = area_at(space, address);
    bool data = area && is_data(area->prot, area->flags);
    bool room = room_for(space, more, data ? more : 0);
    spin_unlock(&space->lock);
    return room;
}

bool limit_allows_writing(struct space *space, uint64_t start, uint64_t end)
{
    if (unlimited())
        return true;
    spin_lock(&space->lock);
    bool room = room_for(space, 0, measure(space, start, end).readable);
    spin_unlock(&space->lock);
    return room;
}

bool limit_allows_space(struct space *space)
{
    if (unlimited())
        return true;
    spin_lock(&space->lock);
    struct mapped usage = measure(space, 0, USER_TOP);
    spin_unlock(&space->lock);
    return usage.all <= limit_of(RLIMIT_AS) &&
           usage.data <= limit_of(RLIMIT_DATA);
}

bool limit_allows_stack(struct space *space, uint64_t bytes, uint64_t more)
{
    return bytes <= limit_of(RLIMIT_STACK) &&
           (unlimited() || room_for(space, more, 0));
}

static bool lock_unlimited(void)
{
    return credentials_root(&current_process()->credentials) ||
           limit_of(RLIMIT_MEMLOCK) == RLIM_INFINITY;
}

bool limit_allows_locking(void)
{
    return lock_unlimited() || limit_of(RLIMIT_MEMLOCK) > 0;
}

bool limit_allows_lock(struct space *space, uint64_t start, uint64_t end)
{
    if (lock_unlimited())
        return true;
    spin_lock(&space->lock);
    struct mapped all = measure(space, 0, USER_TOP);
    struct mapped range = measure(space, start, end);
    spin_unlock(&space->lock);
    return all.locked + range.all - range.locked <= limit_of(RLIMIT_MEMLOCK);
}

bool limit_allows_more_locked(struct space *space, uint64_t more)
{
    if (lock_unlimited())
        return true;
    spin_lock(&space->lock);
    uint64_t locked = measure(space, 0, USER_TOP).locked;
    spin_unlock(&space->lock);
    return locked + more <= limit_of(RLIMIT_MEMLOCK);
}
