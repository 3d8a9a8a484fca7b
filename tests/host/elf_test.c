/* SPDX-License-Identifier: MIT
 *
 * The checks of ELF files: a good program passes and goes where it belongs;
 * each kind of malformed one is refused in words that name what is wrong; and
 * whatever noise is let through keeps the promises that exec relies on.
 *
 * LINK: kernel/task/elf.c kernel/lib/print.c
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/errno.h"
#include "mm/layout.h"
#include "task/elf.h"

static int checks_failed;

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__,       \
                    #condition);                                               \
            checks_failed++;                                                   \
        }                                                                      \
    } while (0)

#define FILE_SIZE 20000

struct program {
    struct elf_header header;
    struct elf_segment segments[ELF_SEGMENTS_MAX];
};

/* What a linker makes of a small static program: code, data with bss, a
 * note. */
static const struct program good = {
    .header = {.ident = {0x7f, 'E', 'L', 'F', 2, 1, 1},
               .type = 2,
               .machine = 62,
               .version = 1,
               .entry = 0x401234,
               .phoff = 64,
               .ehsize = 64,
               .phentsize = 56,
               .phnum = 4},
    .segments = {{1, ELF_R, 0, 0x400000, 0, 0x200, 0x200, 4096},
                 {1, ELF_R | ELF_X, 0x1000, 0x401000, 0, 0x800, 0x800, 4096},
                 {1, ELF_R | ELF_W, 0x1ff0, 0x402ff0, 0, 0x30, 0x5000, 4096},
                 {4, ELF_R, 0x100, 0x400100, 0, 0x20, 0x20, 4}},
};

static char why[192];
static struct elf_plan plan;

static uint64_t base = USER_PIE_BASE;

static int check(const struct program *program, uint64_t file_size)
{
    memset(why, 0, sizeof why);
    int error = elf_check_header(&program->header, file_size, why, sizeof why);
    if (!error)
        error = elf_check_segments(&program->header, program->segments,
                                   file_size, base, &plan, why, sizeof why);
    return error;
}

static void test_good(void)
{
    struct program program = good;

    CHECK(check(&program, FILE_SIZE) == 0);
    CHECK(plan.bias == 0 && plan.entry == 0x401234);
    CHECK(plan.phdr == 0x400040 && plan.end == 0x408000);
    /* Position-independent: the same from another place on. */
    program.header.type = 3;
    for (int i = 0; i < 4; i++)
        program.segments[i].vaddr -= 0x400000;
    program.header.entry -= 0x400000;
    CHECK(check(&program, FILE_SIZE) == 0);
    CHECK(plan.bias == USER_PIE_BASE && plan.entry == USER_PIE_BASE + 0x1234);
    CHECK(plan.end == USER_PIE_BASE + 0x8000);
    program.segments[0].align = 2 << 20;
    CHECK(check(&program, FILE_SIZE) == 0);
    CHECK(plan.bias % (2 << 20) == 0 && plan.bias >= USER_PIE_BASE);
    /* Headers that are not loaded: no address to tell. */
    program.segments[0].memsz = program.segments[0].filesz = 0;
    CHECK(check(&program, FILE_SIZE) == 0 && plan.phdr == 0);
}

/* What does not say where something goes: the dynamic linker's path, the stack's
 * rights. */
static void test_notes(void)
{
    struct program program = good;

    CHECK(check(&program, FILE_SIZE) == 0);
    CHECK(plan.interpreter_size == 0 && !plan.stack_exec);
    program.header.phnum = 6;
    program.segments[4] =
        (struct elf_segment){ELF_STACK, ELF_R | ELF_W | ELF_X, 0, 0, 0, 0, 0,
                             16};
    program.segments[5] =
        (struct elf_segment){ELF_INTERP, ELF_R, 0x180, 0, 0, 28, 28, 1};
    program.segments[3] = program.segments[5];
    program.segments[3].offset = 0x100; /* the first one counts */
    CHECK(check(&program, FILE_SIZE) == 0);
    CHECK(plan.interpreter == 0x100 && plan.interpreter_size == 28);
    CHECK(plan.stack_exec);
    program.segments[4].flags = ELF_R | ELF_W;
    CHECK(check(&program, FILE_SIZE) == 0 && !plan.stack_exec);
}

