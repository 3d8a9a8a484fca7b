/* SPDX-License-Identifier: MIT
 *
 * /proc: what the kernel knows, as files. Formats and meanings are Linux's:
 * proc(5). Everything is made of live inodes (fs/live.h): a directory of a
 * process is made when somebody walks to it, and refers to its process, so that
 * it never tells of another one that got the same pid. When the process has been
 * waited for there are no names in its directory any more (-ENOENT), and what is
 * still open of it reads as -ESRCH.
 *
 * Every name is one line of a table: of the root (root.c), of a process's
 * directory, of an LWP's (pid.c).
 */
#ifndef PROC_PROC_H
#define PROC_PROC_H

#include <stdbool.h>
#include <stdint.h>
#include "fs/inode.h"
#include "fs/live.h"
#include "fs/text.h"

struct process;
struct proc_subject;
struct proc_entry;

/* Write the text of a file. 0 or -ESRCH. May sleep; no lock held. */
typedef int proc_show(const struct proc_subject *subject, struct text *text);

/* A name. */
struct proc_entry {
    const char *name;
    uint32_t mode;               /* with its type */
    const struct live_ops *live; /* NULL: a file that `show` writes */
    proc_show *show;
    int64_t (*store)(const struct proc_subject *subject, const char *text,
                     size_t length); /* NULL: it cannot be written */
};

/* What a live inode of /proc is about: inode->subject. */
struct proc_subject {
    const struct proc_entry
        *entry;              /* NULL: the directory of a process or LWP */
    struct process *process; /* with a reference; NULL: the machine */
    uint32_t tid;            /* an LWP of it; 0: the process as a whole */
    int fd;                  /* a descriptor of it */
};

static inline const struct proc_subject *proc_subject(const struct inode *inode)
{
    return inode->subject;
}

/* Which inode, for its number: what is at a place in a directory. */
enum { PROC_PLACE_SELF = 0, PROC_PLACE_ENTRIES = 1, PROC_PLACE_FDS = 1024 };

uint64_t proc_number(uint32_t id, bool is_lwp, uint32_t place);

/* A new inode in `directory` with `mode` and `live`, which tells about *subject,
 * of which a copy is made; it belongs to the user of the process. With a
 * reference in *inode. 0 or -ENOMEM. In root.c. */
int proc_make(struct inode *directory, const struct proc_subject *subject,
              uint32_t mode, const struct live_ops *live, uint32_t place,
              struct inode **inode);

/* The same for an entry of `table`, which ends with a NULL name. */
int proc_make_entry(struct inode *directory, const struct proc_entry *table,
                    const char *name, size_t length, struct inode **inode);

/* Add the names of `table` to the listing of `directory`. */
bool proc_list_entries(struct inode *directory, const struct proc_entry *table,
                       struct listing *listing);

/* The number that name[length] is, in decimal without leading zeros, or -1. */
int64_t proc_parse_number(const char *name, size_t length);

/* For listings of numbers: the smallest ones above a bound, sorted. */
#define PROC_BATCH 64
struct proc_numbers {
    uint32_t above; /* only what is larger */
    uint32_t count;
    uint32_t numbers[PROC_BATCH];
};
void proc_numbers_add(struct proc_numbers *numbers, uint32_t number);

/* Add them as names of type `mode` to a listing. False: one did not fit. */
bool proc_list_numbers(const struct proc_numbers *numbers, bool are_lwps,
                       uint32_t mode, struct listing *listing);

/* Is the process of `inode` still known, that is, not waited for? */
bool proc_exists(struct inode *inode);

/* Make the tree. While booting, with tmpfs_lock held. */
void proc_init(void);

/* Operations: of directories of a process, of its task and fd directories, of
 * links to what it uses, of texts. */
extern const struct live_ops proc_text_live;
extern const struct live_ops proc_pid_live;
extern const struct live_ops proc_task_live;
extern const struct live_ops proc_fds_live;
extern const struct live_ops proc_exe_live, proc_cwd_live, proc_root_live;

/* The directory of `process`. 0 or -ENOMEM. In pid.c. */
int proc_make_pid(struct inode *directory, struct process *process,
                  struct inode **inode);

/* Texts about a process or LWP. */
proc_show proc_stat_show, proc_status_show, proc_statm_show, proc_comm_show,
    proc_wchan_show, proc_limits_show;                          /* status.c */
proc_show proc_maps_show, proc_cmdline_show, proc_environ_show; /* memory.c */

/* A new name for the LWP: PID/comm is written. -EINVAL: it is another process's. */
int64_t proc_comm_store(const struct proc_subject *subject, const char *text,
                        size_t length);

/* Texts about the machine. */
proc_show proc_uptime_show, proc_meminfo_show, proc_loadavg_show,
    proc_mounts_show, proc_version_show, proc_filesystems_show,
    proc_ostype_show, proc_osrelease_show, proc_hostname_show,
    proc_pid_max_show; /* system.c */
proc_show proc_cpu_stat_show, proc_cpuinfo_show,
    proc_interrupts_show; /* cpu.c */

#endif
