/* SPDX-License-Identifier: MIT
 *
 * Windows: how a user program writes trace records without a system call.
 *
 * An LWP maps /sys/kernel/tracing/gil_events. The first time that it touches a page
 * of that mapping, the fault gives it the next free page of the trace region, with
 * the page's head filled in; it writes records into the other slots and goes on to
 * the next page. So a record costs the program a few stores, and the kernel never
 * copies one. When the region is full it gets spare pages
 * instead, whose heads have no magic: a program that looks knows.
 *
 * The pages are the region's: the frame allocator does not count references to
 * them (frame_get and frame_put do nothing), so they stay when the mapping goes.
 */
#include "core.h"
#include "fs/file.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/space.h"
#include "task/process.h"
#include "trace/pages.h"
#include "trace/trace.h"
#include "x86/cpu.h"

struct window {
    uint32_t tid, pid;
    uint32_t pages; /* handed out */
    uint32_t areas; /* that use it: a split or forked mapping has several;
                       changed atomically */
};

/* For the calling LWP, with one area; or NULL. */
static struct window *window_create(void)
{
    struct window *window = kzalloc(sizeof(*window));

    if (!window)
        return NULL;
    window->tid = current_lwp()->tid;
    window->pid = current_process()->pid;
    window->areas = 1;
    return window;
}

static void window_put(struct window *window)
{
    if (__atomic_sub_fetch(&window->areas, 1, __ATOMIC_ACQ_REL) == 0)
        kfree(window);
}

/* Charged to nobody: a run with GIL events takes the time of one without. The
 * fault that led here is charged, once in 127 records. */
static struct trace_page *next_page(struct window *window)
{
    uint64_t flags = cpu_irq_save();
    core_ops->uncharged_begin();
    struct trace_page *page = trace_page_take(TRACE_OWNER_LWP, window->tid,
                                              window->pid, window->pages);
    core_ops->uncharged_end(0);
    cpu_irq_restore(flags);
    return page;
}

/* The window of `area`: a new one if it is still that of the process from which
 * the current one was forked. NULL: no memory. */
static struct window *window_own(struct area *area)
{
    struct window *window = area->object;

    if (window->pid == current_process()->pid)
        return window;
    struct window *own = window_create();
    if (own) {
        window_put(window);
        area->object = own;
    }
    return own;
}

static int window_fault(struct area *area, uint64_t address, uint64_t *frame)
{
    struct window *window = window_own(area);
    struct trace_page *page = window ? next_page(window) : NULL;

    (void)address;
    if (page) {
        window->pages++;
        *frame = virt_to_phys(page);
        frame_get(*frame);
        return 0;
    }
    *frame = frame_alloc_zeroed();
    return *frame ? 0 : -ENOMEM;
}

static void window_open(struct area *area)
{
    struct window *window = area->object;

    __atomic_add_fetch(&window->areas, 1, __ATOMIC_RELAXED);
}

static void window_close(struct area *area)
{
    window_put(area->object);
}

static const struct area_ops window_area_ops = {
    .fault = window_fault,
    .open = window_open,
    .close = window_close,
    .name = "/sys/kernel/tracing/gil_events",
};

static int window_mmap(struct file *file, struct space *space,
                       uint64_t *address, uint64_t length, uint32_t prot,
                       uint32_t flags, uint64_t offset)
{
    struct window *window = window_create();

    (void)file;
    if (!window)
        return -ENOMEM;
    int error =
        space_map(space, address, length, prot, flags | MAP_WIPE_ON_FORK,
                  &window_area_ops, window, offset);
    if (error)
        window_put(window);
    return error;
}

const struct file_ops trace_window_file_ops = {.mmap = window_mmap};
