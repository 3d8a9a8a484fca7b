/* SPDX-License-Identifier: MIT
 *
 * After fork the same address shows different contents: copy on write.
 *
 * Parent and child print one address and what they find there. Fork copies no
 * page: both see the same frames, until one of them writes; then that one page is
 * copied, by a page fault, and only for the writer. So the faults count the pages
 * that were written, not those that there are. Watch page_fault_cow in the trace
 * (convoy-trace text build/run/ram): address, and who wrote.
 *
 * Not here: fork in Python (fork_cow.py), and what a fault costs (make bench).
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, PAGES = 64, WRITTEN = 10 };

static _Alignas(PAGE) char memory[PAGES][PAGE];

/* The page faults of this process so far. */
static long faults(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_SELF, &usage))
        err(1, "getrusage");
    return usage.ru_minflt;
}

/* Write one byte into each of the first `count` pages; the faults it took. */
static long write_pages(const char *who, int count)
{
    long before = faults();

    for (int page = 0; page < count; page++)
        memory[page][0] = who[0];
    return faults() - before;
}

static void show(const char *who, const char *when)
{
    printf("%-6s %-15s at %p: \"%s\"\n", who, when, (void *)memory[PAGES - 1],
           memory[PAGES - 1]);
    fflush(stdout);
}

static void run_child(void)
{
    show("child", "after fork");
    strcpy(memory[PAGES - 1], "the child's");
    show("child", "after writing");
    printf("child  wrote %d of %d pages: %ld faults\n", WRITTEN, PAGES,
           write_pages("child", WRITTEN));
    printf("child  wrote them again: %ld faults\n",
           write_pages("child", WRITTEN));
    fflush(stdout);
    _exit(0);
}

int main(void)
{
    int status;

    write_pages("parent", PAGES); /* now every page has a frame */
    strcpy(memory[PAGES - 1], "the parent's");
    show("parent", "before fork");
    pid_t child = fork();
    if (child < 0)
        err(1, "fork");
    if (child == 0)
        run_child();
    if (waitpid(child, &status, 0) != child || status)
        errx(1, "the child failed: status %#x", status);
    show("parent", "when it is gone");
    return 0;
}
