/* SPDX-License-Identifier: MIT
 *
 * What a policy's call costs, in a measure that is the same on every host: its
 * loads and stores. The policies (and the lists and trees that they use) are
 * compiled with gcc's -fsanitize=thread, which calls a function before each
 * access to memory that another thread might see. Here those functions count;
 * the sanitizer's own library is not linked. An object that lives in a register
 * costs nothing, a walk along a list one load or two an element.
 */
#include <time.h>
#include "sim.h"

uint64_t count_accesses;

uint64_t count_host_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* The compiler's interface: gcc, sanitizer.def. */
#define COUNTED(name)                                                          \
    void name(void *address);                                                  \
    void name(void *address)                                                   \
    {                                                                          \
        (void)address;                                                         \
        count_accesses++;                                                      \
    }
COUNTED(__tsan_read1)
COUNTED(__tsan_read2)
COUNTED(__tsan_read4)
COUNTED(__tsan_read8)
COUNTED(__tsan_read16)
COUNTED(__tsan_write1)
COUNTED(__tsan_write2)
COUNTED(__tsan_write4)
COUNTED(__tsan_write8)
COUNTED(__tsan_write16)
COUNTED(__tsan_unaligned_read2)
COUNTED(__tsan_unaligned_read4)
COUNTED(__tsan_unaligned_read8)
COUNTED(__tsan_unaligned_read16)
COUNTED(__tsan_unaligned_write2)
COUNTED(__tsan_unaligned_write4)
COUNTED(__tsan_unaligned_write8)
COUNTED(__tsan_unaligned_write16)

/* A struct as a whole: so many words. */
#define COUNTED_RANGE(name)                                                    \
    void name(void *address, uint64_t bytes);                                  \
    void name(void *address, uint64_t bytes)                                   \
    {                                                                          \
        (void)address;                                                         \
        count_accesses += (bytes + 7) / 8;                                     \
    }
COUNTED_RANGE(__tsan_read_range)
COUNTED_RANGE(__tsan_write_range)

void __tsan_init(void);
void __tsan_init(void)
{
}
