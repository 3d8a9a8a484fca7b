/* SPDX-License-Identifier: MIT
 *
 * The system calls about user and group ids: credentials(7) and section 2 of the
 * manual, each under its name. Users and groups follow the same rules, so each
 * rule is one function on struct credential_ids.
 */
#include "core.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/credentials.h"
#include "task/process.h"
#include "task/process_limit.h"

#define UNCHANGED UINT32_MAX /* (uid_t)-1 */

static struct credentials *own(void)
{
    return &current_process()->credentials;
}

int64_t sys_getuid(void)
{
    return own()->user.real;
}

int64_t sys_geteuid(void)
{
    return own()->user.effective;
}

int64_t sys_getgid(void)
{
    return own()->group.real;
}

int64_t sys_getegid(void)
{
    return own()->group.effective;
}

static int64_t put_ids(const struct credential_ids *ids, uint64_t real,
                       uint64_t effective, uint64_t saved)
{
    if (user_write32(real, ids->real) ||
        user_write32(effective, ids->effective))
        return -EFAULT;
    return user_write32(saved, ids->saved);
}

int64_t sys_getresuid(uint64_t real, uint64_t effective, uint64_t saved)
{
    return put_ids(&own()->user, real, effective, saved);
}

int64_t sys_getresgid(uint64_t real, uint64_t effective, uint64_t saved)
{
    return put_ids(&own()->group, real, effective, saved);
}

/* ---- the rules: each changes *ids, of a caller who is root or not; 0 or -errno */

static int set_one(struct credential_ids *ids, bool root, uint32_t id)
{
    if (id == UNCHANGED)
        return -EINVAL;
    if (root)
        ids->real = ids->saved = id;
    else if (id != ids->real && id != ids->saved)
        return -EPERM;
    ids->effective = ids->file = id;
    return 0;
}

/* Without privilege the real id becomes the real or effective one, the effective
 * id any of the three. */
static int set_two(struct credential_ids *ids, bool root, uint32_t real,
                   uint32_t effective)
{
    struct credential_ids last = *ids;

    if (!root && real != UNCHANGED && real != last.real &&
        real != last.effective)
        return -EPERM;
    if (!root && effective != UNCHANGED && effective != last.real &&
        effective != last.effective && effective != last.saved)
        return -EPERM;
    if (real != UNCHANGED)
        ids->real = real;
    if (effective != UNCHANGED)
        ids->effective = effective;
    if (real != UNCHANGED || (effective != UNCHANGED && effective != last.real))
        ids->saved = ids->effective;
    ids->file = ids->effective;
    return 0;
}

static bool is_one_of(const struct credential_ids *ids, uint32_t id)
{
    return id == UNCHANGED || id == ids->real || id == ids->effective ||
           id == ids->saved;
}

static int set_three(struct credential_ids *ids, bool root, uint32_t real,
                     uint32_t effective, uint32_t saved)
{
    if (!root && !(is_one_of(ids, real) && is_one_of(ids, effective) &&
                   is_one_of(ids, saved)))
        return -EPERM;
    if (real != UNCHANGED)
        ids->real = real;
    if (effective != UNCHANGED)
        ids->effective = effective;
    if (saved != UNCHANGED)
        ids->saved = saved;
    ids->file = ids->effective;
    return 0;
}

/* The old one, whether it was changed or not: setfsuid(2). */
static int64_t set_file(struct credential_ids *ids, bool root, uint32_t id)
{
    uint32_t last = ids->file;

    if (id != UNCHANGED && (root || is_one_of(ids, id)))
        ids->file = id;
    return last;
}

/* ---- the calls ---- */

/* The caller's ids, users' or groups', to be changed under the lock. */
static struct credential_ids *lock_user(void)
{
    spin_lock(&current_process()->lock);
    return &own()->user;
}

static struct credential_ids *lock_group(void)
{
    spin_lock(&current_process()->lock);
    return &own()->group;
}

static int64_t unlock(int64_t result)
{
    spin_unlock(&current_process()->lock);
    return result;
}

/* The same after user ids may have changed; the real one was `last`. */
static int64_t unlock_user(uint32_t last, int64_t result)
{
    unlock(result);
    process_limit_user_set(last);
    return result;
}

int64_t sys_setuid(uint32_t id)
{
    uint32_t last = own()->user.real;

    return unlock_user(last, set_one(lock_user(), credentials_root(own()), id));
}

int64_t sys_setgid(uint32_t id)
{
    return unlock(set_one(lock_group(), credentials_root(own()), id));
}

int64_t sys_setreuid(uint32_t real, uint32_t effective)
{
    uint32_t last = own()->user.real;

    return unlock_user(last, set_two(lock_user(), credentials_root(own()), real,
                                     effective));
}

