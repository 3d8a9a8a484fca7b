/* SPDX-License-Identifier: MIT
 *
 * Permissions: the owner's bits, else the group's, else those of others. Source:
 * path_resolution(7), "Permissions". The ids are those of the process now; a
 * file that is open stays usable, whoever the process becomes.
 */
#include "fs/permission.h"
#include "fs/path.h"
#include "lib/errno.h"
#include "task/process.h"

#define CLASS_BITS 3 /* of a mode, for each of owner, group, others */

/* Which ids the current LWP is judged by. */
static uint32_t id_of(const struct credential_ids *ids)
{
    const uint32_t *id =
        current_lwp()->access_by_real ? &ids->real : &ids->file;
    return __atomic_load_n(id, __ATOMIC_RELAXED);
}

void permission_use_real(bool real)
{
    current_lwp()->access_by_real = real;
}

uint32_t permission_uid(void)
{
    const struct process *process = current_process();
    return process ? id_of(&process->credentials.user) : 0;
}

uint32_t permission_gid(void)
{
    const struct process *process = current_process();
    return process ? id_of(&process->credentials.group) : 0;
}

bool permission_root(void)
{
    return permission_uid() == 0;
}

bool inode_is_own(const struct inode *inode)
{
    return permission_root() || permission_uid() == inode->uid;
}

bool permission_in_group(uint32_t gid)
{
    struct process *process = current_process();
    bool found = permission_gid() == gid;
    if (found || !process)
        return found;
    spin_lock(&process->lock);
    const struct credentials *credentials = &process->credentials;
    for (uint32_t i = 0; i < credentials->group_count && !found; i++)
        found = credentials->groups[i] == gid;
    spin_unlock(&process->lock);
    return found;
}

/* The bits (MAY_...) that `mode` gives whoever asks. */
static uint32_t class_bits(uint32_t mode, uint32_t uid, uint32_t gid)
{
    if (permission_uid() == uid)
        return mode >> 2 * CLASS_BITS;
    return permission_in_group(gid) ? mode >> CLASS_BITS : mode;
}

/* For all but root; apart, so that root needs no stack. */
static __attribute__((noinline)) int permission_by_mode(struct inode *inode,
                                                        uint32_t wanted)
{
    spin_lock(&inode->lock);
    uint32_t mode = inode->mode, uid = inode->uid, gid = inode->gid;
    spin_unlock(&inode->lock);
    return wanted & ~class_bits(mode, uid, gid) ? -EACCES : 0;
}

int inode_permission(struct inode *inode, uint32_t wanted)
{
    if (!permission_root())
        return permission_by_mode(inode, wanted);
    bool runs = inode_is(inode, S_IFDIR) || inode->mode & 0111;
    return wanted & MAY_EXECUTE && !runs ? -EACCES : 0;
}

int permission_make(const struct path_end *end)
{
    if (end->directory->links == 0)
        return -ENOENT;
    return inode_permission(end->directory, MAY_WRITE | MAY_EXECUTE);
}

int permission_remove(const struct path_end *end)
{
    struct inode *directory = end->directory;
    int error = inode_permission(directory, MAY_WRITE | MAY_EXECUTE);
    if (error)
        return error;
    bool kept = directory->mode & S_ISVTX && !inode_is_own(end->inode) &&
                !inode_is_own(directory);
    return kept ? -EPERM : 0;
}
