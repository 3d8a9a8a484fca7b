/* SPDX-License-Identifier: MIT
 *
 * How the text of a path reaches the kernel, and how names are told apart: paths
 * of every small length that end with a page, cross into the next one, or lack
 * their NUL at its end; and names that differ in one byte, at every place.
 */
#define _GNU_SOURCE
#include "check.h"
#include "place.h"
#include <limits.h>
#include <sys/prctl.h>

#define LONGEST 40 /* of the lengths that are tried */

static char *area; /* two pages, and one that may not be read */

/* The first `length` bytes of what every text here consists of. */
static void write_text(char *to, size_t length)
{
    for (size_t i = 0; i < length; i++)
        to[i] = (char)('a' + i % 26);
}

/* Is what the kernel reads at `text` the path of that length? */
static void check_text(const char *text, size_t length)
{
    char target[LONGEST + 1], want[LONGEST];

    write_text(want, length);
    CHECK_EQ(symlink(text, "s"), 0);
    CHECK_EQ(readlink("s", target, sizeof target), length);
    CHECK(memcmp(target, want, length) == 0);
    CHECK_EQ(unlink("s"), 0);
}

static void check_page_end(void)
{
    for (size_t length = 1; length <= LONGEST; length++) {
        char *text = area + 2 * PAGE - length - 1;

        write_text(text, length);
        text[length] = '\0';
        check_text(text, length);
        text[length] = 'x'; /* no NUL, and nothing behind it */
        CHECK_ERR(symlink(text, "s"), EFAULT);
        CHECK_ERR(access(text, F_OK), EFAULT);
    }
    CHECK_ERR(access(area + 2 * PAGE, F_OK), EFAULT);
    ok("up to the end of a page");
}

static void check_crossing(void)
{
    for (size_t length = 1; length <= LONGEST; length++) {
        for (size_t before = 0; before <= length; before += 3) {
            char *text = area + PAGE - before;

            write_text(text, length);
            text[length] = '\0';
            memset(text + length + 1, 'x', 8);
            check_text(text, length);
        }
    }
    ok("across pages");
}

/* The longest paths, from every place in a word. */
static void check_longest(void)
{
    for (size_t from = 0; from < 9; from++) {
        char *text = area + from;

        memset(text, '/', PATH_MAX);
        text[PATH_MAX - 1] = '\0';
        CHECK_EQ(access(text, F_OK), 0);
        text[PATH_MAX - 2] = 'n';
        CHECK_ERR(access(text, F_OK), ENOENT);
        text[PATH_MAX - 1] = '/';
        text[PATH_MAX] = '\0';
        CHECK_ERR(access(text, F_OK), ENAMETOOLONG);
    }
    memset(area, 'x', 2 * PAGE);
    CHECK_ERR(access(area + PAGE + 1, F_OK), EFAULT);
    CHECK_ERR(access(area + PAGE, F_OK), ENAMETOOLONG);
    ok("the longest paths");
}

/* A name of `length` bytes and its neighbours. */
static void check_name(size_t length)
{
    char name[LONGEST + 2] = "", path[LONGEST + 8];

    write_text(name, length);
    put_file(name, "x");
    for (size_t i = 0; i < length; i++) {
        name[i] = (char)(name[i] ^ 0x80);
        CHECK_ERR(access(name, F_OK), ENOENT);
        name[i] = (char)(name[i] ^ 0x80);
    }
    name[length] = 'x';
    CHECK_ERR(access(name, F_OK), ENOENT);
    name[length] = '\0';
    for (size_t slashes = 1; slashes <= 4; slashes++) {
        snprintf(path, sizeof path, ".%.*s%s", (int)slashes, "////", name);
        CHECK_EQ(access(path, F_OK), 0);
    }
    snprintf(path, sizeof path, "%s/", name);
    CHECK_ERR(access(path, F_OK), ENOTDIR);
    CHECK_EQ(unlink(name), 0);
    CHECK_ERR(access(name, F_OK), ENOENT);
}

static void check_names(void)
{
    for (size_t length = 1; length <= LONGEST; length++)
        check_name(length);
    ok("names");
}

/* A name that is cut: prctl takes 15 bytes of it, read at the page's end. */
static void check_cut(void)
{
    char name[16], want[16] = "";

    memset(area, 'n', 2 * PAGE);
    memset(want, 'n', sizeof want - 1);
    CHECK_ERR(prctl(PR_SET_NAME, area + 2 * PAGE - 14), EFAULT);
    CHECK_EQ(prctl(PR_SET_NAME, area + 2 * PAGE - 15), 0);
    CHECK_EQ(prctl(PR_GET_NAME, name), 0);
    CHECK(strcmp(name, want) == 0);
    CHECK_EQ(prctl(PR_SET_NAME, "short"), 0);
    CHECK_EQ(prctl(PR_SET_NAME, area + PAGE - 5), 0);
    CHECK_EQ(prctl(PR_GET_NAME, name), 0);
    CHECK(strcmp(name, want) == 0);
    ok("a name that is cut");
}

int main(void)
{
    area = pages(3);
    mprotect(area + 2 * PAGE, PAGE, PROT_NONE);
    place_enter("path_text");
    check_page_end();
    check_crossing();
    check_longest();
    check_names();
    check_cut();
    place_leave();
    return check_status();
}
