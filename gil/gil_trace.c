/* SPDX-License-Identifier: MIT
 *
 * The slow half of the reporting helper: opening and closing a thread's window,
 * and turning its pages. The fast half, and what it is for, is in gil_trace.h.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gil_trace.h"

#define GIL_TRACE_FILE "/sys/kernel/tracing/gil_events"
#define WINDOW_PAGES (GIL_TRACE_WINDOW / TRACE_PAGE_SIZE)

atomic_uint gil_trace_order;

/* Map the kernel's window for this LWP. Returns NULL where there is none. */
static char *window_of_kernel(void)
{
    int fd = open(GIL_TRACE_FILE, O_RDWR | O_CLOEXEC);
    void *window;

    if (fd < 0)
        return NULL;
    window =
        mmap(NULL, GIL_TRACE_WINDOW, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return window == MAP_FAILED ? NULL : window;
}

static char *window_of_memory(void)
{
    void *window = mmap(NULL, GIL_TRACE_WINDOW, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    return window == MAP_FAILED ? NULL : window;
}

static struct trace_page *page_at(const struct gil_trace *trace, uint32_t index)
{
    return (struct trace_page *)(trace->window +
                                 (size_t)index * TRACE_PAGE_SIZE);
}

/* Make the next record go to the discard slot, and the one after it ask again.
 * */
static struct trace_record *discard(struct gil_trace *trace)
{
    if (trace->window && trace->pages > 0)
        page_at(trace, 0)->lost++;
    trace->end = &trace->discard + 1;
    return &trace->discard;
}

void gil_trace_open(struct gil_trace *trace, uint32_t tid)
{
    *trace = (struct gil_trace){.tid = tid};
    trace->window = window_of_kernel();
    if (!trace->window) {
        trace->window = window_of_memory();
        trace->is_private = 1;
    }
}

void gil_trace_close(struct gil_trace *trace)
{
    if (trace->window)
        munmap(trace->window, GIL_TRACE_WINDOW);
    trace->window = NULL;
}

struct trace_record *gil_trace_turn(struct gil_trace *trace)
{
    struct trace_page *page;
    struct trace_record *first;

    if (!trace->window || trace->pages == WINDOW_PAGES)
        return discard(trace);
    page = page_at(trace, trace->pages);
    if (trace->is_private) /* the kernel would have done so */
        *page = (struct trace_page){.magic = TRACE_PAGE_MAGIC,
                                    .kind = TRACE_OWNER_LWP,
                                    .owner = trace->tid,
                                    .index = trace->pages,
                                    .pid = (uint32_t)getpid()};
    if (page->magic != TRACE_PAGE_MAGIC)
        return discard(trace);
    trace->pages++;
    first = (struct trace_record *)(page + 1);
    trace->end = first + TRACE_SLOTS_PER_PAGE;
    return first;
}

void gil_trace_put_text(struct gil_trace *trace, uint16_t event, uint32_t arg0,
                        uint64_t arg1, const char *text)
{
    struct trace_record *record = trace->next;

    if (record == trace->end)
        record = trace->next = gil_trace_turn(trace);
    if (trace->end - record < 2)
        return;
    memcpy(record + 1, text, strnlen(text, TRACE_CHARS_MOST));
    record->extra = 1;
    gil_trace_put(trace, event, arg0, arg1);
    trace->next++;
}
