/* SPDX-License-Identifier: MIT
 *
 * When reading and writing lets go of the GIL: the environment's IO_YIELD.
 *
 *   always   before each call, as CPython does: whether the call would have
 *            waited is not known before it is made. A thread that does much
 *            quick I/O loses the GIL each time, and waits for it among those
 *            that compute: the convoy. The default.
 *   blocked  only if the call would wait. It is asked first, with the GIL in
 *            hand: a socket by a call that may not wait (MSG_DONTWAIT),
 *            everything else by poll(2) with timeout 0.
 *
 * Between poll's answer and the call another reader of the same pipe, a thread
 * without the GIL or another process, may take what was there; then the call
 * waits with the GIL in hand, and all threads with it. That is why no
 * interpreter can do so in general, and why programs for `blocked` have one
 * reader and one writer for each pipe.
 */
#ifndef PY_IO_H
#define PY_IO_H

#include <poll.h>

#include "vm/thread.h"

/* IO_YIELD=blocked. Constant once threads run. */
extern bool io_asks_first;

/* Read IO_YIELD; on a value that is none ends the program with status 2. */
void io_start(void);

/* Around a read (POLLIN) or write (POLLOUT) of `size` bytes at a descriptor: let
 * go of the GIL if the mode wants it. What this returns is io_end's argument.
 * No object may be touched in between. */
bool io_begin(int fd, short event, size_t size);

static inline void io_end(bool let_go)
{
    if (let_go)
        thread_unblock();
}

#endif
