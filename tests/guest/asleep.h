/* SPDX-License-Identifier: MIT
 *
 * Being sure that another thread sleeps in a call, however busy the machine is:
 * the thread says that it is about to, and who waits for that asks /proc.
 */
#ifndef ASLEEP_H
#define ASLEEP_H

#include "check.h"
#include <fcntl.h>
#include <stdio.h>

static int asleep_tid;

/* The calling thread's next call is the one that sleeps. */
static inline void asleep_soon(void)
{
    __atomic_store_n(&asleep_tid, (int)syscall(SYS_gettid), __ATOMIC_SEQ_CST);
}

/* The state's letter of a thread of this process: proc(5). */
static inline char asleep_state(int tid)
{
    char path[64], text[128] = "";

    snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
    int fd = open(path, O_RDONLY);
    CHECK(fd >= 0);
    CHECK(read(fd, text, sizeof text - 1) > 0);
    close(fd);
    return strrchr(text, ')')[2];
}

/* Wait until the one thread that has said so sleeps. */
static inline void asleep_await(void)
{
    int tid;

    while (!(tid = __atomic_load_n(&asleep_tid, __ATOMIC_SEQ_CST)) ||
           asleep_state(tid) != 'S')
        sleep_ms(1);
    asleep_tid = 0;
}

#endif
