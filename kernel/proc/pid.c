/* SPDX-License-Identifier: MIT
 *
 * The directories of processes (/proc/PID) and of their LWPs
 * (/proc/PID/task/TID), and the links in them to what a process uses.
 */
#include "fs/file.h"
#include "fs/listing.h"
#include "fs/path.h"
#include "fs/tmpfs.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "proc/proc.h"
#include "proc/view.h"
#include "task/process.h"

#define TEXT (S_IFREG | 0444)
#define PRIVATE_TEXT (S_IFREG | 0400)
#define OWN_TEXT (S_IFREG | 0644)
#define DIRECTORY (S_IFDIR | 0555)
#define PRIVATE_DIRECTORY (S_IFDIR | 0500)
#define LINK (S_IFLNK | 0777)

/* What fstat(2) says of links with a live end, as on Linux. */
#define LINKED_SIZE 64

static const struct proc_entry process_entries[] = {
    {"cmdline", TEXT, NULL, proc_cmdline_show, NULL},
    {"comm", OWN_TEXT, NULL, proc_comm_show, proc_comm_store},
    {"cwd", LINK, &proc_cwd_live, NULL, NULL},
    {"environ", PRIVATE_TEXT, NULL, proc_environ_show, NULL},
    {"exe", LINK, &proc_exe_live, NULL, NULL},
    {"fd", PRIVATE_DIRECTORY, &proc_fds_live, NULL, NULL},
    {"limits", TEXT, NULL, proc_limits_show, NULL},
    {"maps", TEXT, NULL, proc_maps_show, NULL},
    {"mounts", TEXT, NULL, proc_mounts_show, NULL},
    {"root", LINK, &proc_root_live, NULL, NULL},
    {"stat", TEXT, NULL, proc_stat_show, NULL},
    {"statm", TEXT, NULL, proc_statm_show, NULL},
    {"status", TEXT, NULL, proc_status_show, NULL},
    {"task", DIRECTORY, &proc_task_live, NULL, NULL},
    {"wchan", TEXT, NULL, proc_wchan_show, NULL},
    {NULL, 0, NULL, NULL, NULL},
};

static const struct proc_entry lwp_entries[] = {
    {"cmdline", TEXT, NULL, proc_cmdline_show, NULL},
    {"comm", OWN_TEXT, NULL, proc_comm_show, proc_comm_store},
    {"limits", TEXT, NULL, proc_limits_show, NULL},
    {"stat", TEXT, NULL, proc_stat_show, NULL},
    {"statm", TEXT, NULL, proc_statm_show, NULL},
    {"status", TEXT, NULL, proc_status_show, NULL},
    {"wchan", TEXT, NULL, proc_wchan_show, NULL},
    {NULL, 0, NULL, NULL, NULL},
};

static void release(struct inode *inode)
{
    proc_text_live.release(inode);
}

static void entry_name(struct inode *inode, char *name)
{
    proc_text_live.name(inode, name);
}

static void number_name(struct inode *inode, char *name)
{
    const struct proc_subject *subject = proc_subject(inode);
    uint32_t id = subject->tid ? subject->tid : subject->process->pid;

    ksnprintf(name, NAME_LENGTH_MAX + 1, "%u", id);
}

/* ---- /proc/PID ---- */

static int pid_lookup(struct inode *directory, const char *name, size_t length,
                      struct inode **inode)
{
    return proc_make_entry(directory, process_entries, name, length, inode);
}

static bool pid_list(struct inode *directory, struct listing *listing)
{
    return proc_list_entries(directory, process_entries, listing);
}

static void pid_stat(struct inode *inode, struct stat *stat)
{
    (void)inode;
    stat->st_nlink += 2; /* fd, task */
}

const struct live_ops proc_pid_live = {
    .lookup = pid_lookup,
    .list = pid_list,
    .exists = proc_exists,
    .name = number_name,
    .stat = pid_stat,
    .release = release,
};

int proc_make_pid(struct inode *directory, struct process *process,
                  struct inode **inode)
{
    const struct proc_subject subject = {.process = process, .fd = -1};

    return proc_make(directory, &subject, DIRECTORY, &proc_pid_live,
                     PROC_PLACE_SELF, inode);
}

/* ---- /proc/PID/task and /proc/PID/task/TID ---- */

static bool lwp_exists(struct inode *inode)
{
    const struct proc_subject *subject = proc_subject(inode);

    return proc_exists(inode) &&
           proc_lwp_exists(subject->process, subject->tid);
}

