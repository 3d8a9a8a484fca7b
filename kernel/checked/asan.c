/* SPDX-License-Identifier: MIT
 *
 * The checks of the checked image, and what they say. gcc's code looks at the
 * shadow by itself and comes here only to report; a range whose length it does
 * not know is looked at here. Nothing in this directory is itself checked.
 *
 * Not here: where the shadow lies (shadow.c), and what waits before it is handed
 * out again (wait.c).
 */
#include "checked/asan.h"
#include "checked/shadow.h"
#include "checked/wait.h"
#include "lib/assert.h"
#include "lib/print.h"
#include "mm/layout.h"
#include "x86/panic.h"

/* Only the compiler calls these: there is no header to declare them. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

/* The first address of [start, start + bytes) that may not be touched; 0: none. */
static uint64_t first_wrong(uint64_t start, uint64_t bytes)
{
    uint64_t end = start + bytes;

    for (uint64_t at = start; at < end;) {
        uint64_t grain = at & ~(SHADOW_GRAIN - 1);
        uint8_t allowed = *shadow_of(grain);
        if (allowed >= SHADOW_GRAIN)
            return at;
        if (allowed && end > grain + allowed)
            return at < grain + allowed ? grain + allowed : at;
        at = grain + SHADOW_GRAIN;
    }
    return 0;
}

static const char *kind_of(uint8_t why)
{
    switch (why) {
    case SHADOW_STACK_LEFT:
    case SHADOW_STACK_MIDDLE:
    case SHADOW_STACK_RIGHT:
        return "outside a variable on the stack";
    case SHADOW_STACK_FREED:
        return "in a stack that was given back";
    case SHADOW_OUT_OF_SCOPE:
        return "in a variable that has gone out of scope";
    case SHADOW_GLOBAL:
        return "outside a global variable";
    case SHADOW_REDZONE:
        return "outside an object";
    case SHADOW_FREED:
        return "in an object that was freed";
    case SHADOW_FRAME:
        return "in a frame that is free";
    default:
        return "behind what is allowed";
    }
}

/* Where the object is that lies at or before the grain `at`: its size, and its
 * record. */
static void describe_object(uint64_t at, char *text, size_t size)
{
    const struct asan_object *object;
    char taken[64], freed[64];

    uint64_t start = asan_object_find(at, &object);
    if (!start)
        return;
    symbol_text(object->taken_by - 1, taken, sizeof taken);
    symbol_text(object->freed_by - 1, freed, sizeof freed);
    ksnprintf(text, size, ": byte %ld of %u at %lx, taken by %s%s%s",
              (long)(at - start), object->size, start, taken,
              object->freed_by ? ", freed by " : "",
              object->freed_by ? freed : "");
}

/* The first byte that is wrong is at `at`. */
static __attribute__((noreturn)) void report(const char *access, uint64_t start,
                                             uint64_t bytes, uint64_t at)
{
    char object[200] = "";
    uint8_t why = shadow_exists(at) ? *shadow_of(at) : 0;

    if (why && why < SHADOW_GRAIN)
        why = *shadow_of(at + SHADOW_GRAIN);
    if (why == SHADOW_REDZONE || why == SHADOW_FREED)
        describe_object(at, object, sizeof object);
    panic("%s of %lu bytes at %lx %s%s", access, bytes, start, kind_of(why),
          object);
}

static void check(const char *access, const void *start, size_t bytes)
{
    uint64_t address = (uint64_t)start;

    if (!shadow_exists(address) || !shadow_exists(address + bytes))
        return;
    uint64_t wrong = first_wrong(address, bytes);
    if (wrong)
        report(access, address, bytes, wrong);
}

void asan_check_read(const void *start, size_t bytes)
{
    check("read", start, bytes);
}

void asan_check_write(const void *start, size_t bytes)
{
    check("write", start, bytes);
}

/* ---- what gcc calls: gcc/sanitizer.def ---- */

static void report_access(const char *access, uint64_t address, uint64_t bytes)
{
    uint64_t wrong = first_wrong(address, bytes);

    report(access, address, bytes, wrong ? wrong : address);
}

#define REPORTS(bytes)                                                         \
    void __asan_report_load##bytes##_noabort(uint64_t address)                 \
    {                                                                          \
        report_access("read", address, bytes);                                 \
    }                                                                          \
    void __asan_report_store##bytes##_noabort(uint64_t address)                \
    {                                                                          \
        report_access("write", address, bytes);                                \
    }

REPORTS(1)
REPORTS(2)
REPORTS(4)
REPORTS(8)
REPORTS(16)

void __asan_report_load_n_noabort(uint64_t address, uint64_t bytes)
{
    report_access("read", address, bytes);
}

void __asan_report_store_n_noabort(uint64_t address, uint64_t bytes)
{
    report_access("write", address, bytes);
}

/* A stack that is left for good is cleaned when it is taken again. */
void __asan_handle_no_return(void)
{
}

void __asan_poison_stack_memory(uint64_t start, uint64_t bytes)
{
    shadow_poison(start, bytes, SHADOW_OUT_OF_SCOPE);
}

void __asan_unpoison_stack_memory(uint64_t start, uint64_t bytes)
{
    shadow_allow(start, bytes);
}

/* What gcc's constructors pass, for each variable of a file. */
struct global {
    uint64_t start;
    uint64_t bytes;
    uint64_t room; /* with its redzone: whole grains */
    const char *name, *file;
    uint64_t initialised_at_run_time;
    const void *location;
    uint64_t indicator;
};

void __asan_register_globals(const struct global *globals, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        const struct global *g = &globals[i];
        shadow_poison(g->start, g->room, SHADOW_GLOBAL);
        shadow_allow(g->start, g->bytes);
    }
}

void __asan_unregister_globals(const struct global *globals, uint64_t count)
{
    (void)globals, (void)count;
}
