/* SPDX-License-Identifier: MIT
 *
 * Recording events into the trace region (trace_format.h has its form). Pages are
 * handed out in order, one at a time; each core fills one of its own. When no page
 * is left, records are dropped and counted.
 *
 * Everything runs with interrupts off and inside an uncharged section, so that a
 * run with the trace takes the same lab time as one without. What the call itself
 * costs around that section was measured at boot (trace_calibrate).
 */
#include "trace/trace.h"
#include "boot_info.h"
#include "core.h"
#include "cost.h"
#include "lib/align.h"
#include "lib/string.h"
#include "mm/layout.h"
#include "options.h"
#include "syscall.h"
#include "task/lwp.h"
#include "trace/pages.h"
#include "x86/cpu.h"

bool trace_on;

static struct trace_header *header;
static uint32_t order; /* of the next record */
/* Instructions around what is uncharged, of a trace() and of a trace_waking(). */
static uint32_t overhead, waking_overhead;
static bool muted; /* go through it all, keep nothing */

/* Where each core writes next. */
static struct cursor {
    struct trace_page *page; /* NULL: none yet */
    uint32_t slot;           /* next free one, 1 ... TRACE_SLOTS_PER_PAGE */
    uint32_t pages;          /* how many it has had */
} cursors[CORES_MAX];

struct trace_header *trace_header(void)
{
    return header;
}

static void fill_header(uint64_t size)
{
    uint64_t data = PAGE_SIZE + align_up(TRACE_STRINGS_SIZE, PAGE_SIZE);

    *header = (struct trace_header){
        .version = TRACE_VERSION,
        .header_size = sizeof(*header),
        .region_size = size,
        .strings_offset = PAGE_SIZE,
        .strings_used = 1,
        .data_offset = data,
        .data_pages = options.trace_mib ? (size - data) / PAGE_SIZE : 0,
        .cores = options.cores,
        .mhz = options.mhz,
        .hz = options.hz,
        .seed = options.seed,
        .quantum = options.quantum,
        .latency = options.latency,
    };
    memcpy(header->magic, TRACE_MAGIC, sizeof(header->magic));
    strlcpy(header->sched, options.sched, sizeof(header->sched));
}

void trace_init(struct boot_info *boot)
{
    uint64_t mib = options.trace_mib ? options.trace_mib : 1;
    uint64_t size = mib << 20;
    uint64_t region = boot_take_top(boot, size, TRACE_REGION_ALIGN);

    if (!region)
        boot_refuse("trace=%lu: there is no room for a ring of %lu MiB in this "
                    "machine's memory",
                    mib, mib);
    header = phys_to_virt(region);
    fill_header(size);
}

/* ---- pages and strings ---- */

struct trace_page *trace_page_take(enum trace_owner kind, uint32_t owner,
                                   uint32_t pid, uint32_t index)
{
    if (header->pages_used == header->data_pages)
        return NULL;
    struct trace_page *page = (void *)((char *)header + header->data_offset +
                                       header->pages_used++ * TRACE_PAGE_SIZE);
    memset(page, 0, TRACE_PAGE_SIZE);
    *page = (struct trace_page){
        .magic = TRACE_PAGE_MAGIC,
        .kind = kind,
        .owner = owner,
        .index = index,
        .pid = pid,
        .first_order = order,
    };
    return page;
}

static uint32_t find_or_add(char *table, const char *text)
{
    uint64_t at = 0, length = strlen(text) + 1;

    while (at < header->strings_used) {
        if (!strcmp(table + at, text))
            return (uint32_t)at;
        at += strlen(table + at) + 1;
    }
    if (at + length > TRACE_STRINGS_SIZE)
        return 0;
    memcpy(table + at, text, length);
    header->strings_used += length;
    return (uint32_t)at;
}

uint32_t trace_string(const char *text)
{
    uint64_t flags = cpu_irq_save();
    core_ops->uncharged_begin();
    uint32_t id = find_or_add((char *)header + header->strings_offset, text);
    core_ops->uncharged_end(0);
    cpu_irq_restore(flags);
    return id;
}

/* ---- records ---- */

/* `slots` slots in a row of this core's page, or NULL: the region is full. */
static struct trace_record *reserve(uint32_t core, uint32_t slots)
{
    struct cursor *cursor = &cursors[core];

