/* SPDX-License-Identifier: MIT
 *
 * Who is whose child, in which group and session: the tree of processes.
 *
 * One lock for the whole tree, a plain spinlock: it changes at fork, exit, wait and
 * setpgid only. It comes before any process->lock and before run queues.
 */
#ifndef TASK_FAMILY_H
#define TASK_FAMILY_H

#include <stdbool.h>
#include <stdint.h>
#include "lib/list.h"
#include "lock.h"
#include "task/signal.h"

struct process;

extern struct spinlock tasks_lock;

/* Every process, zombies too: of struct process.all, oldest first, under
 * tasks_lock. */
extern struct list processes_all;

/* `child`, whose pid is set, becomes known: as a child of `parent` in its group
 * and session; or (NULL) as pid 1, in its own. The family gets a reference. */
void family_add(struct process *child, struct process *parent);

/* `process` has ended and holds nothing but its status. Its children go to pid 1;
 * the parent is told, or, if it does not want to know, the zombie goes at once.
 * No lock held. */
void family_exit(struct process *process);

/* Forget the zombie `process`, whose times go to its parent. tasks_lock is held;
 * the family's reference is now the caller's, to be put without the lock. */
void family_reap(struct process *process);

/* Is `id` the group or the session of some process? tasks_lock is held. */
bool family_uses(uint32_t id);

/* What SIGCHLD and waitid(2) tell of the child `process` that has this wait
 * status: ended, stopped or went on. tasks_lock is held. */
struct signal_info family_exit_info(struct process *process, int status);

/* `process` runs a new program: setpgid(2) will refuse its parent. No lock held. */
void family_executed(struct process *process);

/* Has nobody in `group` a parent outside it but in its session? `ignored` (NULL:
 * nobody) does not count. tasks_lock is held. In orphans.c, like the next. */
bool family_group_orphaned(uint32_t group, const struct process *ignored);

/* The same of the current process's group, whoever is in it. Takes tasks_lock. */
bool family_is_orphaned(void);

/* `process` is a zombie, or `parent` no longer its parent: if that has made its
 * group an orphaned one in which somebody is stopped, the group gets SIGHUP and
 * SIGCONT. tasks_lock is held. */
void family_left(const struct process *process, const struct process *parent);

/* The kernel sends `signal` to everybody in `group` who lives. tasks_lock is
 * held. In orphans.c. */
void family_signal_group(uint32_t group, int signal);

/* vfork(2): the child borrows no longer; its parent goes on. No lock held. */
void family_return_space(struct process *child);

/* The current process sleeps until `child` has returned its space. It does not if
 * it has to end. No lock held. */
void family_await_space(struct process *child);

#endif
