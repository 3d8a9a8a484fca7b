/* SPDX-License-Identifier: MIT
 *
 * A process: an instance of a program. It owns the address space, the descriptors,
 * the signal actions; its LWPs share them.
 */
#ifndef TASK_PROCESS_H
#define TASK_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include "core.h"
#include "lib/list.h"
#include "lock.h"
#include "task/lwp.h"
#include "task/waitq.h"

struct files;
struct space;

/* A resource limit: getrlimit(2). */
struct rlimit {
    uint64_t soft, hard;
};

enum {
    RLIMIT_STACK = 3,
    RLIMIT_CORE = 4,
    RLIMIT_NPROC = 6,
    RLIMIT_NOFILE = 7,
    RLIMIT_COUNT = 16
};

#define RLIM_INFINITY UINT64_MAX

struct process {
    uint32_t pid;
    struct space *space; /* constant until exec */
    struct files *files; /* constant */
    char path[256];      /* of the program, for /proc and gdb */

    struct spinlock lock; /* protects what follows */
    struct list lwps;     /* of struct lwp.siblings, those not yet dead */
    uint32_t lwp_count;
    bool exiting;                          /* exit_group: every LWP leaves */
    int exit_status;                       /* as wait4's status word */
    struct signal_action actions[SIGNALS]; /* [n - 1] */
    struct signal_set signals; /* pending, directed at the process */
    struct rlimit limits[RLIMIT_COUNT];
    uint64_t dead_time; /* CPU time of LWPs that have ended */
};

static inline struct process *current_process(void)
{
    return current_lwp()->process;
}

/* Make pid 1 from the options and start it: see task/init.c. Stops the boot if the program is
 * missing or no program. */
void process_start_init(void);

/* The current LWP ends with `status` (wait4's status word); the last one of a
 * process ends the process, and pid 1's end ends the run. */
__attribute__((noreturn)) void lwp_exit(int status);

/* Every LWP of the current process ends. */
__attribute__((noreturn)) void process_exit(int status);

/* What wait4 says: ended by exit(code), killed by a signal. */
static inline int status_exited(int code)
{
    return (code & 0xff) << 8;
}

static inline int status_killed(int signal)
{
    return signal;
}

/* Set the limits that a first process has. */
void process_init_limits(struct process *process);

/* Load the static (or static-PIE) ELF program at `path` into a new space. On success *entry and *stack are
 * the first user RIP and RSP; the stack holds argc, argv, envp and auxv as the
 * System V ABI says. 0 or -errno (-ENOEXEC: malformed; *why says how). In exec.c. */
int exec_load(const char *path, char *const argv[], char *const envp[],
              struct space *space, uint64_t *entry, uint64_t *stack,
              const char **why);

#endif
