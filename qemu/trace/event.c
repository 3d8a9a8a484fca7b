/* SPDX-License-Identifier: MIT
 *
 * The events of kernel/trace/events.def as a table, and a walk over a record's
 * arguments by the names they have there.
 */
#include <string.h>

#include "trace.h"

static const struct event_kind kinds[] = {
#define TRACE_EVENT(number, id, name, fields) [number] = {number, name, fields},
#include "kernel/trace/events.def"
#undef TRACE_EVENT
};

const struct event_kind *event_kind(uint16_t number)
{
    if (number >= sizeof(kinds) / sizeof(kinds[0]) || !kinds[number].name)
        return NULL;
    return &kinds[number];
}

uint64_t event_extra(const struct trace_record *record, unsigned n)
{
    uint64_t word;

    if (n >= record->extra * 4u)
        return 0;
    memcpy(&word, (const char *)(record + 1) + n * sizeof(word), sizeof(word));
    return word;
}

void event_chars(const struct trace_record *record,
                 char chars[TRACE_CHARS_MOST + 1])
{
    for (unsigned i = 0; i < TRACE_CHARS_MOST; i++)
        chars[i] = (char)(event_extra(record, i / 8) >> i % 8 * 8);
    chars[TRACE_CHARS_MOST] = '\0';
}

static enum field_format format_of(const struct event_field *field,
                                   const char *colon)
{
    static const char state[] = "prev_state";

    if (colon)
        return strncmp(colon, ":str", 4) == 0 ? FIELD_STRING
               : colon[1] == 'c'              ? FIELD_CHARS
               : colon[1] == 'x'              ? FIELD_HEX
                                              : FIELD_SIGNED;
    if (field->name_size == sizeof(state) - 1 &&
        memcmp(field->name, state, sizeof(state) - 1) == 0)
        return FIELD_STATE;
    return FIELD_UNSIGNED;
}

/* Takes the next word of the description apart; false if there is none. */
static bool next_word(struct event_field *field)
{
    const char *word = field->rest + strspn(field->rest, " ");
    int size = (int)strcspn(word, " ");
    const char *colon = memchr(word, ':', (size_t)size);

    if (size == 0)
        return false;
    field->rest = word + size;
    field->name = word;
    field->name_size = colon ? (int)(colon - word) : size;
    field->format = format_of(field, colon);
    return true;
}

static uint64_t value_of(const struct trace_record *record,
                         const struct event_field *field)
{
    if (field->index >= 2)
        return event_extra(record, field->index - 2);
    if (field->index == 1)
        return record->arg1;
    if (field->format == FIELD_SIGNED)
        return (uint64_t)(int64_t)(int32_t)record->arg0;
    return record->arg0;
}

bool event_next_field(const struct event_kind *kind,
                      const struct trace_record *record,
                      struct event_field *field)
{
    do {
        field->index = field->rest ? field->index + 1 : 0;
        if (!field->rest)
            field->rest = kind->fields;
        if (field->index >= 2 && field->index - 2 >= record->extra * 4u)
            return false;
        if (!next_word(field))
            return false;
    } while (field->name[0] == '_' && field->name_size == 1);
    field->value = value_of(record, field);
    if (field->format == FIELD_CHARS)
        event_chars(record, field->chars);
    return true;
}
