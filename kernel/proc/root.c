/* SPDX-License-Identifier: MIT
 *
 * The root of /proc, and what all its directories have in common: making inodes,
 * listing tables and numbers.
 */
#include "boot_info.h"
#include "fs/devices.h"
#include "fs/file.h"
#include "fs/listing.h"
#include "fs/ops.h"
#include "fs/tmpfs.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "proc/proc.h"
#include "task/family.h"
#include "task/process.h"

#define NUMBER_DIGITS 10

/* The bits of an inode's number: this one, so that it is nobody else's; id, LWP
 * or process, place. */
#define NUMBER_BASE (1ul << 48)
#define NUMBER_ID_SHIFT 17
#define NUMBER_LWP (1ul << 16)

uint64_t proc_number(uint32_t id, bool is_lwp, uint32_t place)
{
    return NUMBER_BASE | (uint64_t)id << NUMBER_ID_SHIFT |
           (is_lwp ? NUMBER_LWP : 0) | place;
}

/* ---- inodes ---- */

static const struct file_ops *ops_for(uint32_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG:
        return &text_file_ops;
    case S_IFDIR:
        return &directory_file_ops;
    default:
        return NULL;
    }
}

int proc_make(struct inode *directory, const struct proc_subject *subject,
              uint32_t mode, const struct live_ops *live, uint32_t place,
              struct inode **result)
{
    struct inode *inode = inode_create(mode);
    struct proc_subject *copy = inode ? kmalloc(sizeof *copy) : NULL;

    if (!copy) {
        if (inode)
            inode_put(inode);
        return -ENOMEM;
    }
    *copy = *subject;
    const struct process *process = copy->process;
    if (process) {
        process_get(copy->process);
        inode->uid = process->credentials.user.effective;
        inode->gid = process->credentials.group.effective;
        inode->number = proc_number(subject->tid ? subject->tid : process->pid,
                                    subject->tid, place);
    }
    inode->mount = directory->mount;
    inode->parent = directory;
    inode_get(directory);
    inode->links = inode_is(inode, S_IFDIR) ? 2 : 1;
    inode->ops = ops_for(mode);
    inode->subject = copy;
    inode->live = live;
    *result = inode;
    return 0;
}

static void proc_release(struct inode *inode)
{
    struct proc_subject *subject = inode->subject;

    if (subject->process)
        process_put(subject->process);
    kfree(subject);
}

static int text_show(struct inode *inode, struct text *text)
{
    if (!proc_exists(inode))
        return -ESRCH;
    const struct proc_subject *subject = proc_subject(inode);
    return subject->entry->show(subject, text);
}

static int64_t text_store(struct inode *inode, const char *text, size_t length)
{
    const struct proc_subject *subject = proc_subject(inode);

    if (!subject->entry->store)
        return -EINVAL;
    return proc_exists(inode) ? subject->entry->store(subject, text, length)
                              : -ESRCH;
}

static void entry_name(struct inode *inode, char *name)
{
    strlcpy(name, proc_subject(inode)->entry->name, NAME_LENGTH_MAX + 1);
}

const struct live_ops proc_text_live = {
    .name = entry_name,
    .show = text_show,
    .store = text_store,
    .release = proc_release,
};

bool proc_exists(struct inode *inode)
{
    struct process *process = proc_subject(inode)->process;

    if (!process)
        return true;
    struct process *found = process_find(process->pid);
    if (found)
        process_put(found); /* not its last reference: there is ours */
    return found == process;
}

/* ---- tables ---- */

int proc_make_entry(struct inode *directory, const struct proc_entry *table,
                    const char *name, size_t length, struct inode **inode)
{
    struct proc_subject subject = *proc_subject(directory);

    if (!proc_exists(directory))
        return -ENOENT;
    for (uint32_t i = 0; table[i].name; i++) {
        const struct proc_entry *entry = &table[i];
        if (strlen(entry->name) != length || memcmp(entry->name, name, length))
            continue;
        subject.entry = entry;
        return proc_make(directory, &subject, entry->mode,
                         entry->live ? entry->live : &proc_text_live,
                         PROC_PLACE_ENTRIES + i, inode);
    }
    return -ENOENT;
}

bool proc_list_entries(struct inode *directory, const struct proc_entry *table,
                       struct listing *listing)
{
    const struct proc_subject *subject = proc_subject(directory);
    uint32_t id = subject->tid ? subject->tid : subject->process->pid;

    for (uint32_t i = 0; table[i].name; i++) {
        uint64_t cookie = LISTING_LIVE + i + 1;
        if (cookie <= listing->cookie)
            continue;
        if (!listing_add(listing, cookie,
                         proc_number(id, subject->tid, PROC_PLACE_ENTRIES + i),
                         table[i].mode, table[i].name, strlen(table[i].name)))
            return false;
    }
    return true;
}

/* ---- numbers ---- */

int64_t proc_parse_number(const char *name, size_t length)
{
    int64_t value = 0;

    if (length == 0 || length > NUMBER_DIGITS - 1 ||
        (name[0] == '0' && length > 1))
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (name[i] < '0' || name[i] > '9')
            return -1;
        value = value * 10 + (name[i] - '0');
    }
    return value;
}

/* By insertion: they come nearly sorted. */
void proc_numbers_add(struct proc_numbers *numbers, uint32_t number)
{
    uint32_t *list = numbers->numbers;
    uint32_t at = numbers->count;

    if (number <= numbers->above ||
        (at == PROC_BATCH && number > list[PROC_BATCH - 1]))
        return;
    if (at == PROC_BATCH)
        at--;
    else
        numbers->count++;
    for (; at > 0 && list[at - 1] > number; at--)
        list[at] = list[at - 1];
    list[at] = number;
}

