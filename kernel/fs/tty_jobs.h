/* SPDX-License-Identifier: MIT
 *
 * Job control on a terminal: the requests of ioctl_tty(2) that are about sessions
 * and process groups. All return 0 or -errno, and take the terminal's lock and
 * tasks_lock, one after the other; no lock is held. `argument` is as in ioctl(2).
 */
#ifndef FS_TTY_JOBS_H
#define FS_TTY_JOBS_H

#include <stdbool.h>
#include <stdint.h>

struct tty;

/* TIOCSPGRP and TIOCGPGRP: the foreground group. -ENOTTY: not the caller's
 * controlling terminal; -EPERM, -ESRCH: no such group in the caller's session. */
int tty_set_group(struct tty *tty, uint64_t argument);
int tty_get_group(struct tty *tty, uint64_t argument);

/* TIOCGSID. -ENOTTY: as above. */
int tty_get_session(struct tty *tty, uint64_t argument);

/* TIOCSCTTY: it becomes the caller's controlling terminal; `steal` 1: even if it is
 * another session's. -EPERM: the caller leads no session, or the terminal is
 * another's. */
int tty_take(struct tty *tty, uint64_t steal);

/* TIOCNOTTY: the session gives it up if its leader says so; the foreground gets
 * SIGHUP and SIGCONT. -ENOTTY: it is not the caller's. */
int tty_give_up(struct tty *tty);

/* Is it the controlling terminal of the caller? Otherwise /dev/tty is none.
 * Any lock. */
bool tty_is_own(const struct tty *tty);

/* The current process ends: if it leads the session that has the terminal, the
 * foreground gets SIGHUP, and the terminal is nobody's. */
void tty_leader_ended(void);

#endif
