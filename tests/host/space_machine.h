/* SPDX-License-Identifier: MIT
 *
 * For space_test.c: the kernel's memory management, with a processor played by
 * the test (it walks the page tables and faults), a process that has nothing but
 * a space, and the checks of what must hold at any time.
 */
#ifndef SPACE_MACHINE_H
#define SPACE_MACHINE_H

#include "fake_memory.h"

/* The one instruction of cpu.h that ring 3 may not execute is counted
 * instead. */
#define cpu_flush_page cpu_flush_page_really
#include "x86/cpu.h"
#undef cpu_flush_page
static uint64_t flushes;
static void cpu_flush_page(uint64_t address)
{
    (void)address;
    flushes++;
}

/* The calling process has nothing but a space and its limits. */
#define TASK_PROCESS_H
#define RLIM_INFINITY UINT64_MAX
enum { RLIMIT_DATA, RLIMIT_STACK, RLIMIT_AS, RLIMIT_MEMLOCK, RLIMIT_COUNT };
#include "task/credentials.h"
struct space;
static struct process {
    struct space *space;
    struct {
        uint64_t soft;
    } limits[RLIMIT_COUNT];
    struct credentials credentials;
} process;
static struct process *current_process(void)
{
    return &process;
}

/* Copies on write are counted, not recorded. */
#define TRACE_TRACE_H
#define TRACE_PAGE_FAULT_COW 0
static uint64_t first_writes;
static void trace(int event, uint32_t users, uint64_t page)
{
    (void)event, (void)users, (void)page;
    first_writes++;
}

#include "kernel/x86/paging.c"
#include "kernel/mm/frame.c"
#include "kernel/mm/heap.c"
#include "kernel/mm/area.c"
#include "kernel/mm/space.c"
#include "kernel/mm/fault.c"
#include "kernel/mm/change.c"
#include "kernel/mm/fork.c"
#include "kernel/mm/shared.c"
#include "kernel/mm/limit.c"
#include "kernel/mm/memory_calls.c"
#include "kernel/mm/truncate.c"
#include "kernel/mm/lock_calls.c"

/* Descriptors: there are none. */
struct file *fd_get(int fd)
{
    (void)fd;
    return NULL;
}

void file_put(struct file *file)
{
    (void)file;
}

/* User memory, which only mincore writes here: nowhere. */
int user_range_ok(uint64_t start, uint64_t bytes)
{
    return start < USER_TOP && bytes <= USER_TOP - start;
}

int copy_to_user(uint64_t to, const void *from, size_t bytes)
{
    (void)to, (void)from, (void)bytes;
    return -EFAULT;
}

#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define RW (PROT_READ | PROT_WRITE)

static void start(void)
{
    static struct boot_info boot;

    fake_boot_info(&boot);
    memset(&heap, 0, sizeof heap);
    list_init(&spaces); /* of a machine that is no more */
    frame_init(&boot);
    paging_nx = PTE_NX;
    kernel_root = frame_alloc_zeroed();
    kfree(kmalloc(sizeof(struct space)));
    kfree(kmalloc(sizeof(struct area)));
    process.space = space_create();
    CHECK(process.space != NULL);
    for (int i = 0; i < RLIMIT_COUNT; i++)
        process.limits[i].soft = RLIM_INFINITY;
}

/* --- the processor --- */

/* May `entry` be used for an access with this error code? */
static bool entry_allows(uint64_t entry, uint64_t error)
{
    if (!(entry & PTE_PRESENT))
        return false;
    CHECK(entry & PTE_USER);
    if (error & FAULT_WRITE && !(entry & PTE_WRITE))
        return false;
    return !(error & FAULT_FETCH && entry & PTE_NX);
}

/* Where the byte at `address` is, or NULL and *result says what space_fault
 * did. Two faults in a row for one access would mean no progress. */
static char *access(uint64_t address, uint64_t error, int *result)
{
    struct space *space = process.space;

    *result = 0;
    for (int tries = 0; tries < 2; tries++) {
        uint64_t *entry = paging_entry(space->root, address, false);
        if (entry && entry_allows(*entry, error))
            return (char *)phys_to_virt(*entry & PTE_FRAME) +
                   address % PAGE_SIZE;
        *result = space_fault(space, address, error | FAULT_USER);
        if (*result)
            return NULL;
    }
    CHECK(!"a fault that was resolved comes again");
    return NULL;
}

static int reads(uint64_t address)
{
    int result;
    char *byte = access(address, 0, &result);

    return byte ? *byte : result;
}

static int writes(uint64_t address, char value)
{
    int result;
    char *byte = access(address, FAULT_WRITE, &result);

    if (byte)
        *byte = value;
    return result;
}

static int fetches(uint64_t address)
{
    int result;

    access(address, FAULT_FETCH, &result);
    return result;
}

/* --- what must always hold --- */

static uint64_t pages_mapped(struct space *space)
{
    uint64_t count = 0, at = 0;

    for (uint64_t *entry; (entry = paging_next(space->root, &at, USER_TOP));
         at += PAGE_SIZE) {
        struct area *area = area_at(space, at);
        CHECK(area != NULL);
        if (area)
            CHECK((*entry & ~(PTE_FRAME | PTE_WRITE)) ==
                  (page_bits(area, *entry & PTE_FRAME) & ~PTE_WRITE));
        if (area && !(area->prot & PROT_WRITE))
            CHECK(!(*entry & PTE_WRITE));
        count++;
    }
    return count;
}

static size_t areas_count(void)
{
    size_t count = 0;

    area_for_each(area, process.space, 0, UINT64_MAX) count++;
    return count;
}

static void check_space(struct space *space)
{
    uint64_t end = 0;

    area_for_each(area, space, 0, UINT64_MAX)
    {
        CHECK(area->start >= end && area->start < area->end);
        CHECK(is_aligned(area->start | area->end, PAGE_SIZE));
        CHECK(area->end <= USER_TOP && area->start >= USER_BASE);
        end = area->end;
    }
    for (uint64_t at = space->gap_top; at < USER_MMAP_TOP;) {
        struct area *area = area_at(space, at);
        CHECK(area != NULL);
        at = area ? area->end : USER_MMAP_TOP;
    }
    CHECK(areas_count() == space->area_count);
    CHECK(pages_mapped(space) == space->pages);
    CHECK(!space->lock.held);
}

#endif