bool proc_list_numbers(const struct proc_numbers *numbers, bool are_lwps,
                       uint32_t mode, struct listing *listing)
{
    char name[NUMBER_DIGITS + 1];

    for (uint32_t i = 0; i < numbers->count; i++) {
        uint32_t number = numbers->numbers[i];
        int length = ksnprintf(name, sizeof name, "%u", number);
        if (!listing_add(listing, LISTING_LIVE + number,
                         proc_number(number, are_lwps, PROC_PLACE_SELF), mode,
                         name, (size_t)length))
            return false;
    }
    return true;
}

/* ---- the root ---- */

static int root_lookup(struct inode *directory, const char *name, size_t length,
                       struct inode **inode)
{
    int64_t pid = proc_parse_number(name, length);
    struct process *process = pid > 0 ? process_find((uint32_t)pid) : NULL;

    if (!process)
        return -ENOENT;
    int error = proc_make_pid(directory, process, inode);
    process_put(process);
    return error;
}

static bool root_list(struct inode *directory, struct listing *listing)
{
    struct proc_numbers pids;

    (void)directory;
    do {
        pids = (struct proc_numbers){.above = 0};
        if (listing->cookie > LISTING_LIVE)
            pids.above = (uint32_t)(listing->cookie - LISTING_LIVE);
        spin_lock(&tasks_lock);
        list_for_each (node, &processes_all)
            proc_numbers_add(&pids, list_entry(node, struct process, all)->pid);
        spin_unlock(&tasks_lock);
        if (!proc_list_numbers(&pids, false, S_IFDIR, listing))
            return false;
    } while (pids.count == PROC_BATCH);
    return true;
}

static void root_stat(struct inode *inode, struct stat *stat)
{
    (void)inode;
    spin_lock(&tasks_lock);
    list_for_each (node, &processes_all)
        stat->st_nlink++;
    spin_unlock(&tasks_lock);
}

static const struct live_ops root_live = {
    .lookup = root_lookup,
    .list = root_list,
    .stat = root_stat,
};

static int64_t self_read(struct inode *link, char *text, size_t size)
{
    (void)link;
    int length = ksnprintf(text, size, "%u", current_process()->pid);
    return (size_t)length < size ? length : (int64_t)size;
}

static int64_t thread_self_read(struct inode *link, char *text, size_t size)
{
    (void)link;
    int length = ksnprintf(text, size, "%u/task/%u", current_process()->pid,
                           current_lwp()->tid);
    return (size_t)length < size ? length : (int64_t)size;
}

static const struct live_ops self_live = {.read_link = self_read};
static const struct live_ops thread_self_live = {.read_link = thread_self_read};

#define TEXT (S_IFREG | 0444)
#define DIRECTORY (S_IFDIR | 0555)
#define LINK (S_IFLNK | 0777)

static const struct proc_entry root_entries[] = {
    {"/proc/self", LINK, &self_live, NULL, NULL},
    {"/proc/thread-self", LINK, &thread_self_live, NULL, NULL},
    {"/proc/cpuinfo", TEXT, NULL, proc_cpuinfo_show, NULL},
    {"/proc/filesystems", TEXT, NULL, proc_filesystems_show, NULL},
    {"/proc/interrupts", TEXT, NULL, proc_interrupts_show, NULL},
    {"/proc/loadavg", TEXT, NULL, proc_loadavg_show, NULL},
    {"/proc/meminfo", TEXT, NULL, proc_meminfo_show, NULL},
    {"/proc/stat", TEXT, NULL, proc_cpu_stat_show, NULL},
    {"/proc/sys", DIRECTORY, NULL, NULL, NULL},
    {"/proc/sys/kernel", DIRECTORY, NULL, NULL, NULL},
    {"/proc/sys/kernel/hostname", TEXT, NULL, proc_hostname_show, NULL},
    {"/proc/sys/kernel/osrelease", TEXT, NULL, proc_osrelease_show, NULL},
    {"/proc/sys/kernel/ostype", TEXT, NULL, proc_ostype_show, NULL},
    {"/proc/sys/kernel/pid_max", TEXT, NULL, proc_pid_max_show, NULL},
    {"/proc/uptime", TEXT, NULL, proc_uptime_show, NULL},
    {"/proc/version", TEXT, NULL, proc_version_show, NULL},
};

/* A name of the root, or of a directory that never changes: a live inode on an
 * entry of its own. */
static void make_fixed(const struct proc_entry *entry)
{
    static const struct proc_subject nobody = {.fd = -1};
    struct inode *inode = node_make(entry->name, entry->mode);
    struct proc_subject *subject = kmalloc(sizeof *subject);

    if (!subject)
        boot_refuse("no memory for %s", entry->name);
    *subject = nobody;
    subject->entry = entry;
    inode->subject = subject;
    inode->ops = ops_for(entry->mode);
    if (entry->show)
        inode->live = &proc_text_live;
    if (entry->live)
        inode->live = entry->live;
}

void proc_init(void)
{
    struct inode *root = node_make("/proc", DIRECTORY);
    root->mode = DIRECTORY; /* an archive may have said otherwise */
    root->live = &root_live;
    for (size_t i = 0; i < sizeof root_entries / sizeof root_entries[0]; i++)
        make_fixed(&root_entries[i]);
    node_link("/proc/mounts", "self/mounts");
}
