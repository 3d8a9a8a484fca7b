/* SPDX-License-Identifier: MIT
 *
 * The files of /sys/kernel/sched_ext, as Linux 6.12 has them, but that there is
 * always a policy and all LWPs are under it: `root/ops` is its name, and whoever
 * writes another policy's name there changes it, which Linux does by loading a
 * program; enable_seq counts the policies there have been so far. No policy can
 * refuse an LWP, and cores neither come nor go: nr_rejected and hotplug_seq, which
 * count that, are 0.
 */
#include "fs/devices.h"
#include "fs/inode.h"
#include "fs/live.h"
#include "fs/ops.h"
#include "fs/stat.h"
#include "fs/text.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "task/run_queue.h"
#include "task/sched.h"

static int ops_show(struct inode *inode, struct text *text)
{
    (void)inode;
    text_add(text, "%s\n", sched_policy->name);
    return 0;
}

static int64_t ops_store(struct inode *inode, const char *value, size_t length)
{
    char name[SCHED_NAME_SIZE];
    size_t end = length && value[length - 1] == '\n' ? length - 1 : length;

    (void)inode;
    if (end >= sizeof(name))
        return -EINVAL;
    memcpy(name, value, end);
    name[end] = '\0';
    const struct sched_ops *to = sched_policy_find(name);
    int error = to ? sched_switch_policy(to) : -EINVAL;
    return error ? error : (int64_t)length;
}

static int state_show(struct inode *inode, struct text *text)
{
    (void)inode;
    text_add_string(text, "enabled\n");
    return 0;
}

static int all_show(struct inode *inode, struct text *text)
{
    (void)inode;
    text_add_string(text, "1\n");
    return 0;
}

static int zero_show(struct inode *inode, struct text *text)
{
    (void)inode;
    text_add_string(text, "0\n");
    return 0;
}

static int seq_show(struct inode *inode, struct text *text)
{
    (void)inode;
    text_add(text, "%lu\n", sched_switches());
    return 0;
}

static const struct live_ops ops_live = {.show = ops_show, .store = ops_store};
static const struct live_ops state_live = {.show = state_show};
static const struct live_ops all_live = {.show = all_show};
static const struct live_ops zero_live = {.show = zero_show};
static const struct live_ops seq_live = {.show = seq_show};

static const struct sched_file {
    const char *path;
    uint32_t mode;
    const struct live_ops *live;
} sched_files[] = {
    {"/sys/kernel/sched_ext", S_IFDIR | 0755, NULL},
    {"/sys/kernel/sched_ext/root", S_IFDIR | 0755, NULL},
    {"/sys/kernel/sched_ext/root/ops", S_IFREG | 0644, &ops_live},
    {"/sys/kernel/sched_ext/state", S_IFREG | 0444, &state_live},
    {"/sys/kernel/sched_ext/switch_all", S_IFREG | 0444, &all_live},
    {"/sys/kernel/sched_ext/nr_rejected", S_IFREG | 0444, &zero_live},
    {"/sys/kernel/sched_ext/hotplug_seq", S_IFREG | 0444, &zero_live},
    {"/sys/kernel/sched_ext/enable_seq", S_IFREG | 0444, &seq_live},
};

void sched_files_init(void)
{
    for (size_t i = 0; i < sizeof(sched_files) / sizeof(sched_files[0]); i++) {
        const struct sched_file *file = &sched_files[i];
        struct inode *inode = node_make(file->path, file->mode);
        if (!file->live)
            continue;
        inode->ops = &text_file_ops;
        inode->live = file->live;
    }
}