/* A dynamic linker is first asked how long it is, then put somewhere. */
static void test_base(void)
{
    struct program program = good;

    program.header.type = 3;
    for (int i = 0; i < 4; i++)
        program.segments[i].vaddr -= 0x400000;
    program.header.entry -= 0x400000;
    base = 0;
    CHECK(check(&program, FILE_SIZE) == 0);
    CHECK(plan.bias == 0 && plan.end == 0x8000 && plan.entry == 0x1234);
    base = 0x7ffff0001000;
    CHECK(check(&program, FILE_SIZE) == 0);
    CHECK(plan.bias == base && plan.end == base + 0x8000);
    base = USER_MMAP_TOP - 0x8000;
    CHECK(check(&program, FILE_SIZE) == 0 && plan.end == USER_MMAP_TOP);
    base += PAGE_SIZE;
    CHECK(check(&program, FILE_SIZE) == -ENOEXEC);
    base = USER_PIE_BASE;
}

/* One field of the good program is set to `value`: refused, and `says` is in
 * the reason. */
static void refused(size_t offset, size_t bytes, uint64_t value,
                    const char *says)
{
    struct program program = good;

    memcpy((char *)&program + offset, &value, bytes);
    CHECK(check(&program, FILE_SIZE) == -ENOEXEC);
    if (strstr(why, says))
        return;
    fprintf(stderr, "expected \"%s\" in \"%s\"\n", says, why);
    checks_failed++;
}

#define HEADER(field)                                                          \
    offsetof(struct program, header.field), sizeof(good.header.field)
#define SEGMENT(i, field)                                                      \
    offsetof(struct program, segments[i].field), sizeof(good.segments[i].field)

static void test_bad_headers(void)
{
    refused(HEADER(ident[0]), '#', "begins with 23 45 4c 46");
    refused(HEADER(ident[4]), 1, "class is 1, not 2 (64-bit)");
    refused(HEADER(ident[5]), 2, "data encoding is 2, not 1");
    refused(HEADER(ident[6]), 0, "ELF version is 0");
    refused(HEADER(version), 9, "ELF version is 1 and 9, not 1");
    refused(HEADER(machine), 40, "e_machine is 40, not 62 (x86-64)");
    refused(HEADER(type), 1, "e_type is 1, not 2 (EXEC) or 3");
    refused(HEADER(phentsize), 32, "e_phentsize is 32, not 56");
    refused(HEADER(phnum), 0, "e_phnum is 0, not 1 ... 64");
    refused(HEADER(phnum), 65, "e_phnum is 65, not 1 ... 64");
    refused(HEADER(phoff), FILE_SIZE - 223, "end beyond the file's 20000");
    refused(HEADER(phoff), UINT64_MAX - 10, "end beyond the file's 20000");
    refused(HEADER(entry), 0x400100, "e_entry 400100 lies in no executable");
    for (uint64_t size = 0; size < 64; size++)
        CHECK(check(&good, size) == -ENOEXEC && strstr(why, "alone has 64"));
    CHECK(check(&good, 64) == -ENOEXEC && strstr(why, "program headers"));
}

static void test_bad_segments(void)
{
    struct program wrong = good;
    wrong.segments[3].type = ELF_INTERP;
    wrong.segments[3].filesz = 1;
    CHECK(check(&wrong, FILE_SIZE) == -ENOEXEC &&
          strstr(why, "not 2 ... 4096"));
    wrong.segments[3].filesz = 4097;
    CHECK(check(&wrong, FILE_SIZE) == -ENOEXEC &&
          strstr(why, "not 2 ... 4096"));
    wrong.segments[3].filesz = 4096;
    wrong.segments[3].offset = FILE_SIZE - 4095;
    CHECK(check(&wrong, FILE_SIZE) == -ENOEXEC && strstr(why, "ends beyond"));
    refused(SEGMENT(1, filesz), 0x801, "p_filesz 2049 exceeds p_memsz 2048");
    refused(SEGMENT(2, offset), 0x4ff0, "beyond the file's");
    refused(SEGMENT(2, offset), UINT64_MAX - 0xf, "beyond the file's");
    refused(SEGMENT(1, flags), 7, "writable and executable");
    refused(SEGMENT(1, align), 3000, "p_align 3000 is no power of two");
    refused(SEGMENT(1, align), 1ul << 40, "is above 1 GiB");
    refused(SEGMENT(1, vaddr), 0x401008, "differ within the page");
    refused(SEGMENT(1, vaddr), 0x400000, "where the one before ends");
    refused(SEGMENT(0, vaddr), 0, "user memory begins");
    refused(SEGMENT(0, vaddr), 0xf000, "user memory begins");
    refused(SEGMENT(2, vaddr), 0x400ff0, "where the one before ends");
    refused(SEGMENT(2, vaddr), USER_TOP - 0x1010, "ends above");
    refused(SEGMENT(2, vaddr), 0xffff800000000ff0, "ends above");
    refused(SEGMENT(2, memsz), UINT64_MAX, "ends above");
    refused(SEGMENT(2, memsz), 0x7fffffffffff, "ends above");
    struct program empty = good;
    for (int i = 0; i < 3; i++)
        empty.segments[i].type = 6;
    CHECK(check(&empty, FILE_SIZE) == -ENOEXEC);
    CHECK(strstr(why, "none of its 4 segments is PT_LOAD"));
}

