/* SPDX-License-Identifier: MIT
 *
 * /sys/kernel/tracing.
 */
#ifndef TRACE_FILES_H
#define TRACE_FILES_H

/* Make its files. While booting, with tmpfs_lock held. */
void trace_files_init(void);

#endif
