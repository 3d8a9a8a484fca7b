/* SPDX-License-Identifier: MIT
 *
 * Robust futexes: what an LWP holds when it ends is marked, so that the next to
 * take it learns that its owner died. The LWP keeps the list itself, in its own
 * memory, and has told the kernel where (set_robust_list); nothing in it can be
 * trusted. Source: set_robust_list(2); Linux, Documentation/locking/robust-futexes.
 */
#include "task/robust.h"
#include "core.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/futex.h"
#include "task/futex_key.h"
#include "task/process.h"
#include "x86/cpu.h"

#define LIST_LIMIT 2048 /* entries looked at: the list may be a ring */
#define ENTRY_PI 1ul /* low bit of an entry's address: priority inheritance */

/* As struct robust_list_head. */
struct robust_head {
    uint64_t first;   /* entry; each begins with the address of the next */
    uint64_t offset;  /* from an entry to its futex word */
    uint64_t pending; /* entry that is being taken or released, or 0 */
};

int64_t sys_set_robust_list(uint64_t head, uint64_t length)
{
    if (length != sizeof(struct robust_head))
        return -EINVAL;
    current_lwp()->robust_list = head;
    return 0;
}

int64_t sys_get_robust_list(int tid, uint64_t head, uint64_t length)
{
    uint64_t size = sizeof(struct robust_head), list;
    struct lwp *lwp = lwp_find(tid ? (uint32_t)tid : current_lwp()->tid);

    if (!lwp)
        return -ESRCH;
    list = lwp->robust_list;
    lwp_put(lwp);
    if (copy_to_user(length, &size, sizeof(size)) ||
        copy_to_user(head, &list, sizeof(list)))
        return -EFAULT;
    return 0;
}

/* Replace the owner by FUTEX_OWNER_DIED. The word was just read, so its page is
 * there; with interrupts off nobody changes it between the two accesses. True:
 * there are waiters. */
static bool mark_word(uint64_t word, uint32_t tid)
{
    uint64_t flags = cpu_irq_save();
    uint32_t value = 0;
    bool ours = !user_peek32(word, &value) && (value & FUTEX_TID_MASK) == tid &&
                !user_write32(word, (value & FUTEX_WAITERS) | FUTEX_OWNER_DIED);

    cpu_irq_restore(flags);
    return ours && (value & FUTEX_WAITERS);
}

/* Who waits for a PI futex gets it from futex_pi_release. */
static void end_entry(uint64_t entry, uint64_t offset, uint32_t tid)
{
    uint64_t word = (entry & ~ENTRY_PI) + offset;
    uint32_t value;

    if (!(word & 3) && !user_read32(word, &value) && mark_word(word, tid) &&
        !(entry & ENTRY_PI))
        futex_wake_shared(word, 1);
}

void robust_list_end(struct lwp *lwp)
{
    uint64_t at = lwp->robust_list, entry;
    struct robust_head head;

    lwp->robust_list = 0;
    if (!at || copy_from_user(&head, at, sizeof(head)))
        return;
    entry = head.first;
    for (int i = 0; i < LIST_LIMIT && (entry & ~ENTRY_PI) != at; i++) {
        uint64_t next;
        bool more = !copy_from_user(&next, entry & ~ENTRY_PI, sizeof(next));
        if (entry != head.pending)
            end_entry(entry, head.offset, lwp->tid);
        if (!more)
            break;
        entry = next;
    }
    if (head.pending)
        end_entry(head.pending, head.offset, lwp->tid);
}
