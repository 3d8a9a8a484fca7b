/* SPDX-License-Identifier: MIT
 *
 * ELF programs as files: their layout, and the checks between an untrusted file
 * and exec. Pure: runs on the host too. Source: System V ABI (gABI), chapters 4
 * and 5, and its AMD64 supplement.
 */
#ifndef TASK_ELF_H
#define TASK_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ELF_PATH_MAX 4096 /* a dynamic linker's path, with its NUL */
#define ELF_SEGMENTS_MAX 64

struct elf_header {
    uint8_t ident[16];
    uint16_t type;
    uint16_t machine;
    uint32_t version;
    uint64_t entry;
    uint64_t phoff;
    uint64_t shoff;
    uint32_t flags;
    uint16_t ehsize;
    uint16_t phentsize;
    uint16_t phnum;
    uint16_t shentsize;
    uint16_t shnum;
    uint16_t shstrndx;
};

struct elf_segment { /* a program header */
    uint32_t type;
    uint32_t flags;
    uint64_t offset;
    uint64_t vaddr;
    uint64_t paddr;
    uint64_t filesz;
    uint64_t memsz;
    uint64_t align;
};

_Static_assert(sizeof(struct elf_header) == 64, "gABI, chapter 4");
_Static_assert(sizeof(struct elf_segment) == 56, "gABI, chapter 5");

enum { /* elf_segment.type */
       ELF_LOAD = 1,
       ELF_INTERP = 3,
       ELF_STACK = 0x6474e551, /* PT_GNU_STACK */
};
enum { ELF_X = 1, ELF_W = 2, ELF_R = 4 }; /* elf_segment.flags */

/* Where a program goes. Addresses are final: the bias is in them. */
struct elf_plan {
    uint64_t bias;  /* to be added to each segment's vaddr */
    uint64_t entry; /* the first instruction */
    uint64_t phdr;  /* the program headers in memory, or 0: in no segment */
    uint64_t end;   /* page aligned, above the last segment: the heap's start */

    /* Where in the file the path of the dynamic linker stands, with its NUL; 0
     * bytes: it needs none. */
    uint64_t interpreter, interpreter_size;
    bool stack_exec; /* it wants a stack that may be executed */
};

/* Is this the header of a program for Convoy, whose program headers lie in the
 * file_size bytes of the file? 0, or -ENOEXEC with why[size] naming what is
 * wrong and what is legal. */
int elf_check_header(const struct elf_header *header, uint64_t file_size,
                     char *why, size_t size);

/* Check `header->phnum` segments and fill in *plan. A position-independent file
 * goes to `base`, rounded up to the largest alignment that it wants. Afterwards
 * each PT_LOAD segment's file part lies in the file, and their pages lie in the
 * user's half below the stack, ascending, without overlap or overflow; none is
 * writable and executable. 0 or -ENOEXEC as above. */
int elf_check_segments(const struct elf_header *header,
                       const struct elf_segment *segments, uint64_t file_size,
                       uint64_t base, struct elf_plan *plan, char *why,
                       size_t size);

/* Is it position-independent? */
bool elf_movable(const struct elf_header *header);

/* Is there anything to be mapped for `segment`? */
bool elf_loaded(const struct elf_segment *segment);

#endif
