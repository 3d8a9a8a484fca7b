/* SPDX-License-Identifier: MIT
 *
 * Address spaces: a page-table root and the sorted areas (struct area) that say
 * what each range of user addresses is. Pages come on demand.
 *
 * Lock: space->lock protects the areas and the page tables of the user half. It
 * is a plain spinlock; nobody holds it while touching user memory. Its order is
 * before the frame allocator's and the heap's.
 */
#ifndef MM_SPACE_H
#define MM_SPACE_H

#include <stdbool.h>
#include <stdint.h>
#include "lib/list.h"
#include "lib/rbtree.h"
#include "lock.h"

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4

#define MAP_SHARED 0x01
#define MAP_PRIVATE 0x02
#define MAP_FIXED 0x10
#define MAP_32BIT 0x40
#define MAP_ANONYMOUS 0x20
#define MAP_GROWSDOWN 0x100
#define MAP_LOCKED 0x2000
#define MAP_NORESERVE 0x4000
#define MAP_POPULATE 0x8000
#define MAP_STACK 0x20000
#define MAP_FIXED_NOREPLACE 0x100000
/* Ours, in area->flags: mprotect may not allow writing (a file that is shared,
 * but was not opened for it); a fork copies the area, but not its pages; a fork
 * does not copy the area. */
#define MAP_NEVER_WRITE (1u << 31)
#define MAP_WIPE_ON_FORK (1u << 30)
#define MAP_NOT_ON_FORK (1u << 29)
#define MAP_OURS (MAP_NEVER_WRITE | MAP_WIPE_ON_FORK | MAP_NOT_ON_FORK)

struct area;
struct inode;

/* What stands behind an area that is not anonymous. Optional; NULL: zero pages.
 * Each operation is called with space->lock held and must not sleep. */
struct area_ops {
    /* Give the frame for the page at `address` of `area` with a reference for
     * the page table in *frame. 0, -ENOMEM, or -EFAULT for "beyond the end"
     * (SIGBUS). The frame is mapped with area->prot; in a private area who
     * writes gets a copy, unless that reference is the frame's only one. */
    int (*fault)(struct area *area, uint64_t address, uint64_t *frame);

    /* Is there a frame for the page at `address`, without making one? Optional:
     * no. */
    bool (*resident)(struct area *area, uint64_t address);

    /* `area` was split, moved or its space forked: `object` has one more user.
     * Optional. */
    void (*open)(struct area *area);

    /* The area goes: `object` has one user fewer. Optional. */
    void (*close)(struct area *area);

    /* For PID/maps: the inode that it shows, borrowed; or, without that, what it is
     * called. Optional, both. */
    struct inode *(*inode)(const struct area *area);
    const char *name;
};

struct area {
    struct rb_node node; /* by start */
    uint64_t start;      /* page aligned, inclusive */
    uint64_t end;        /* page aligned, exclusive */
    uint32_t prot;       /* PROT_* */
    uint32_t flags;      /* MAP_* */
    const struct area_ops *ops;
    void *object;    /* of ops: an inode, a trace window, ... */
    uint64_t offset; /* in the object, of `start`, in bytes */
};

/* Where exec put what, for /proc. */
struct space_layout {
    uint64_t code_from, code_to, data_from, data_to;
    uint64_t stack_start; /* the first stack pointer */
    uint64_t arguments, arguments_end, environment, environment_end;
};

struct space {
    struct spinlock lock;
    uint64_t root; /* physical address of the PML4: what CR3 gets */
    struct rb_tree areas;
    uint64_t area_count; /* at most AREAS_MAX */
    uint64_t gap_top;    /* from here to USER_MMAP_TOP there is no free page */
    uint64_t mapped;     /* bytes in areas */
    uint64_t mapped_peak;
    uint64_t pages;      /* resident, user */
    uint64_t pages_peak; /* most that there were before some went: space_peak */
    uint32_t count;      /* references; changed atomically */

    struct spinlock brk_lock;    /* taken before `lock` */
    uint64_t brk_start, brk_end; /* brk(2): the heap, its end to the byte */

    bool lock_new;   /* what is mapped is MAP_LOCKED: mlockall(2) */
    struct list all; /* in the list of truncate.c */

    struct space_layout layout; /* constant once a program runs in it */
};

/* A space with an empty user half and count 1, or NULL. */
struct space *space_create(void);

/* fork(2): a new space, with count 1, that holds what `parent` does. Private
 * pages are shared until one side writes; shared ones stay shared. No lock
 * held; interrupts stay on; other LWPs may use `parent` meanwhile. Takes time
 * in proportion to the resident pages. NULL: no memory; `parent` is as it was.
 * In fork.c. */
struct space *space_fork(struct space *parent);

void space_get(struct space *space);

