/* SPDX-License-Identifier: MIT
 *
 * What a program finds when it starts: arguments, environment, auxiliary
 * vector, an aligned stack, and the floating point units as the ABI has them.
 *
 * Run with: GREETING=salve alpha beta
 */
#define _GNU_SOURCE
#include "check.h"
#include <elf.h>
#include <sys/auxv.h>

static void show_arguments(int argc, char **argv)
{
    const char *greeting = getenv("GREETING");

    dprintf(1, "argc %d\n", argc);
    for (int i = 1; i < argc; i++)
        dprintf(1, "argv[%d] %s\n", i, argv[i]);
    dprintf(1, "GREETING %s\n", greeting ? greeting : "(unset)");
    CHECK(argc >= 1 && argv[0] && argv[0][0]);
    CHECK(argv[argc] == NULL);
    ok("arguments");
}

/* argc, argv, envp and auxv lie above the initial stack pointer, in order. */
static void check_stack(int argc, char **argv)
{
    CHECK_EQ((uintptr_t)(argv - 1) % 16, 0);
    CHECK_EQ(*(long *)(argv - 1), argc);
    CHECK(environ == argv + argc + 1);
    ok("stack");
}

static void check_auxv(void)
{
    const Elf64_Phdr *ph = (void *)getauxval(AT_PHDR);
    const unsigned char *random = (void *)getauxval(AT_RANDOM);
    int loads = 0, text_holds_main = 0;
    uintptr_t here = (uintptr_t)check_auxv;

    CHECK_EQ(getauxval(AT_PAGESZ), PAGE);
    CHECK_EQ(getauxval(AT_PHENT), sizeof(Elf64_Phdr));
    CHECK(random != NULL);
    CHECK(ph != NULL);
    for (unsigned long i = 0; ph && i < getauxval(AT_PHNUM); i++)
        if (ph[i].p_type == PT_LOAD) {
            loads++;
            if (ph[i].p_flags & PF_X)
                text_holds_main |= here - ph[i].p_vaddr < ph[i].p_memsz;
        }
    CHECK(loads >= 2);
    CHECK(text_holds_main);
    CHECK(getauxval(AT_ENTRY) != 0);
    CHECK_EQ(getauxval(AT_SECURE), 0);
    ok("auxv");
}

/* AT_RANDOM names 16 bytes that may be read; they are not all the same. */
static void check_random(void)
{
    const unsigned char *random = (void *)getauxval(AT_RANDOM);
    int differ = 0;

    for (int i = 1; random && i < 16; i++)
        differ |= random[i] != random[0];
    CHECK(differ);
    ok("random");
}

static void check_fpu(void)
{
    unsigned mxcsr = 0;
    unsigned short control = 0;

    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
    __asm__ volatile("fnstcw %0" : "=m"(control));
    CHECK_EQ(mxcsr & 0xffc0, 0x1f80);
    CHECK_EQ(control, 0x37f);
    ok("fpu");
}

/* .data has its values, .bss is zero, also across the page where they meet. */
static int data_word = 0x1234;
static char bss[3 * 4096];

static void check_data(void)
{
    int sum = 0;

    for (unsigned i = 0; i < sizeof bss; i++)
        sum |= bss[i];
    CHECK_EQ(sum, 0);
    CHECK_EQ(data_word, 0x1234);
    memset(bss, 1, sizeof bss);
    data_word = 0;
    ok("data");
}

int main(int argc, char **argv)
{
    check_fpu();
    show_arguments(argc, argv);
    check_stack(argc, argv);
    check_auxv();
    check_random();
    check_data();
    return check_status();
}
