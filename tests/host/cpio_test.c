/* SPDX-License-Identifier: MIT
 *
 * The cpio reader: well-formed archives, and everything that can be wrong with
 * one. Each archive lies at the end of its own heap block, so that the address
 * sanitizer catches a read of a single byte too many.
 *
 * LINK: kernel/lib/cpio.c
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cpio.h"

#define ARCHIVE_MAX 65536

static int failures;

#define CHECK(condition)                                                       \
    ((condition) ? (void)0                                                     \
                 : (void)(failures++, printf("%s:%d: failed: %s\n", __FILE__,  \
                                             __LINE__, #condition)))

/* An archive being written. */
static char archive[ARCHIVE_MAX];
static size_t archive_size;

static void put(const void *bytes, size_t count)
{
    memcpy(archive + archive_size, bytes, count);
    archive_size += count;
}

static void put_padding(void)
{
    while (archive_size % 4)
        archive[archive_size++] = '\0';
}

/* A header with these sizes, true or not, and the name as it is. */
static void put_header(unsigned mode, unsigned size, const char *name,
                       unsigned name_size)
{
    char header[111];
    snprintf(header, sizeof header,
             "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", 7u,
             mode, 0u, 0u, 1u, 1234u, size, 3u, 4u, 5u, 6u, name_size, 0u);
    put(header, 110);
    put(name, strlen(name) + 1);
    put_padding();
}

static void put_member(unsigned mode, const char *name, const char *data)
{
    put_header(mode, (unsigned)strlen(data), name, (unsigned)strlen(name) + 1);
    put(data, strlen(data));
    put_padding();
}

static void put_trailer(void)
{
    put_member(0, "TRAILER!!!", "");
}

/* Read the first `size` bytes of the archive to the end. How many members, or
 * the error; *why, *offset as the reader left them. */
static int read_all(size_t size, const char **why, size_t *offset)
{
    char *exact = malloc(size ? size : 1);
    struct cpio_reader reader;
    struct cpio_member member;
    int members = 0, result;
    memcpy(exact, archive, size);
    cpio_open(&reader, exact, size);
    while ((result = cpio_next(&reader, &member, why)) > 0) {
        const char *end = exact + size;
        CHECK(member.name > exact && member.name + member.name_length < end);
        CHECK((const char *)member.data + member.size <= end);
        CHECK(strlen(member.name) == member.name_length);
        members++;
    }
    *offset = reader.offset;
    free(exact);
    return result < 0 ? result : members;
}

static void expect(int result, const char *why)
{
    const char *found;
    size_t offset;
    int got = read_all(archive_size, &found, &offset);
    if (got != result || (why && (!found || !strstr(found, why)))) {
        failures++;
        printf("expected %d (%s), got %d (%s)\n", result, why ? why : "-", got,
               found ? found : "-");
    }
    archive_size = 0;
}

static void test_members(void)
{
    struct cpio_reader reader;
    struct cpio_member member;
    const char *why;
    put_member(0040755, "bin", "");
    put_member(0100755, "bin/hello", "contents");
    put_trailer();
    cpio_open(&reader, archive, archive_size);
    CHECK(cpio_next(&reader, &member, &why) == 1);
    CHECK(!strcmp(member.name, "bin") && member.mode == 0040755);
    CHECK(member.size == 0 && member.offset == 0);
    CHECK(cpio_next(&reader, &member, &why) == 1);
    CHECK(!strcmp(member.name, "bin/hello") && member.name_length == 9);
    CHECK(member.size == 8 && !memcmp(member.data, "contents", 8));
    CHECK(member.inode == 7 && member.links == 1 && member.mtime == 1234);
    CHECK(member.device_major == 3 && member.device_minor == 4);
    CHECK(member.special_major == 5 && member.special_minor == 6);
    CHECK(member.offset == 116);
    CHECK(cpio_next(&reader, &member, &why) == 0);
    archive_size = 0;
}

static void test_several_archives(void)
{
    static const char zeros[512];
    put_member(0100644, "one", "1");
    put_trailer();
    put(zeros, sizeof zeros);
    put_member(0100644, "two", "22");
    put_trailer();
    put(zeros, 3);
    expect(2, NULL);
}

static void test_empty(void)
{
    expect(-22, "too short");
    put_trailer();
    expect(0, NULL);
}

static void test_malformed(void)
{
    put("\x1f\x8b compressed, or anything else: it has more bytes than a "
        "header, but they are not one, whatever one may think of it.....",
        120);
    expect(-22, "070701");
    put_member(0100644, "a", "");
    expect(-22, "without a trailer");
    put_header(0100644, 0, "name", 0);
    put_trailer();
    expect(-22, "length");
    put_header(0100644, 0, "name", 0xffffffff);
    put_trailer();
    expect(-22, "length");
    put_header(0100644, 0, "name", 4);
    put_trailer();
    expect(-22, "NUL");
    put_header(0100644, 0, "name", 400);
    expect(-22, "inside a name");
    put_header(0100644, 0xffffffff, "name", 5);
    put_trailer();
    expect(-22, "inside the contents");
    put_member(0100644, "name", "");
    archive[60] = 'g';
    expect(-22, "hexadecimal");
    put_trailer();
    put("rubbish after the trailer", 26);
    expect(-22, "without a trailer");
}

/* Every beginning of a good archive is refused, and where it was cut does not
 * matter for safety. */
static void test_cut_anywhere(void)
{
    const char *why;
    size_t offset;
    put_member(0040755, "d", "");
    put_member(0100644, "d/file", "some contents that need padding");
    put_member(0120777, "link", "d/file");
    put_trailer();
    CHECK(read_all(archive_size, &why, &offset) == 3);
    size_t end = 0; /* the trailer's padding may be missing */
    for (size_t size = 0; size < archive_size; size++)
        if (read_all(size, &why, &offset) == 3)
            end = end ? end : size;
        else
            CHECK(!end && offset <= size);
    CHECK(!end || archive_size - end < 4);
}

/* Change each byte of that archive to each of a few others. */
static void test_changed_anywhere(void)
{
    static const unsigned char values[] = {0, '0', '9', 'F', 'f', '/', 0xff};
    const char *why;
    size_t offset;
    for (size_t at = 0; at < archive_size; at++) {
        char was = archive[at];
        for (size_t i = 0; i < sizeof values; i++) {
            archive[at] = (char)values[i];
            int result = read_all(archive_size, &why, &offset);
            CHECK(result <= 3);
            CHECK(result >= 0 || offset <= archive_size);
        }
        archive[at] = was;
    }
    archive_size = 0;
}

int main(void)
{
    test_members();
    test_several_archives();
    test_empty();
    test_malformed();
    test_cut_anywhere();
    test_changed_anywhere();
    if (failures)
        printf("cpio_test: %d checks failed\n", failures);
    return failures != 0;
}