    if (!cursor->page || cursor->slot + slots > TRACE_SLOTS_PER_PAGE + 1) {
        cursor->page =
            trace_page_take(TRACE_OWNER_CORE, core, 0, cursor->pages);
        cursor->slot = 1;
        if (!cursor->page) {
            header->dropped++;
            return NULL;
        }
        cursor->pages++;
    }
    void *at = (char *)cursor->page + cursor->slot * TRACE_SLOT_SIZE;
    cursor->slot += slots;
    return at;
}

static struct trace_record *write_record(enum trace_event event, uint32_t arg0,
                                         uint64_t arg1, uint32_t extra)
{
    uint64_t clock = core_ops->uncharged_clock();
    uint32_t id = this_core()->id;
    struct trace_record *record = muted ? NULL : reserve(id, 1 + extra);

    if (!record)
        return NULL;
    const struct lwp *lwp = current_lwp();
    *record = (struct trace_record){
        .time = clock,
        .order = order++,
        .event = (uint16_t)event,
        .core = (uint8_t)id,
        .extra = (uint8_t)extra,
        .lwp = lwp ? lwp->tid : 0,
        .arg0 = arg0,
        .arg1 = arg1,
    };
    return record;
}

void trace_emit(enum trace_event event, uint32_t arg0, uint64_t arg1)
{
    uint64_t flags = cpu_irq_save();
    core_ops->uncharged_begin();
    write_record(event, arg0, arg1, 0);
    core_ops->uncharged_end(overhead + (uint32_t)cpu_irq_cost(flags));
    cpu_irq_restore(flags);
    if (cost_on)
        cost_event(event, arg0);
}

void trace_emit_at(enum trace_event event, uint32_t arg0, uint64_t arg1,
                   const uint64_t *words, uint32_t around)
{
    uint64_t flags = cpu_irq_save();
    core_ops->uncharged_begin();
    struct trace_record *record = write_record(event, arg0, arg1, words != 0);
    if (record && words)
        memcpy(record + 1, words, TRACE_SLOT_SIZE);
    core_ops->uncharged_end(around + (uint32_t)cpu_irq_cost(flags));
    cpu_irq_restore(flags);
    if (cost_on)
        cost_event(event, arg0);
}

/* Both events in one uncharged section. */
static void write_waking(const struct lwp *lwp, uint32_t core, bool new)
{
    if (muted)
        return;
    write_record(TRACE_SCHED_WAKING, lwp->tid, core, 0);
    if (new || lwp->core == core)
        return;
    struct trace_record *record =
        write_record(TRACE_SCHED_MIGRATE, lwp->tid, lwp->core, 1);
    if (record)
        memcpy(record + 1, (uint64_t[4]){core}, TRACE_SLOT_SIZE);
}

void trace_emit_waking(const struct lwp *lwp, uint32_t core, bool new)
{
    uint64_t flags = cpu_irq_save();
    core_ops->uncharged_begin();
    write_waking(lwp, core, new);
    core_ops->uncharged_end(waking_overhead + (uint32_t)cpu_irq_cost(flags));
    cpu_irq_restore(flags);
    if (cost_on && !new)
        cost_event(TRACE_SCHED_WAKING, lwp->tid);
}

void trace_mark(const char *text)
{
    if (trace_on)
        trace_emit(TRACE_PRINT, 0, trace_string(text));
}

/* ---- starting ---- */

/* The clock's advance over one event, recorded or not. */
static uint64_t probe(void)
{
    uint64_t start = core_clock();
    trace(TRACE_POLICY, 0, 0);
    return core_clock() - start;
}

static uint64_t probe_waking(void)
{
    uint64_t start = core_clock();
    trace_waking(NULL, 0, false);
    return core_clock() - start;
}

/* What recording costs around its uncharged section, to be subtracted. */
static void calibrate(void)
{
    uint64_t off = probe(), waking_off = probe_waking();

    muted = trace_on = true;
    overhead = (uint32_t)(probe() - off);
    waking_overhead = (uint32_t)(probe_waking() - waking_off);
    syscall_trace_calibrate();
}

void trace_start(void)
{
    if (!options.trace_mib && !options.cost_linux61)
        return;
    calibrate();
    cost_start();
    trace_record(options.trace_mib);
    trace(TRACE_POLICY, 0, trace_string(options.sched));
}

/* Costs are charged where events are recorded, whether they are or not. */
void trace_record(bool on)
{
    muted = !on;
    trace_on = on || cost_on;
}

bool trace_recording(void)
{
    return trace_on && !muted;
}