static int lwp_lookup(struct inode *directory, const char *name, size_t length,
                      struct inode **inode)
{
    if (!lwp_exists(directory))
        return -ENOENT;
    return proc_make_entry(directory, lwp_entries, name, length, inode);
}

static bool lwp_list(struct inode *directory, struct listing *listing)
{
    return proc_list_entries(directory, lwp_entries, listing);
}

static const struct live_ops lwp_live = {
    .lookup = lwp_lookup,
    .list = lwp_list,
    .exists = lwp_exists,
    .name = number_name,
    .release = release,
};

static int task_lookup(struct inode *directory, const char *name, size_t length,
                       struct inode **inode)
{
    struct proc_subject subject = *proc_subject(directory);
    int64_t tid = proc_parse_number(name, length);

    if (tid <= 0 || !proc_exists(directory) ||
        !proc_lwp_exists(subject.process, (uint32_t)tid))
        return -ENOENT;
    subject.tid = (uint32_t)tid;
    subject.entry = NULL;
    return proc_make(directory, &subject, DIRECTORY, &lwp_live, PROC_PLACE_SELF,
                     inode);
}

/* All LWPs of `process`; the first one counts until the process has gone. */
static void collect_tids(struct process *process, struct proc_numbers *tids)
{
    bool leads = false;

    spin_lock(&process->lock);
    list_for_each (node, &process->lwps) {
        uint32_t tid = list_entry(node, struct lwp, siblings)->tid;
        proc_numbers_add(tids, tid);
        leads |= tid == process->pid;
    }
    spin_unlock(&process->lock);
    if (!leads)
        proc_numbers_add(tids, process->pid);
}

static bool task_list(struct inode *directory, struct listing *listing)
{
    struct proc_numbers tids;

    do {
        tids = (struct proc_numbers){.above = 0};
        if (listing->cookie > LISTING_LIVE)
            tids.above = (uint32_t)(listing->cookie - LISTING_LIVE);
        collect_tids(proc_subject(directory)->process, &tids);
        if (!proc_list_numbers(&tids, true, S_IFDIR, listing))
            return false;
    } while (tids.count == PROC_BATCH);
    return true;
}

static void task_stat(struct inode *inode, struct stat *stat)
{
    stat->st_nlink += proc_threads(proc_subject(inode)->process);
}

const struct live_ops proc_task_live = {
    .lookup = task_lookup,
    .list = task_list,
    .exists = proc_exists,
    .name = entry_name,
    .stat = task_stat,
    .release = release,
};

/* ---- exe, cwd, root ---- */

/* What readlink(2) says of a link that leads to an inode. */
static int64_t linked_read(struct inode *link, char *text, size_t size)
{
    struct inode *target;
    int error = link->live->follow(link, &target);

    if (error)
        return error;
    int64_t length = path_tell(target, text, size);
    inode_put(target);
    return length;
}

static void linked_stat(struct inode *inode, struct stat *stat)
{
    (void)inode;
    stat->st_size = LINKED_SIZE;
}

/* The program's file. The executable's reference goes only after the process has
 * let go of it under its lock. */
static int exe_follow(struct inode *link, struct inode **target)
{
    struct process *process = proc_subject(link)->process;

    spin_lock(&process->lock);
    *target = process_program(process);
    if (*target)
        inode_get(*target);
    spin_unlock(&process->lock);
    return *target ? 0 : -ENOENT;
}

static int cwd_follow(struct inode *link, struct inode **target)
{
    struct process *process = proc_subject(link)->process;
    int error = -ENOENT;

    spin_lock(&process->lock);
    if (process->files) {
        *target = files_directory(process->files);
        error = 0;
    }
    spin_unlock(&process->lock);
    return error;
}

static int root_follow(struct inode *link, struct inode **target)
{
    int error = cwd_follow(link, target);

    if (error)
        return error;
    inode_put(*target);
    *target = tmpfs_root;
    inode_get(tmpfs_root);
    return 0;
}

const struct live_ops proc_exe_live = {
    .read_link = linked_read,
    .follow = exe_follow,
    .stat = linked_stat,
    .release = release,
};

const struct live_ops proc_cwd_live = {
    .read_link = linked_read,
    .follow = cwd_follow,
    .stat = linked_stat,
    .release = release,
};

const struct live_ops proc_root_live = {
    .read_link = linked_read,
    .follow = root_follow,
    .stat = linked_stat,
    .release = release,
};
