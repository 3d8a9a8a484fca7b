/* SPDX-License-Identifier: MIT
 *
 * What gcc calls in a build with -fsanitize=undefined when it meets undefined
 * behaviour. Each function panics with the place in the source and what was
 * wrong there. Not linked to anything in a normal build.
 *
 * Source: gcc 12, libsanitizer/ubsan/ubsan_handlers.h: each handler's first
 * argument points at a constant record that begins with the location; values
 * of up to 64 bits come as they are, as a uintptr_t.
 */
#include <stdint.h>
#include "lib/assert.h"
#include "lib/print.h"

/* Only the compiler calls these: there is no header to declare them. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

struct location {
    const char *file;
    uint32_t line;
    uint32_t column;
};

enum type_kind { TYPE_INTEGER = 0 };

struct type {
    uint16_t kind; /* enum type_kind */
    uint16_t
        info;    /* of an integer: bit 0: signed; the rest: log2 of its bits */
    char name[]; /* in quotes */
};

struct only_location {
    struct location at;
};

struct overflow {
    struct location at;
    const struct type *type;
};

struct mismatch {
    struct location at;
    const struct type *type;
    uint8_t log_alignment;
    uint8_t access; /* index of access_names */
};

struct two_types {
    struct location at;
    const struct type *left;  /* of an array: the array's */
    const struct type *right; /* of an array: the index's */
};

struct nonnull {
    struct location at;
    struct location attribute;
    int argument;
};

struct builtin {
    struct location at;
    uint8_t kind; /* 0: ctz, 1: clz */
};

static const char *const access_names[] = {
    "load of",
    "store to",
    "reference binding to",
    "member access within",
    "member call on",
    "constructor call on",
    "downcast of",
    "downcast of",
    "upcast of",
    "cast to virtual base of",
    "nonnull binding to",
    "dynamic operation on",
};

#define ACCESS_NAMES (sizeof(access_names) / sizeof(access_names[0]))

#define REPORT(data, format, ...)                                              \
    panic("undefined behaviour at %s:%u:%u: " format, (data)->at.file,         \
          (data)->at.line, (data)->at.column, ##__VA_ARGS__)

/* `value` of `type` as text, in a buffer of the caller. */
struct text {
    char chars[24];
};

static const char *show(struct text *text, const struct type *type,
                        uintptr_t value)
{
    unsigned log_bits = type->info >> 1;
    if (type->kind != TYPE_INTEGER || log_bits > 6) {
        ksnprintf(text->chars, sizeof(text->chars), "%#lx", value);
    } else if (type->info & 1) {
        unsigned unused = 64 - (1u << log_bits);
        intptr_t number = (intptr_t)(value << unused) >> unused;
        ksnprintf(text->chars, sizeof(text->chars), "%ld", number);
    } else {
        ksnprintf(text->chars, sizeof(text->chars), "%lu", value);
    }
    return text->chars;
}

static void report_overflow(const struct overflow *data, const char *operator,
                            uintptr_t left, uintptr_t right)
{
    struct text a, b;
    REPORT(data, "%s %s %s does not fit in %s",
           show(&a, data->type, left), operator, show(&b, data->type, right),
           data->type->name);
}

void __ubsan_handle_add_overflow(struct overflow *data, uintptr_t left,
                                 uintptr_t right)
{
    report_overflow(data, "+", left, right);
}

void __ubsan_handle_sub_overflow(struct overflow *data, uintptr_t left,
                                 uintptr_t right)
{
    report_overflow(data, "-", left, right);
}

void __ubsan_handle_mul_overflow(struct overflow *data, uintptr_t left,
                                 uintptr_t right)
{
    report_overflow(data, "*", left, right);
}

void __ubsan_handle_divrem_overflow(struct overflow *data, uintptr_t left,
                                    uintptr_t right)
{
    report_overflow(data, "/", left, right);
}

void __ubsan_handle_negate_overflow(struct overflow *data, uintptr_t old)
{
    struct text text;
    REPORT(data, "-(%s) does not fit in %s", show(&text, data->type, old),
           data->type->name);
}

void __ubsan_handle_shift_out_of_bounds(struct two_types *data, uintptr_t left,
                                        uintptr_t right)
{
    struct text a, b;
    REPORT(data, "shift of %s, a %s, by %s", show(&a, data->left, left),
           data->left->name, show(&b, data->right, right));
}

void __ubsan_handle_out_of_bounds(struct two_types *data, uintptr_t index)
{
    struct text text;
    REPORT(data, "index %s is outside %s", show(&text, data->right, index),
           data->left->name);
}

void __ubsan_handle_type_mismatch_v1(struct mismatch *data, uintptr_t address)
{
    const char *access =
        data->access < ACCESS_NAMES ? access_names[data->access] : "use of";
    uintptr_t alignment = (uintptr_t)1 << data->log_alignment;
    const char *wrong = !address                    ? "null"
                        : address & (alignment - 1) ? "misaligned"
                                                    : "too small";
    REPORT(data, "%s %s address %#lx of type %s", access, wrong, address,
           data->type->name);
}

void __ubsan_handle_pointer_overflow(struct only_location *data, uintptr_t base,
                                     uintptr_t result)
{
    REPORT(data, "pointer %#lx moved past the end of memory, to %#lx", base,
           result);
}

void __ubsan_handle_builtin_unreachable(struct only_location *data)
{
    REPORT(data, "reached what cannot be reached");
}

void __ubsan_handle_missing_return(struct only_location *data)
{
    REPORT(data, "a function with a result ended without one");
}

void __ubsan_handle_vla_bound_not_positive(struct overflow *data,
                                           uintptr_t bound)
{
    struct text text;
    REPORT(data, "array of length %s", show(&text, data->type, bound));
}

void __ubsan_handle_load_invalid_value(struct overflow *data, uintptr_t value)
{
    struct text text;
    REPORT(data, "%s is no value of %s", show(&text, data->type, value),
           data->type->name);
}

void __ubsan_handle_nonnull_arg(struct nonnull *data)
{
    REPORT(data, "argument %d is null", data->argument);
}

void __ubsan_handle_nonnull_return_v1(struct only_location *data,
                                      struct location *at)
{
    (void)data;
    panic("undefined behaviour at %s:%u:%u: null returned", at->file, at->line,
          at->column);
}

void __ubsan_handle_invalid_builtin(struct builtin *data)
{
    REPORT(data, "%s of 0", data->kind ? "clz" : "ctz");
}

void __ubsan_handle_alignment_assumption(struct overflow *data,
                                         uintptr_t address, uintptr_t alignment,
                                         uintptr_t offset)
{
    REPORT(data, "address %#lx - %#lx is assumed to be a multiple of %lu",
           address, offset, alignment);
}
