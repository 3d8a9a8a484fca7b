/* SPDX-License-Identifier: MIT
 *
 * Device nodes and the files of /sys/kernel/tracing.
 */
#ifndef FS_DEVICES_H
#define FS_DEVICES_H

#include <stdint.h>

struct file_ops;

/* Make them. What an archive put in their places is replaced; the console's
 * input is the file /input, if there is one. Stops the boot if there is no
 * memory. */
void devices_init(void);

/* What the character device with this number (st_rdev) does, or NULL: there is
 * none that can be opened. */
const struct file_ops *device_ops(uint32_t rdev);

#endif
