/* SPDX-License-Identifier: MIT
 *
 * Wrong accesses, for the test of the checked image (tests/boot/checked.py): each
 * must be reported, with what it hit. The compiler must not see through them, so
 * sizes and positions are volatile.
 */
#include "kernel_test.h"
#include "lib/string.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/uaccess.h"

static volatile size_t three = 3, twenty = 20, twenty_four = 24;
static volatile uint8_t sink;
static char global[20];

/* `start`, and the compiler does not know of what. */
static void *hidden(void *start)
{
    __asm__("" : "+r"(start));
    return start;
}

static __attribute__((noinline)) void heap_read(void)
{
    volatile uint8_t *object = kmalloc(twenty);

    sink = object[twenty];
}

static __attribute__((noinline)) void heap_write(void)
{
    volatile uint64_t *object = kmalloc(twenty_four);

    object[three] = 1;
}

static __attribute__((noinline)) void heap_before(void)
{
    volatile uint8_t *object = kmalloc(twenty);

    sink = *(object - 1);
}

static __attribute__((noinline)) void heap_copy(void)
{
    char *object = kmalloc(twenty);

    memset(object, 0, twenty + 1);
}

static __attribute__((noinline)) void heap_to_user(void)
{
    char *object = kmalloc(twenty);

    sink = (uint8_t)copy_to_user(USER_BASE, object, twenty_four);
}

static __attribute__((noinline)) void heap_freed(void)
{
    volatile uint64_t *object = kmalloc(twenty_four);

    kfree((void *)object);
    object[1] = 1;
}

static __attribute__((noinline)) void heap_freed_twice(void)
{
    void *object = kmalloc(twenty_four);

    kfree(object);
    kfree(object);
}

static __attribute__((noinline)) void stack_write(void)
{
    char local[20];
    volatile char *at = hidden(local);

    at[twenty] = 1;
}

static __attribute__((noinline)) void stack_scope(void)
{
    volatile char *outlives;

    {
        volatile char local[20];
        local[three] = 1;
        outlives = hidden((void *)local);
    }
    sink = (uint8_t)outlives[three];
}

static __attribute__((noinline)) void global_write(void)
{
    volatile char *at = hidden(global);

    at[twenty] = 1;
}

static __attribute__((noinline)) void frame_freed(void)
{
    uint64_t frame = frame_alloc();
    volatile uint32_t *word = phys_to_virt(frame);

    frame_put(frame);
    sink = (uint8_t)*word;
}

void provoke_memory(const char *how)
{
    static const struct {
        const char *how;
        void (*call)(void);
    } ways[] = {
        {"heap-read", heap_read},          {"heap-write", heap_write},
        {"heap-before", heap_before},      {"heap-copy", heap_copy},
        {"heap-to-user", heap_to_user},    {"heap-freed", heap_freed},
        {"freed-twice", heap_freed_twice}, {"stack-write", stack_write},
        {"stack-scope", stack_scope},      {"global-write", global_write},
        {"frame-freed", frame_freed},
    };

    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
        if (!strcmp(how, ways[i].how))
            ways[i].call();
}
