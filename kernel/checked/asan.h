/* SPDX-License-Identifier: MIT
 *
 * The address sanitizer of the checked image (build/kasan): every load and store
 * of the kernel's C code first looks at a byte of shadow memory, which says
 * whether the eight bytes there may be touched. The compiler writes the look-ups
 * (-fsanitize=kernel-address) and surrounds variables with redzones; the
 * allocators say here what they hand out and take back. A wrong access panics,
 * with what it hit.
 *
 * In all other images each of these functions is empty and costs nothing.
 * Source of the scheme: Serebryany et al., AddressSanitizer, USENIX ATC 2012.
 */
#ifndef CHECKED_ASAN_H
#define CHECKED_ASAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct boot_info;

#ifdef CHECKED

/* What memory holds that nobody has written yet; gcc fills variables on the stack
 * with the same (-ftrivial-auto-var-init=pattern). A program that sees it has been
 * given what it must not see. */
#define ASAN_FILL 0xfe

/* Bytes behind each small heap object that nobody may touch. */
#define ASAN_REDZONE 32u

/* The very first call of a boot: until asan_init all memory may be touched, and
 * the shadow of the image is real. */
void asan_start(void);

/* Take shadow memory for all RAM from `boot`. Before the frame allocator. */
void asan_init(struct boot_info *boot);

/* The kernel's page table at `root` shares the shadow's top-level entries. */
void asan_share(uint64_t *root);

/* The shadow of the stack below `top` exists from here on. False: no memory. */
bool asan_stack_make(uint64_t top);

/* The stack below `top` is given to an LWP; and given back. */
void asan_stack_taken(uint64_t top);
void asan_stack_freed(uint64_t top);

/* What lies on a stack between these two addresses was left without a return. */
void asan_stack_left(uint64_t from, uint64_t to);

/* `count` frames from `frame` on are nobody's yet. */
void asan_frames_fresh(uint64_t frame, uint64_t count);

/* They are handed out: filled with ASAN_FILL at both ends. */
void asan_frames_taken(uint64_t frame, uint64_t count);

/* They come back: nobody may touch them. */
void asan_frames_freed(uint64_t frame, uint64_t count);

/* `*frame` comes back. It waits its turn, so that who still uses it is caught.
 * True: that is all. False: another one has waited long enough to go into the free
 * list; it becomes *frame. */
bool asan_frame_wait(uint64_t *frame);

/* The frame that has waited longest, or 0: none waits. */
uint64_t asan_frame_waited(void);

/* [start, start + bytes) belongs to the heap, and is no object yet. */
void asan_slab_made(void *start, size_t bytes);

/* `object` with `size` bytes is handed out, to the caller at `by`: filled with
 * ASAN_FILL. NULL is allowed. */
void asan_object_taken(void *object, size_t size, void *by);

/* A small object comes back, from `by`; as asan_frame_wait. */
bool asan_object_wait(void **object, void *by);

/* The object that has waited longest, or NULL. */
void *asan_object_waited(void);

/* May all these bytes be touched? For what the compiler cannot see. */
void asan_check_read(const void *start, size_t bytes);
void asan_check_write(const void *start, size_t bytes);

/* Small objects of the heap that are handed out. */
uint64_t asan_objects(void);

/* One line on the console for each place in the kernel that took some. */
void asan_print_objects(void);

#else

#define ASAN_REDZONE 0u

static inline void asan_start(void)
{
}

static inline void asan_init(struct boot_info *boot)
{
    (void)boot;
}

static inline void asan_share(uint64_t *root)
{
    (void)root;
}

static inline bool asan_stack_make(uint64_t top)
{
    (void)top;
    return true;
}

static inline void asan_stack_taken(uint64_t top)
{
    (void)top;
}

static inline void asan_stack_freed(uint64_t top)
{
    (void)top;
}

static inline void asan_stack_left(uint64_t from, uint64_t to)
{
    (void)from, (void)to;
}

static inline void asan_frames_fresh(uint64_t frame, uint64_t count)
{
    (void)frame, (void)count;
}

static inline void asan_frames_taken(uint64_t frame, uint64_t count)
{
    (void)frame, (void)count;
}

static inline void asan_frames_freed(uint64_t frame, uint64_t count)
{
    (void)frame, (void)count;
}

static inline bool asan_frame_wait(uint64_t *frame)
{
    (void)frame;
    return false;
}

static inline uint64_t asan_frame_waited(void)
{
    return 0;
}

static inline void asan_slab_made(void *start, size_t bytes)
{
    (void)start, (void)bytes;
}

static inline void asan_object_taken(void *object, size_t size, void *by)
{
    (void)object, (void)size, (void)by;
}

static inline bool asan_object_wait(void **object, void *by)
{
    (void)object, (void)by;
    return false;
}

static inline void *asan_object_waited(void)
{
    return NULL;
}

static inline void asan_check_read(const void *start, size_t bytes)
{
    (void)start, (void)bytes;
}

static inline void asan_check_write(const void *start, size_t bytes)
{
    (void)start, (void)bytes;
}

#endif
#endif
