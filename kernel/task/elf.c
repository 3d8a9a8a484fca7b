/* SPDX-License-Identifier: MIT
 *
 * Checking ELF programs. Each check says what was found and what is legal. All
 * arithmetic on what the file says is done so that it cannot wrap.
 */
#include "task/elf.h"

#include <stdarg.h>
#include <stdbool.h>
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"
#include "mm/layout.h"

#define CLASS_64 2
#define LITTLE_ENDIAN 1
#define VERSION 1
#define TYPE_EXEC 2
#define TYPE_DYN 3
#define MACHINE_X86 62

enum { IDENT_CLASS = 4, IDENT_DATA = 5, IDENT_VERSION = 6 };

/* The message's destination. */
struct refusal {
    char *why;
    size_t size;
};

__attribute__((format(printf, 2, 3))) static int refuse(struct refusal to,
                                                        const char *format, ...)
{
    va_list args;

    va_start(args, format);
    kvsnprintf(to.why, to.size, format, args);
    va_end(args);
    return -ENOEXEC;
}

static int check_ident(const struct elf_header *header, struct refusal to)
{
    const uint8_t *ident = header->ident;

    if (memcmp(ident, "\177ELF", 4) != 0)
        return refuse(to,
                      "it begins with %02x %02x %02x %02x, not 7f 45 4c 46"
                      " (an ELF file)",
                      ident[0], ident[1], ident[2], ident[3]);
    if (ident[IDENT_CLASS] != CLASS_64)
        return refuse(to, "its class is %u, not 2 (64-bit)",
                      ident[IDENT_CLASS]);
    if (ident[IDENT_DATA] != LITTLE_ENDIAN)
        return refuse(to, "its data encoding is %u, not 1 (little-endian)",
                      ident[IDENT_DATA]);
    if (ident[IDENT_VERSION] != VERSION || header->version != VERSION)
        return refuse(to, "its ELF version is %u and %u, not 1",
                      ident[IDENT_VERSION], header->version);
    return 0;
}

int elf_check_header(const struct elf_header *header, uint64_t file_size,
                     char *why, size_t size)
{
    struct refusal to = {why, size};

    if (file_size < sizeof *header)
        return refuse(to, "it has %lu bytes; an ELF header alone has %zu",
                      file_size, sizeof *header);
    int error = check_ident(header, to);
    if (error)
        return error;
    if (header->machine != MACHINE_X86)
        return refuse(to, "e_machine is %u, not 62 (x86-64)", header->machine);
    if (header->type != TYPE_EXEC && header->type != TYPE_DYN)
        return refuse(to, "e_type is %u, not 2 (EXEC) or 3 (DYN, PIE)",
                      header->type);
    if (header->phentsize != sizeof(struct elf_segment))
        return refuse(to, "e_phentsize is %u, not 56", header->phentsize);
    if (header->phnum == 0 || header->phnum > ELF_SEGMENTS_MAX)
        return refuse(to, "e_phnum is %u, not 1 ... %u", header->phnum,
                      ELF_SEGMENTS_MAX);
    uint64_t table = (uint64_t)header->phnum * sizeof(struct elf_segment);
    if (table > file_size || header->phoff > file_size - table)
        return refuse(to,
                      "its program headers (e_phoff %lu, %lu bytes) end"
                      " beyond the file's %lu bytes",
                      header->phoff, table, file_size);
    return 0;
}

/* What segment number `i` wants of the file is there. */
static int check_inside(const struct elf_segment *segment, unsigned i,
                        uint64_t file_size, struct refusal to)
{
    if (segment->filesz > file_size ||
        segment->offset > file_size - segment->filesz)
        return refuse(to,
                      "segment %u: p_offset %lu + p_filesz %lu ends beyond"
                      " the file's %lu bytes",
                      i, segment->offset, segment->filesz, file_size);
    return 0;
}

/* Segment number `i`, by itself. */
static int check_segment(const struct elf_segment *segment, unsigned i,
                         uint64_t file_size, struct refusal to)
{
    int error = check_inside(segment, i, file_size, to);

    if (error)
        return error;
    if (segment->filesz > segment->memsz)
        return refuse(to, "segment %u: p_filesz %lu exceeds p_memsz %lu", i,
                      segment->filesz, segment->memsz);
    if (segment->flags & ELF_W && segment->flags & ELF_X)
        return refuse(to,
                      "segment %u: p_flags %u is writable and executable;"
                      " only one is allowed (W^X)",
                      i, segment->flags);
    if (segment->align & (segment->align - 1))
        return refuse(to, "segment %u: p_align %lu is no power of two", i,
                      segment->align);
    if (segment->align > 1ul << 30)
        return refuse(to, "segment %u: p_align %lu is above 1 GiB", i,
                      segment->align);
    if (!is_aligned(segment->vaddr - segment->offset, PAGE_SIZE))
        return refuse(to,
                      "segment %u: p_vaddr %lx and p_offset %lx differ"
                      " within the page",
                      i, segment->vaddr, segment->offset);
    return 0;
}