/* The promises of elf_check_segments, in sums that cannot wrap. */
static void check_promises(const struct program *program, uint64_t file_size)
{
    __uint128_t last = plan.bias ? plan.bias : USER_BASE;

    for (unsigned i = 0; i < program->header.phnum; i++) {
        const struct elf_segment *segment = &program->segments[i];
        if (segment->type != ELF_LOAD)
            continue;
        __uint128_t start = (__uint128_t)segment->vaddr + plan.bias;
        CHECK((__uint128_t)segment->offset + segment->filesz <= file_size);
        CHECK(segment->filesz <= segment->memsz);
        CHECK((segment->flags & (ELF_W | ELF_X)) != (ELF_W | ELF_X));
        if (segment->memsz == 0)
            continue;
        CHECK(start / PAGE_SIZE >= (last + PAGE_SIZE - 1) / PAGE_SIZE);
        last = start + segment->memsz;
        CHECK(last <= USER_MMAP_TOP && last <= plan.end);
    }
    CHECK(plan.end % PAGE_SIZE == 0 && plan.end <= USER_MMAP_TOP);
    CHECK(plan.entry < last && plan.phdr < last);
}

static uint64_t state = 88172645463325252ull;

static uint64_t noise(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

/* Numbers at which programs go wrong are likelier than others. */
static uint64_t nasty(void)
{
    static const uint64_t edges[] = {
        0,
        1,
        0xfff,
        0x1000,
        0x400000,
        FILE_SIZE,
        USER_TOP,
        USER_MMAP_TOP,
        1ul << 63,
        UINT64_MAX,
        DIRECT_MAP_BASE,
        0x800000000000ul,
        USER_PIE_BASE,
    };
    uint64_t edge = edges[noise() % (sizeof edges / sizeof edges[0])];

    switch (noise() % 4) {
    case 0:
        return noise() >> noise() % 64;
    case 1:
        return edge - noise() % 0x3000;
    default:
        return edge + noise() % 3 * 0x1000;
    }
}

static void mutate(struct program *program)
{
    struct elf_segment *segment = &program->segments[noise() % 4];
    uint64_t value = nasty();

    switch (noise() % 9) {
    case 0:
        ((char *)program)[noise() % (64 + 4 * 56)] = (char)noise();
        break;
    case 1:
        segment->type = noise() % 3;
        break;
    case 2:
        segment->flags = noise() % 8;
        break;
    case 3:
        segment->offset = value;
        break;
    case 4:
        segment->vaddr = value;
        break;
    case 5:
        segment->vaddr = value + segment->offset % PAGE_SIZE;
        break;
    case 6:
        segment->filesz = value;
        break;
    case 7:
        segment->memsz = value;
        break;
    default:
        program->header.type = 2 + noise() % 2;
    }
}

static void test_noise(void)
{
    unsigned passed = 0;

    for (int round = 0; round < 400000; round++) {
        struct program program = good;
        uint64_t size = noise() % 8 ? FILE_SIZE : noise() % FILE_SIZE;
        for (uint64_t count = noise() % 6; count > 0; count--)
            mutate(&program);
        int error = check(&program, size);
        CHECK(error == 0 || error == -ENOEXEC);
        CHECK((error == 0) == (why[0] == '\0'));
        if (error)
            continue;
        check_promises(&program, size);
        passed++;
    }
    CHECK(passed > 1000); /* or the noise was too loud to test anything */
}

int main(void)
{
    test_good();
    test_notes();
    test_base();
    test_bad_headers();
    test_bad_segments();
    test_noise();
    return checks_failed ? 1 : 0;
}