/* `object`, which areas map, ends at byte `size` from now on: in every space the
 * pages behind go. No lock held. In truncate.c, as the next. */
void spaces_cut(const void *object, uint64_t size);

/* For space_create and space_put: every space is in a list. */
void spaces_add(struct space *space);
void spaces_remove(struct space *space);

/* The most pages that were ever resident. Without the lock it may be stale. */
static inline uint64_t space_peak(const struct space *space)
{
    return space->pages > space->pages_peak ? space->pages : space->pages_peak;
}

/* The last one frees every page and area. No lock held; not while it is in
 * CR3. */
void space_put(struct space *space);

/* Map [*address, *address + length) (page multiples). If flags has MAP_FIXED
 * (or ..._NOREPLACE) exactly there; otherwise *address is a hint and gets the
 * result. Consumes no reference of `object` (ops->open is not called for this
 * first one). 0, -EINVAL, -ENOMEM, -EEXIST; then nothing was changed. */
int space_map(struct space *space, uint64_t *address, uint64_t length,
              uint32_t prot, uint32_t flags, const struct area_ops *ops,
              void *object, uint64_t offset);

/* Unmap whatever lies in the range. 0, -EINVAL, -ENOMEM. */
int space_unmap(struct space *space, uint64_t address, uint64_t length);

/* mprotect(2) on [start, end), page multiples. 0; -ENOMEM: part of it is not
 * mapped, or no memory; -EACCES: see MAP_NEVER_WRITE. What lies before the
 * obstacle has been changed. */
int space_protect(struct space *space, uint64_t start, uint64_t end,
                  uint32_t prot);

/* madvise(2) on [start, end), page multiples; all advice but `discard` is
 * ignored. discard: give back the pages of private areas, which read as new
 * ones (anonymous: zero) from then on. -ENOMEM: part of it is not mapped;
 * -EINVAL: discard, and it is locked. */
int space_advise(struct space *space, uint64_t start, uint64_t end,
                 bool discard);

/* Set and clear flags of what is mapped there: MAP_WIPE_ON_FORK,
 * MAP_NOT_ON_FORK, MAP_LOCKED. The first may be set or cleared only where memory
 * is private and anonymous: -EINVAL. -ENOMEM: part of it is not mapped, the rest
 * has been changed. */
int space_mark(struct space *space, uint64_t start, uint64_t end, uint32_t set,
               uint32_t clear);

/* Make the pages of [start, end) present, writable where they may be. 0 or
 * space_fault's errors. In lock_calls.c. */
int space_populate(struct space *space, uint64_t start, uint64_t end);

/* The first area at *start or above: its bounds. False: there is none. */
bool space_area(struct space *space, uint64_t *start, uint64_t *end);

/* brk(2): the new end of the heap, or the old one if that cannot be had. */
uint64_t space_brk(struct space *space, uint64_t end);

/* mremap(2), its arguments checked and rounded: give what lies at [old, old +
 * old_length) the new length; 0: leave it, and map the same once more. `target`
 * is the new address, or 0 for "here if possible, otherwise (with
 * MREMAP_MAYMOVE) anywhere". The address or -errno. */
#define MREMAP_MAYMOVE 1u
#define MREMAP_FIXED 2u
#define MREMAP_DONTUNMAP 4u
int64_t space_remap(struct space *space, uint64_t old, uint64_t old_length,
                    uint64_t new_length, uint32_t flags, uint64_t target);

/* Make the page at `address` present for an access with the x86 page-fault
 * error code `error`. Interrupts on; no spinlock held. 0: go on; -EFAULT:
 * SIGSEGV, SEGV_MAPERR; -EACCES: SIGSEGV, SEGV_ACCERR; -EIO: SIGBUS; -ENOMEM:
 * no memory. */
int space_fault(struct space *space, uint64_t address, uint64_t error);

/* What the byte at `address` is, wherever it is mapped: in shared memory the
 * object and the offset in it, otherwise the space itself and the address. For
 * futexes. */
void space_identify(struct space *space, uint64_t address, const void **object,
                    uint64_t *offset);

/* Copy up to `bytes` bytes at `address` of any space, as reading there would find
 * them. How many: fewer where something may not be read. No lock held. In
 * peek.c. */
uint64_t space_peek(struct space *space, uint64_t address, void *to,
                    uint64_t bytes);

/* For exec: the kernel's address of the byte at `address`, its page made
 * present and the space's own, whatever its protection. Good up to the end of
 * the page, while nobody else uses the space. NULL: not mapped, or no
 * memory. */
void *space_reach(struct space *space, uint64_t address);

/* Copy to `address` of `space`, as above. 0 or -ENOMEM. */
int space_write(struct space *space, uint64_t address, const void *from,
                uint64_t bytes);

#endif