/* Its pages lie in [*low, USER_MMAP_TOP); *low moves above them. */
static int check_place(const struct elf_segment *segment, unsigned i,
                       uint64_t bias, uint64_t *low, struct refusal to)
{
    uint64_t room = bias < USER_MMAP_TOP ? USER_MMAP_TOP - bias : 0;

    if (segment->vaddr >= room || segment->memsz > room - segment->vaddr)
        return refuse(to,
                      "segment %u: p_vaddr %lx + p_memsz %lx ends above"
                      " %lx",
                      i, segment->vaddr, segment->memsz, room);
    uint64_t start = align_down(segment->vaddr + bias, PAGE_SIZE);
    if (start < *low)
        return refuse(to,
                      "segment %u: p_vaddr %lx lies below %lx, where the"
                      " one before ends or user memory begins",
                      i, segment->vaddr, *low - bias);
    *low = align_up(segment->vaddr + bias + segment->memsz, PAGE_SIZE);
    return 0;
}

bool elf_loaded(const struct elf_segment *segment)
{
    return segment->type == ELF_LOAD && segment->memsz > 0;
}

bool elf_movable(const struct elf_header *header)
{
    return header->type == TYPE_DYN;
}

/* Where the file's byte `offset` is in memory, or 0. */
static uint64_t address_of(const struct elf_segment *segments, unsigned count,
                           uint64_t offset, uint64_t bias)
{
    for (unsigned i = 0; i < count; i++) {
        const struct elf_segment *segment = &segments[i];
        if (elf_loaded(segment) && offset >= segment->offset &&
            offset - segment->offset < segment->filesz)
            return segment->vaddr + bias + (offset - segment->offset);
    }
    return 0;
}

static bool is_code(const struct elf_segment *segments, unsigned count,
                    uint64_t vaddr)
{
    for (unsigned i = 0; i < count; i++) {
        const struct elf_segment *segment = &segments[i];
        if (elf_loaded(segment) && segment->flags & ELF_X &&
            vaddr >= segment->vaddr && vaddr - segment->vaddr < segment->memsz)
            return true;
    }
    return false;
}

/* `base`, rounded up to the largest alignment that one of its segments wants. */
static uint64_t choose_bias(const struct elf_header *header,
                            const struct elf_segment *segments, uint64_t base)
{
    uint64_t align = PAGE_SIZE;

    if (!elf_movable(header))
        return 0;
    for (unsigned i = 0; i < header->phnum; i++)
        if (elf_loaded(&segments[i]))
            align = max_u64(align, segments[i].align);
    return align_up(base, align);
}

/* The dynamic linker's path. */
static int check_interpreter(const struct elf_segment *segment, unsigned i,
                             uint64_t file_size, struct refusal to)
{
    if (segment->filesz < 2 || segment->filesz > ELF_PATH_MAX)
        return refuse(to,
                      "segment %u: the dynamic linker's path has p_filesz %lu,"
                      " not 2 ... %u",
                      i, segment->filesz, ELF_PATH_MAX);
    return check_inside(segment, i, file_size, to);
}

/* What the segments say that are not to be loaded. Of two dynamic linkers the
 * first counts, as with Linux. */
static void take_notes(const struct elf_header *header,
                       const struct elf_segment *segments,
                       struct elf_plan *plan)
{
    plan->interpreter = plan->interpreter_size = 0;
    plan->stack_exec = false;
    for (unsigned i = 0; i < header->phnum; i++) {
        const struct elf_segment *segment = &segments[i];
        if (segment->type == ELF_STACK)
            plan->stack_exec = segment->flags & ELF_X;
        if (segment->type != ELF_INTERP || plan->interpreter_size)
            continue;
        plan->interpreter = segment->offset;
        plan->interpreter_size = segment->filesz;
    }
}

/* All segments, one by one. */
static int check_each(const struct elf_header *header,
                      const struct elf_segment *segments, uint64_t file_size,
                      struct refusal to)
{
    for (unsigned i = 0; i < header->phnum; i++) {
        int error = 0;
        if (segments[i].type == ELF_INTERP)
            error = check_interpreter(&segments[i], i, file_size, to);
        if (segments[i].type == ELF_LOAD)
            error = check_segment(&segments[i], i, file_size, to);
        if (error)
            return error;
    }
    return 0;
}

int elf_check_segments(const struct elf_header *header,
                       const struct elf_segment *segments, uint64_t file_size,
                       uint64_t base, struct elf_plan *plan, char *why,
                       size_t size)
{
    struct refusal to = {why, size};
    int error = check_each(header, segments, file_size, to);

    if (error)
        return error;
    take_notes(header, segments, plan);
    plan->bias = choose_bias(header, segments, base);
    plan->end = elf_movable(header) ? plan->bias : USER_BASE;
    uint64_t lowest = plan->end;
    for (unsigned i = 0; i < header->phnum; i++) {
        if (!elf_loaded(&segments[i]))
            continue;
        error = check_place(&segments[i], i, plan->bias, &plan->end, to);
        if (error)
            return error;
    }
    if (plan->end == lowest)
        return refuse(to, "none of its %u segments is PT_LOAD with p_memsz > 0",
                      header->phnum);
    if (!is_code(segments, header->phnum, header->entry))
        return refuse(to, "e_entry %lx lies in no executable segment",
                      header->entry);
    plan->entry = header->entry + plan->bias;
    plan->phdr = address_of(segments, header->phnum, header->phoff, plan->bias);
    return 0;
}
