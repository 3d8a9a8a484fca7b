/* SPDX-License-Identifier: MIT
 *
 * RLIMIT_FSIZE: how large the current process may make a file. What is larger
 * already may be read and written up to there. getrlimit(2).
 */
#ifndef FS_SIZE_LIMIT_H
#define FS_SIZE_LIMIT_H

#include <stdint.h>

/* In bytes; the kernel itself may do all. */
uint64_t file_size_limit(void);

/* Somebody wanted more: SIGXFSZ. Always -EFBIG. No lock held. */
int file_size_exceeded(void);

#endif
