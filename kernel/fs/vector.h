/* SPDX-License-Identifier: MIT
 *
 * The parts of user memory that readv, writev and their kin name. Source:
 * readv(2).
 */
#ifndef FS_VECTOR_H
#define FS_VECTOR_H

#include <stdbool.h>
#include <stdint.h>

#define VECTOR_MAX 1024 /* IOV_MAX */
#define VECTOR_SMALL 8  /* parts for which the stack has room */

struct iovec {
    uint64_t base;
    uint64_t length;
};

struct vector {
    struct iovec small[VECTOR_SMALL];
    struct iovec *parts; /* `small` or kmalloc'd */
    int count;
    int filled;     /* parts that are not empty */
    uint64_t total; /* bytes; at most RW_MAX, the parts are cut to that */
    bool kernel;    /* the parts are kernel memory, to be read only */
};

/* The `count` parts at the user's address. 0, -EINVAL, -EFAULT, -ENOMEM; after 0
 * vector_free gives back what it took. */
int vector_read(struct vector *vector, uint64_t user, int count);
void vector_free(struct vector *vector);

/* One part: it needs no vector_free. */
static inline void vector_set(struct vector *vector, uint64_t base,
                              uint64_t bytes)
{
    vector->small[0] = (struct iovec){base, bytes};
    vector->parts = vector->small;
    vector->count = 1;
    vector->filled = bytes > 0;
    vector->total = bytes;
    vector->kernel = false;
}

/* The same of kernel memory. */
static inline void vector_set_kernel(struct vector *vector, const void *data,
                                     uint64_t bytes)
{
    vector_set(vector, (uint64_t)data, bytes);
    vector->kernel = true;
}

#endif
