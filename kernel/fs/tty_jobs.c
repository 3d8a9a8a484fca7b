/* SPDX-License-Identifier: MIT
 *
 * Job control: whose terminal it is, and who may use it. Source:
 * credentials(7), tcsetpgrp(3), ioctl_tty(2).
 *
 * A terminal belongs to one session, and in it one process group is in the
 * foreground. Keys like ^C go to that group; a process of another group that
 * reads is stopped by SIGTTIN. When the session's leader ends, the foreground
 * gets SIGHUP and nobody has the terminal. What is not here: a process that gives
 * up the terminal of its session without leading it keeps it; and descriptors of
 * /dev/tty from before the leader's end still work.
 */
#include "fs/tty_jobs.h"
#include "fs/tty.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "task/family.h"
#include "task/lwp.h"
#include "task/process.h"

/* ---- the processes of a group ---- */

/* All at once: who gets the signal first may end, and be waited for, before the
 * others have it. */
static void send_to_group(uint32_t group, int signal)
{
    spin_lock(&tasks_lock);
    family_signal_group(group, signal);
    spin_unlock(&tasks_lock);
}

/* Is there a process in `group`, and is one of `session`? */
static void find_group(uint32_t group, uint32_t session, bool *exists,
                       bool *inside)
{
    *exists = *inside = false;
    spin_lock(&tasks_lock);
    list_for_each (node, &processes_all) {
        struct process *process = list_entry(node, struct process, all);
        bool member = process->group == group;
        *exists |= member;
        *inside |= member && process->session == session;
    }
    spin_unlock(&tasks_lock);
}

/* Does the leader of `session` live? */
static bool session_lives(uint32_t session)
{
    struct process *leader = session ? process_find(session) : NULL;

    if (!leader)
        return false;
    bool lives = leader->session == session && !leader->zombie;
    process_put(leader);
    return lives;
}

/* ---- the lock, and what it holds back ---- */

void tty_lock(struct tty *tty)
{
    spin_lock(&tty->lock);
}

void tty_unlock(struct tty *tty)
{
    uint64_t raised = tty->raised;
    uint32_t group = tty->group;

    tty->raised = 0;
    spin_unlock(&tty->lock);
    for (; raised && group; raised &= raised - 1)
        send_to_group(group, __builtin_ctzll(raised) + 1);
}

/* ---- background ---- */

/* Is `signal` ignored or blocked by the current LWP? */
static bool is_deaf(int signal)
{
    const struct lwp *lwp = current_lwp();
    const struct signal_action *action =
        &lwp->process->actions[signal - 1]; /* one word, as it is now */

    return lwp->signal_mask & signal_bit(signal) || action->handler == SIG_IGN;
}

bool tty_is_foreground(const struct tty *tty)
{
    const struct process *self = current_process();

    return tty->session != self->session || tty->group == 0 ||
           tty->group == self->group;
}

int tty_check_background(struct tty *tty, int signal)
{
    struct process *self = current_process();

    tty_lock(tty);
    bool foreground = tty_is_foreground(tty);
    tty_unlock(tty);
    if (foreground)
        return 0;
    if (is_deaf(signal))
        return signal == SIGTTIN ? -EIO : 0;
    if (family_is_orphaned())
        return -EIO;
    send_to_group(self->group, signal);
    return -EINTR;
}

/* ---- requests ---- */

/* Is it the current process's controlling terminal? Its lock is held, or only what
 * is so now matters. */
static bool is_own(const struct tty *tty)
{
    return tty->session && tty->session == current_process()->session;
}

int tty_set_group(struct tty *tty, uint64_t argument)
{
    uint32_t session = current_process()->session;
    int32_t group;
    bool exists, inside;

    if (copy_from_user(&group, argument, sizeof(group)) != 0)
        return -EFAULT;
    if (group < 0)
        return -EINVAL;
    find_group((uint32_t)group, session, &exists, &inside);
    int error = -ENOTTY;
    tty_lock(tty);
    if (is_own(tty))
        error = !exists ? -ESRCH : !inside ? -EPERM : 0;
    if (!error)
        tty->group = (uint32_t)group;
    tty_unlock(tty);
    return error;
}

/* Tell one of the two numbers, if the terminal is the caller's. */
static int tell(struct tty *tty, const uint32_t *number, uint64_t argument)
{
    tty_lock(tty);
    bool own = is_own(tty);
    uint32_t value = *number;
    tty_unlock(tty);
    return own ? copy_to_user(argument, &value, sizeof(value)) : -ENOTTY;
}

int tty_get_group(struct tty *tty, uint64_t argument)
{
    return tell(tty, &tty->group, argument);
}

int tty_get_session(struct tty *tty, uint64_t argument)
{
    return tell(tty, &tty->session, argument);
}

int tty_take(struct tty *tty, uint64_t steal)
{
    struct process *self = current_process();
    bool is_free = !session_lives(tty->session) || steal == 1;

    if (self->session != self->pid)
        return -EPERM;
    tty_lock(tty);
    bool own = is_own(tty);
    if (!own && is_free) {
        tty->session = self->session;
        tty->group = self->group;
    }
    tty_unlock(tty);
    return own || is_free ? 0 : -EPERM;
}

int tty_give_up(struct tty *tty)
{
    struct process *self = current_process();

    tty_lock(tty);
    bool own = is_own(tty);
    uint32_t group = tty->group;
    bool leader = own && self->session == self->pid;
    if (leader)
        tty->session = tty->group = 0;
    tty_unlock(tty);
    if (leader && group) {
        send_to_group(group, SIGHUP);
        send_to_group(group, SIGCONT);
    }
    return own ? 0 : -ENOTTY;
}

bool tty_is_own(const struct tty *tty)
{
    return is_own(tty);
}

void tty_leader_ended(void)
{
    struct process *self = current_process();
    struct tty *tty = console_tty;
    uint32_t group = 0;

    if (!tty || self->session != self->pid)
        return;
    tty_lock(tty);
    if (is_own(tty)) {
        group = tty->group;
        tty->session = tty->group = 0;
        tty_wake(tty);
    }
    tty_unlock(tty);
    if (group)
        send_to_group(group, SIGHUP);
}
