/* SPDX-License-Identifier: MIT
 *
 * Loading a program: its segments are mapped from the file, privately, so that
 * pages are read where they are and copied when they are written; what a segment
 * has beyond its part of the file is zero. A program that names a dynamic linker
 * gets that mapped as well, and begins there; the linker finds the program by
 * AT_PHDR and AT_ENTRY. Each has the rights that it asks for, never writable and
 * executable.
 *
 * Addresses are the same in every run: a position-independent program lies at
 * USER_PIE_BASE, its linker highest below the stack's room.
 *
 * Source: System V ABI (gABI), chapter 5; its AMD64 supplement, section 3.4.
 * Not here: the stack (exec_stack.c), what becomes of the old program, and running
 * the new one (exec_call.c).
 */
#include "task/exec.h"

#include <stddef.h>
#include "fs/inode.h"
#include "fs/ops.h"
#include "fs/path.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/limit.h"
#include "mm/space.h"
#include "task/elf.h"
#include "task/exec_stack.h"
#include "task/executable.h"

/* The reason of the last refusal, for exec->why. Two programs refused on two
 * cores at once may mix their reasons, not more. */
static char refusal[192];

/* Everything that is known of a file that is being loaded. */
struct image {
    struct inode *inode;
    uint64_t size;
    struct elf_header header;
    struct elf_segment segments[ELF_SEGMENTS_MAX];
    struct elf_plan plan;
};

/* Exactly `bytes` at `position` of the file. 0 or -EIO: it became shorter. */
static int read_exactly(struct inode *inode, void *to, uint64_t bytes,
                        uint64_t position)
{
    int64_t got = inode_read_kernel(inode, to, bytes, position);

    return got >= 0 && (uint64_t)got == bytes ? 0 : -EIO;
}

/* Decide where the segments go. */
static int image_plan(struct image *image, uint64_t base)
{
    return elf_check_segments(&image->header, image->segments, image->size,
                              base, &image->plan, refusal, sizeof refusal);
}

/* Read and check the headers. */
static int image_read(struct image *image, struct inode *inode, uint64_t base)
{
    struct elf_header *header = &image->header;

    image->inode = inode;
    image->size = inode_size(inode);
    memset(header, 0, sizeof *header);
    int error =
        read_exactly(inode, header, min_u64(image->size, sizeof *header), 0);
    if (!error)
        error = elf_check_header(header, image->size, refusal, sizeof refusal);
    if (!error)
        error = read_exactly(inode, image->segments,
                             header->phnum * sizeof(struct elf_segment),
                             header->phoff);
    return error ? error : image_plan(image, base);
}

static uint32_t segment_prot(const struct elf_segment *segment)
{
    uint32_t prot = PROT_NONE;

    if (segment->flags & ELF_R)
        prot |= PROT_READ;
    if (segment->flags & ELF_W)
        prot |= PROT_WRITE;
    if (segment->flags & ELF_X)
        prot |= PROT_EXEC;
    return prot;
}

/* Clear [from, to) of one page of the new space. */
static int clear_tail(struct space *space, uint64_t from, uint64_t to)
{
    void *tail = from < to ? space_reach(space, from) : NULL;

    if (tail)
        memset(tail, 0, to - from);
    return tail || from == to ? 0 : -ENOMEM;
}

/* The part of the file, and what follows it up to `memsz`: the rest of the last
 * page is cleared, further pages are anonymous. Without such a part that follows,
 * the rest of the page is what the file has there. */
static int segment_map(const struct image *image,
                       const struct elf_segment *segment, struct space *space)
{
    const uint32_t flags = MAP_PRIVATE | MAP_FIXED;
    uint32_t prot = segment_prot(segment);
    uint64_t at = segment->vaddr + image->plan.bias;
    uint64_t start = align_down(at, PAGE_SIZE);
    uint64_t data_end = at + segment->filesz;
    uint64_t zeros = segment->filesz ? align_up(data_end, PAGE_SIZE) : start;
    uint64_t end = align_up(at + segment->memsz, PAGE_SIZE);
    int error = 0;

    if (zeros > start)
        error = regular_map(image->inode, space, &start, zeros - start, prot,
                            flags, align_down(segment->offset, PAGE_SIZE));
    if (!error && zeros > start && segment->memsz > segment->filesz)
        error = clear_tail(space, data_end, zeros);
    if (!error && end > zeros)
        error = space_map(space, &zeros, end - zeros, prot,
                          flags | MAP_ANONYMOUS, NULL, NULL, 0);
    return error;
}

