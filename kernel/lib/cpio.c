/* SPDX-License-Identifier: MIT
 *
 * A member is a header of 110 characters (a magic number and 13 fields of 8
 * hexadecimal digits), the name with its NUL, padding to 4 bytes, the contents,
 * padding to 4 bytes. A member called TRAILER!!! ends an archive.
 */
#include <stdbool.h>
#include "lib/cpio.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"

#define MAGIC "070701"
#define MAGIC_CRC "070702" /* the same with a checksum, which is not checked */
#define MAGIC_LENGTH 6
#define FIELD_LENGTH 8
#define HEADER_LENGTH (MAGIC_LENGTH + FIELDS * FIELD_LENGTH)
#define ALIGNMENT 4
#define TRAILER "TRAILER!!!"

enum field {
    FIELD_INODE,
    FIELD_MODE,
    FIELD_UID,
    FIELD_GID,
    FIELD_LINKS,
    FIELD_MTIME,
    FIELD_SIZE,
    FIELD_DEVICE_MAJOR,
    FIELD_DEVICE_MINOR,
    FIELD_SPECIAL_MAJOR,
    FIELD_SPECIAL_MINOR,
    FIELD_NAME_SIZE,
    FIELD_CHECKSUM,
    FIELDS
};

void cpio_open(struct cpio_reader *reader, const void *start, size_t size)
{
    *reader = (struct cpio_reader){.start = start, .size = size};
}

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static bool parse_field(const uint8_t *text, uint32_t *value)
{
    *value = 0;
    for (int i = 0; i < FIELD_LENGTH; i++) {
        int digit = hex_digit(text[i]);
        if (digit < 0)
            return false;
        *value = *value << 4 | (uint32_t)digit;
    }
    return true;
}

/* The header at reader->offset into `fields`. NULL, or what is wrong. */
static const char *parse_header(const struct cpio_reader *reader,
                                uint32_t fields[FIELDS])
{
    const uint8_t *header = reader->start + reader->offset;
    if (reader->size - reader->offset < HEADER_LENGTH)
        return reader->offset ? "it ends without a trailer"
                              : "too short for a cpio archive";
    if (memcmp(header, MAGIC, MAGIC_LENGTH) != 0 &&
        memcmp(header, MAGIC_CRC, MAGIC_LENGTH) != 0)
        return "no cpio \"newc\" header (070701)";
    for (int i = 0; i < FIELDS; i++)
        if (!parse_field(header + MAGIC_LENGTH + i * FIELD_LENGTH, &fields[i]))
            return "a header field is not a hexadecimal number";
    return NULL;
}

static void take_fields(struct cpio_member *member,
                        const uint32_t fields[FIELDS])
{
    member->mode = fields[FIELD_MODE];
    member->inode = fields[FIELD_INODE];
    member->links = fields[FIELD_LINKS];
    member->mtime = fields[FIELD_MTIME];
    member->size = fields[FIELD_SIZE];
    member->device_major = fields[FIELD_DEVICE_MAJOR];
    member->device_minor = fields[FIELD_DEVICE_MINOR];
    member->special_major = fields[FIELD_SPECIAL_MAJOR];
    member->special_minor = fields[FIELD_SPECIAL_MINOR];
}

/* Read the member at reader->offset and step past it. NULL, or what is wrong
 * (then the offset stays). Sizes have 32 bits and offsets 64, so no sum
 * overflows. */
static const char *parse_member(struct cpio_reader *reader,
                                struct cpio_member *member)
{
    uint32_t fields[FIELDS];
    const char *why = parse_header(reader, fields);
    if (why)
        return why;
    size_t name_size = fields[FIELD_NAME_SIZE];
    size_t name_at = reader->offset + HEADER_LENGTH;
    if (name_size < 2 || name_size > CPIO_NAME_MAX)
        return "the name's length is not between 1 and 4095";
    if (name_size > reader->size - name_at)
        return "it ends inside a name";
    const char *name = (const char *)reader->start + name_at;
    if (strnlen(name, name_size) != name_size - 1)
        return "a name's NUL is not where its length says";
    size_t data_at = align_up(name_at + name_size, ALIGNMENT);
    if (data_at > reader->size || fields[FIELD_SIZE] > reader->size - data_at)
        return "it ends inside the contents of a member";
    take_fields(member, fields);
    member->name = name;
    member->name_length = name_size - 1;
    member->data = reader->start + data_at;
    member->offset = reader->offset;
    reader->offset =
        min_u64(align_up(data_at + member->size, ALIGNMENT), reader->size);
    return NULL;
}

static void skip_zeros(struct cpio_reader *reader)
{
    while (reader->offset < reader->size && !reader->start[reader->offset])
        reader->offset++;
}

int cpio_next(struct cpio_reader *reader, struct cpio_member *member,
              const char **why)
{
    for (;;) {
        *why = parse_member(reader, member);
        if (*why)
            return -EINVAL;
        if (strcmp(member->name, TRAILER) != 0)
            return 1;
        skip_zeros(reader);
        if (reader->offset == reader->size)
            return 0;
    }
}
