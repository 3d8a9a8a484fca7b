/* SPDX-License-Identifier: MIT
 *
 * The interned names of names.h.
 */
#include "object/names.h"

#include "object/text.h"

#define NAME(name) struct object *name_##name;
#define PLAIN(name) struct object *plain_##name;
#include "object/names.def"
#undef NAME
#undef PLAIN

struct object *name_binary[BINARY_OPS], *name_swapped[BINARY_OPS],
    *name_inplace[BINARY_OPS];
struct object *name_compare[COMPARE_OPS], *name_unary[UNARY_OPS];

/* Where each name is kept, and what it is. */
static const struct {
    struct object **place;
    const char *text;
} names[] = {
#define NAME(name) {&name_##name, "__" #name "__"},
#define PLAIN(name) {&plain_##name, #name},
#include "object/names.def"
#undef NAME
#undef PLAIN
#define OPERATOR(name, symbol, method, swapped, inplace)                       \
    {&name_binary[OP_##name], method}, {&name_swapped[OP_##name], swapped},    \
        {&name_inplace[OP_##name], inplace},
    BINARY_OPERATORS(OPERATOR)
#undef OPERATOR
        {&name_compare[CMP_LT], "__lt__"},
    {&name_compare[CMP_LE], "__le__"},
    {&name_compare[CMP_EQ], "__eq__"},
    {&name_compare[CMP_NE], "__ne__"},
    {&name_compare[CMP_GT], "__gt__"},
    {&name_compare[CMP_GE], "__ge__"},
    {&name_unary[UNARY_NEG], "__neg__"},
    {&name_unary[UNARY_POS], "__pos__"},
    {&name_unary[UNARY_INVERT], "__invert__"},
    {&name_unary[UNARY_ABS], "__abs__"},
};

#define NAME_COUNT (sizeof(names) / sizeof(names[0]))

int names_make(void)
{
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (*names[i].place)
            continue;
        *names[i].place = str_intern_c(names[i].text);
        if (!*names[i].place)
            return -1;
    }
    return 0;
}

void names_release(void)
{
    for (size_t i = 0; i < NAME_COUNT; i++)
        replace(names[i].place, NULL);
}
