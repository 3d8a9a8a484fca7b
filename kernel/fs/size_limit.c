/* SPDX-License-Identifier: MIT
 *
 * RLIMIT_FSIZE. See size_limit.h.
 */
#include "fs/size_limit.h"

#include "lib/errno.h"
#include "task/process.h"

uint64_t file_size_limit(void)
{
    const struct process *process = current_process();

    return process ? process->limits[RLIMIT_FSIZE].soft : RLIM_INFINITY;
}

int file_size_exceeded(void)
{
    signal_send_self(SIGXFSZ);
    return -EFBIG;
}
