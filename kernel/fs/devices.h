/* SPDX-License-Identifier: MIT
 *
 * Device nodes and the files of /sys/kernel/tracing.
 */
#ifndef FS_DEVICES_H
#define FS_DEVICES_H

#include <stdint.h>

struct file_ops;
struct inode;

/* Make them. What an archive put in their places is replaced; the console's
 * input is the file /input, if there is one. Stops the boot if there is no
 * memory. */
void devices_init(void);

/* Make a name, its type in `mode`, or find the directory that is there already; the
 * inode is borrowed from its entry. And a symbolic link. While booting, with
 * tmpfs_lock held; stop the boot if they cannot. */
struct inode *node_make(const char *path, uint32_t mode);
void node_link(const char *path, const char *target);

/* What the character device with this number (st_rdev) does, or NULL: there is
 * none that can be opened. */
const struct file_ops *device_ops(uint32_t rdev);

#endif
