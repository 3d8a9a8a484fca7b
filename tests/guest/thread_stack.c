/* SPDX-License-Identifier: MIT
 *
 * Stacks: sizes asked for are had and can be used to the last page, a thread
 * runs on memory that the program gave it, and the main thread's stack can be
 * measured (musl probes it with mremap) and grows far.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>

#define SMALL (64 * 1024)
#define LARGE (16 * 1024 * 1024)

static char own_stack[SMALL] __attribute__((aligned(4096)));

/* Touch LENGTH bytes of the caller's stack, a page at a time, downwards. */
static __attribute__((noinline)) long touch_stack(long length)
{
    volatile char page[PAGE];

    page[0] = page[PAGE - 1] = 1;
    if (length <= (long)PAGE)
        return page[0];
    return touch_stack(length - (long)sizeof page) + page[PAGE - 1];
}

static void *use(void *arg)
{
    long length = (long)arg;

    CHECK(touch_stack(length) > 0);
    return NULL;
}

static void check_size(size_t size)
{
    pthread_attr_t attr;
    pthread_t thread;
    size_t got;

    pthread_attr_init(&attr);
    CHECK_EQ(pthread_attr_setstacksize(&attr, size), 0);
    CHECK_EQ(pthread_attr_getstacksize(&attr, &got), 0);
    CHECK_EQ(got, size);
    CHECK_EQ(pthread_create(&thread, &attr, use, (void *)(size * 3 / 4)), 0);
    pthread_join(thread, NULL);
}

static void *on_own_stack(void *arg)
{
    char here;

    CHECK(&here >= own_stack && &here < own_stack + sizeof own_stack);
    return arg;
}

static void check_own(void)
{
    pthread_attr_t attr;
    pthread_t thread;

    pthread_attr_init(&attr);
    CHECK_EQ(pthread_attr_setstack(&attr, own_stack, sizeof own_stack), 0);
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(pthread_create(&thread, &attr, on_own_stack, NULL), 0);
        pthread_join(thread, NULL);
    }
    ok("own memory");
}

/* The area that pthread_getattr_np reports holds a variable of main's. */
static void check_main_area(void)
{
    pthread_attr_t attr;
    char here, *low = NULL;
    size_t size = 0;

    CHECK_EQ(pthread_getattr_np(pthread_self(), &attr), 0);
    CHECK_EQ(pthread_attr_getstack(&attr, (void **)&low, &size), 0);
    CHECK(size >= PAGE);
    CHECK(&here >= low && &here < low + size);
    ok("main's area");
}

int main(void)
{
    check_size(SMALL);
    check_size(LARGE);
    ok("sizes");
    check_own();
    check_main_area();
    CHECK(touch_stack(4 * 1024 * 1024) > 0);
    ok("main's stack grows");
    return check_status();
}