int64_t sys_setregid(uint32_t real, uint32_t effective)
{
    return unlock(
        set_two(lock_group(), credentials_root(own()), real, effective));
}

int64_t sys_setresuid(uint32_t real, uint32_t effective, uint32_t saved)
{
    uint32_t last = own()->user.real;

    return unlock_user(last, set_three(lock_user(), credentials_root(own()),
                                       real, effective, saved));
}

int64_t sys_setresgid(uint32_t real, uint32_t effective, uint32_t saved)
{
    return unlock(set_three(lock_group(), credentials_root(own()), real,
                            effective, saved));
}

int64_t sys_setfsuid(uint32_t id)
{
    return unlock(set_file(lock_user(), credentials_root(own()), id));
}

int64_t sys_setfsgid(uint32_t id)
{
    return unlock(set_file(lock_group(), credentials_root(own()), id));
}

/* ---- supplementary groups ---- */

int64_t sys_getgroups(int size, uint64_t list)
{
    struct process *process = current_process();
    struct credentials now;

    if (size < 0)
        return -EINVAL;
    spin_lock(&process->lock);
    now = process->credentials;
    spin_unlock(&process->lock);
    if (size == 0)
        return now.group_count;
    if ((uint32_t)size < now.group_count)
        return -EINVAL;
    if (copy_to_user(list, now.groups, now.group_count * sizeof(uint32_t)))
        return -EFAULT;
    return now.group_count;
}

/* By insertion: there are few. */
static void sort(uint32_t *values, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        uint32_t value = values[i], at = i;
        for (; at > 0 && values[at - 1] > value; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
}

int64_t sys_setgroups(int size, uint64_t list)
{
    struct process *process = current_process();
    uint32_t groups[CREDENTIALS_GROUPS];

    if (!credentials_root(own()))
        return -EPERM;
    if ((uint32_t)size > CREDENTIALS_GROUPS)
        return -EINVAL;
    if (copy_from_user(groups, list, (uint32_t)size * sizeof(groups[0])))
        return -EFAULT;
    for (int i = 0; i < size; i++)
        if (groups[i] == UNCHANGED)
            return -EINVAL;
    sort(groups, (uint32_t)size);
    spin_lock(&process->lock);
    process->credentials.group_count = (uint32_t)size;
    for (int i = 0; i < size; i++)
        process->credentials.groups[i] = groups[i];
    spin_unlock(&process->lock);
    return 0;
}

/* ---- capabilities: capget(2) ---- */

#define CAPABILITY_V1 0x19980330u
#define CAPABILITY_V2 0x20071026u
#define CAPABILITY_V3 0x20080522u
#define CAPABILITIES 0x1ffffffffffull /* Linux 6.1 has 41 */

struct capability_header {
    uint32_t version;
    int32_t pid;
};

struct capability_data {
    uint32_t effective, permitted, inheritable;
};

/* Of each half of the bits. Root's are all; also permitted to who can become root
 * again. */
static void fill_capabilities(struct capability_data data[2],
                              const struct credential_ids *user)
{
    bool root = user->effective == 0;
    bool permitted = root || user->real == 0 || user->saved == 0;

    for (int i = 0; i < 2; i++) {
        uint32_t bits = (uint32_t)(CAPABILITIES >> i * 32);
        data[i] = (struct capability_data){
            .effective = root ? bits : 0,
            .permitted = permitted ? bits : 0,
        };
    }
}

/* An unknown version is answered with the present one, and without `data` that is
 * all that was asked. */
static int64_t refuse_version(uint64_t header, uint64_t data)
{
    if (user_write32(header, CAPABILITY_V3))
        return -EFAULT;
    return data ? -EINVAL : 0;
}

int64_t sys_capget(uint64_t header, uint64_t data)
{
    struct capability_header asked;
    struct capability_data answer[2];

    if (user_read32(header, &asked.version))
        return -EFAULT;
    if (asked.version != CAPABILITY_V1 && asked.version != CAPABILITY_V2 &&
        asked.version != CAPABILITY_V3)
        return refuse_version(header, data);
    if (!data)
        return 0;
    if (copy_from_user(&asked, header, sizeof(asked)))
        return -EFAULT;
    if (asked.pid < 0)
        return -EINVAL;
    struct process *process =
        process_find(asked.pid ? (uint32_t)asked.pid : current_process()->pid);
    if (!process)
        return -ESRCH;
    fill_capabilities(answer, &process->credentials.user);
    process_put(process);
    return copy_to_user(data, answer,
                        asked.version == CAPABILITY_V1 ? sizeof(answer[0])
                                                       : sizeof(answer));
}
