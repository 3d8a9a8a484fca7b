/* SPDX-License-Identifier: MIT
 *
 * Who a process is, credentials(7), and what it asked for itself, prctl(2).
 * Both are parts of struct process; zero is what the first process (root's)
 * begins with. fork copies both, exec keeps them but for what is said below. On
 * Linux each LWP has its own; C libraries change them together.
 *
 * Capabilities are not kept one by one: effective user 0 may do everything, anyone
 * else what everybody may.
 */
#ifndef TASK_CREDENTIALS_H
#define TASK_CREDENTIALS_H

#include <stdbool.h>
#include <stdint.h>

#define CREDENTIALS_GROUPS 32 /* supplementary groups; Linux: 65536 */

/* Real, effective, saved, and for files. */
struct credential_ids {
    uint32_t real, effective, saved, file;
};

struct credentials {
    struct credential_ids user, group;
    uint32_t group_count;
    uint32_t groups[CREDENTIALS_GROUPS]; /* ascending */
};

/* What prctl(2) and personality(2) have set; zero is how a process begins. */
struct prctl_state {
    uint8_t parent_death_signal; /* 0: none; a child begins with none */
    bool not_dumpable;           /* exec clears it */
    bool keep_capabilities;      /* exec clears it */
    bool no_new_privs;
    uint64_t timer_slack; /* ns; 0: the default */
    uint32_t persona;
};

/* May it do what only root may? One word is read; no lock needed. */
static inline bool credentials_root(const struct credentials *credentials)
{
    return __atomic_load_n(&credentials->user.effective, __ATOMIC_RELAXED) == 0;
}

#endif
