/* SPDX-License-Identifier: MIT
 *
 * The files of a process that tell what is in its memory: maps, cmdline, environ;
 * and the sums over its areas for stat and status.
 */
#include "fs/inode.h"
#include "fs/mount.h"
#include "fs/path.h"
#include "fs/tmpfs.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"
#include "mm/area.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/space.h"
#include "proc/proc.h"
#include "proc/view.h"
#include "x86/paging.h"

#define DEVICE_MINOR_BITS 8

/* The space of `subject` with a reference, or NULL: it has none any more. */
static struct space *space_of(const struct proc_subject *subject)
{
    struct process *process = subject->process;

    spin_lock(&process->lock);
    struct space *space = process->space;
    if (space)
        space_get(space);
    spin_unlock(&process->lock);
    return space;
}

/* ---- sums ---- */

/* The file that `area` shows, or NULL. */
static struct inode *area_inode(const struct area *area)
{
    return area->ops && area->ops->inode ? area->ops->inode(area) : NULL;
}

/* Frames of `area` that are its file's own pages. */
static uint64_t count_file_pages(struct space *space, const struct area *area)
{
    uint64_t page = area->start, count = 0;

    for (; paging_next(space->root, &page, area->end); page += PAGE_SIZE)
        count++;
    return count;
}

static void add_area(struct space *space, const struct area *area,
                     struct proc_memory *memory)
{
    uint64_t bytes = area->end - area->start;
    bool writes = area->prot & PROT_WRITE, shared = area->flags & MAP_SHARED;
    const struct space_layout *layout = &space->layout;

    memory->mapped += bytes;
    if (area->flags & MAP_GROWSDOWN)
        memory->stack += bytes;
    else if (writes && !shared)
        memory->data += bytes;
    else if (area->prot & PROT_EXEC && area->start < layout->code_to &&
             area->end > layout->code_from)
        memory->code += bytes;
    else if (area->prot & PROT_EXEC && area_inode(area))
        memory->libraries += bytes;
    if (area_inode(area) && (shared || !writes))
        memory->file_pages += count_file_pages(space, area);
}

void proc_memory_read(struct space *space, struct proc_memory *memory)
{
    *memory = (struct proc_memory){0};
    if (!space)
        return;
    spin_lock(&space->lock);
    area_for_each(area, space, 0, USER_TOP) add_area(space, area, memory);
    memory->peak = max_u64(space->mapped_peak, memory->mapped);
    memory->resident = space->pages;
    spin_unlock(&space->lock);
}

/* ---- maps ---- */

#define MAPS_BATCH 16
#define MAPS_NAME_COLUMN 73

struct map {
    uint64_t start, end, offset;
    uint32_t prot, flags;
    struct inode *inode; /* with a reference, or NULL */
    const char *name;    /* if there is no inode; "": none */
};

/* The areas from `from` on, up to MAPS_BATCH. How many. */
static size_t collect_maps(struct space *space, uint64_t from, struct map *maps)
{
    const struct space_layout *layout = &space->layout;
    size_t count = 0;

    spin_lock(&space->lock);
    area_for_each(area, space, from, USER_TOP)
    {
        struct map *map = &maps[count++];
        *map = (struct map){area->start, area->end,   area->offset,
                            area->prot,  area->flags, area_inode(area),
                            ""};
        if (map->inode)
            inode_get(map->inode);
        else if (area->ops && area->ops->name)
            map->name = area->ops->name;
        else if (area->start < space->brk_end && area->end > space->brk_start)
            map->name = "[heap]";
        else if (area->start <= layout->stack_start &&
                 area->end > layout->stack_start)
            map->name = "[stack]";
        if (count == MAPS_BATCH)
            break;
    }
    spin_unlock(&space->lock);
    return count;
}

/* The path of `inode`, into path[PATH_MAX] with a NUL. */
static void map_path(struct inode *inode, char *path)
{
    spin_lock(&tmpfs_lock);
    int64_t length = path_tell(inode, path, PATH_MAX - 1);
    spin_unlock(&tmpfs_lock);
    path[length > 0 ? length : 0] = '\0';
}

static void add_map(const struct map *map, char *path, struct text *text)
{
    uint64_t device = map->inode ? map->inode->mount->device : 0;
    size_t before = text->length;
    const char *name = map->name;

    text_add(text, "%08lx-%08lx %c%c%c%c %08lx %02lx:%02lx %lu ", map->start,
             map->end, map->prot & PROT_READ ? 'r' : '-',
             map->prot & PROT_WRITE ? 'w' : '-',
             map->prot & PROT_EXEC ? 'x' : '-',
             map->flags & MAP_SHARED ? 's' : 'p', map->inode ? map->offset : 0,
             device >> DEVICE_MINOR_BITS,
             device & ((1 << DEVICE_MINOR_BITS) - 1),
             map->inode ? map->inode->number : 0);
    if (map->inode) {
        map_path(map->inode, path);
        name = path;
    }
    while (*name && text->length - before < MAPS_NAME_COLUMN && !text->cut)
        text_add_string(text, " ");
    text_add_string(text, name);
    text_add_string(text, "\n");
}

static int add_maps(struct space *space, char *path, struct text *text)
{
    struct map maps[MAPS_BATCH];
    size_t count = MAPS_BATCH;

    for (uint64_t from = 0; count == MAPS_BATCH;) {
        count = collect_maps(space, from, maps);
        for (size_t i = 0; i < count; i++) {
            add_map(&maps[i], path, text);
            from = maps[i].end;
            if (maps[i].inode)
                inode_put(maps[i].inode);
        }
    }
    return 0;
}

int proc_maps_show(const struct proc_subject *subject, struct text *text)
{
    struct space *space = space_of(subject);
    char *path = kmalloc(PATH_MAX);
    int error = path ? 0 : -ENOMEM;

    if (space && path)
        error = add_maps(space, path, text);
    kfree(path);
    if (space)
        space_put(space);
    return error;
}

/* ---- cmdline, environ ---- */

/* Add the bytes [from, to) of `space`, as far as they can be read. */
static int add_memory(struct space *space, uint64_t from, uint64_t to,
                      struct text *text)
{
    char *page = kmalloc(PAGE_SIZE);

    if (!page)
        return -ENOMEM;
    while (from < to) {
        uint64_t piece = min_u64(to - from, PAGE_SIZE);
        uint64_t got = space_peek(space, from, page, piece);
        text_add_bytes(text, page, got);
        from = got == piece ? from + piece : to;
    }
    kfree(page);
    return 0;
}

int proc_cmdline_show(const struct proc_subject *subject, struct text *text)
{
    struct space *space = space_of(subject);

    if (!space)
        return 0;
    int error = add_memory(space, space->layout.arguments,
                           space->layout.arguments_end, text);
    space_put(space);
    return error;
}

int proc_environ_show(const struct proc_subject *subject, struct text *text)
{
    struct space *space = space_of(subject);

    if (!space)
        return 0;
    int error = add_memory(space, space->layout.environment,
                           space->layout.environment_end, text);
    space_put(space);
    return error;
}