static int segments_map(const struct image *image, struct space *space)
{
    int error = 0;

    for (unsigned i = 0; !error && i < image->header.phnum; i++)
        if (elf_loaded(&image->segments[i]))
            error = segment_map(image, &image->segments[i], space);
    return error;
}

/* Note where code and data of the program lie, as Linux tells it: from the first
 * segment that is executed, and the last one that is not only read. */
static void note_layout(const struct image *image, struct space_layout *layout)
{
    for (unsigned i = 0; i < image->header.phnum; i++) {
        const struct elf_segment *segment = &image->segments[i];
        uint64_t start = segment->vaddr + image->plan.bias;
        uint64_t end = start + segment->filesz;
        if (!elf_loaded(segment))
            continue;
        if (segment->flags & ELF_X) {
            if (!layout->code_to)
                layout->code_from = start;
            layout->code_to = end;
        } else if (segment->flags & ELF_W) {
            layout->data_from = start;
            layout->data_to = end;
        }
    }
}

/* ---- the dynamic linker ---- */

/* Its place: where mmap(2) would put as much. */
static int choose_base(const struct elf_plan *plan, struct space *space,
                       uint64_t *base)
{
    *base = 0;
    int error = space_map(space, base, plan->end, PROT_NONE,
                          MAP_PRIVATE | MAP_ANONYMOUS, NULL, NULL, 0);

    return error ? error : space_unmap(space, *base, plan->end);
}

/* Map the linker `file`: its AT_BASE and first instruction. */
static int linker_map(struct inode *file, struct image *image,
                      struct space *space, uint64_t *base, uint64_t *entry)
{
    int error = image_read(image, file, 0);

    if (!error && !elf_movable(&image->header))
        error = -ENOEXEC;
    if (error)
        return error == -ENOEXEC ? -ELIBBAD : error;
    error = choose_base(&image->plan, space, base);
    if (!error && image_plan(image, *base))
        error = -ELIBBAD;
    if (!error)
        error = segments_map(image, space);
    *base = image->plan.bias;
    *entry = image->plan.entry;
    return error;
}

/* Load the linker that `program` names. */
static int linker_load(const struct image *program, struct space *space,
                       uint64_t *base, uint64_t *entry)
{
    const struct elf_plan *plan = &program->plan;
    char *path = kmalloc(ELF_PATH_MAX);
    struct image *image = kmalloc(sizeof *image);
    struct inode *file = NULL;
    int error = path && image ? 0 : -ENOMEM;

    if (!error)
        error = read_exactly(program->inode, path, plan->interpreter_size,
                             plan->interpreter);
    if (!error && path[plan->interpreter_size - 1] != '\0') {
        strlcpy(refusal, "its dynamic linker's path has no end",
                sizeof refusal);
        error = -ENOEXEC;
    }
    if (!error)
        error = executable_open(AT_FDCWD, path, 0, &file);
    if (!error)
        error = linker_map(file, image, space, base, entry);
    executable_put(file);
    kfree(image);
    kfree(path);
    return error;
}

/* ---- everything ---- */

static int program_load(struct image *image, struct exec *exec,
                        struct space *space)
{
    uint64_t base = 0;
    int error = image_read(image, exec->file, USER_PIE_BASE);

    if (!error)
        error = segments_map(image, space);
    if (error)
        return error;
    space->brk_start = space->brk_end = image->plan.end;
    note_layout(image, &space->layout);
    exec->entry = image->plan.entry;
    struct exec_layout layout = {
        .entry = image->plan.entry,
        .phdr = image->plan.phdr,
        .phnum = image->header.phnum,
        .stack_exec = image->plan.stack_exec,
    };
    if (image->plan.interpreter_size)
        error = linker_load(image, space, &base, &exec->entry);
    layout.base = base;
    if (!error)
        error = exec_stack_create(exec, &layout, space);
    if (!error && !limit_allows_space(space))
        error = -ENOMEM;
    return error;
}

int exec_load(struct exec *exec, struct space *space)
{
    struct image *image = kmalloc(sizeof *image);

    exec->why = "";
    if (!image)
        return -ENOMEM;
    int error = program_load(image, exec, space);
    if (error == -ENOEXEC || error == -ELIBBAD)
        exec->why = refusal;
    kfree(image);
    return error;
}
