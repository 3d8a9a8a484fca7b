/* SPDX-License-Identifier: MIT
 *
 * The two modes of I/O: io.h.
 */
#include "module/io.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool io_asks_first;

void io_start(void)
{
    const char *text = getenv("IO_YIELD");

    if (!text || strcmp(text, "always") == 0)
        return;
    if (strcmp(text, "blocked") != 0) {
        fprintf(stderr, "IO_YIELD=%s: legal values are always and blocked\n",
                text);
        exit(2);
    }
    io_asks_first = true;
}

/* Would the call not wait? A pipe that poll calls writable has room for PIPE_BUF
 * bytes (pipe(7)); more may have to wait. */
static bool is_ready(int fd, short event, size_t size)
{
    struct pollfd p = {.fd = fd, .events = event};

    if (event == POLLOUT && size > PIPE_BUF)
        return false;
    return poll(&p, 1, 0) > 0;
}

bool io_begin(int fd, short event, size_t size)
{
    if (io_asks_first && is_ready(fd, event, size))
        return false;
    thread_block();
    return true;
}
