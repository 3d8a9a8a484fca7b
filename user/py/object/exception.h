/* SPDX-License-Identifier: MIT
 *
 * What the files of the exceptions share (error.c, exception.c,
 * exception_types.c, error_print.c).
 */
#ifndef PY_EXCEPTION_H
#define PY_EXCEPTION_H

#include "object/error.h"

struct text;

/* The prepared MemoryError; its traceback cannot grow beyond its array. */
extern struct exception error_memory_instance;

/* The slots of BaseException, which the others build on. */
struct object *exception_new(struct type *cls, struct object *const *args,
                             uint32_t count, struct object *names);
int exception_init(struct object *self, struct object *const *args,
                   uint32_t count, struct object *names);
struct object *exception_str(struct object *self);
void exception_dealloc(struct object *self);

/* Slots of UnicodeDecodeError and UnicodeEncodeError (exception_unicode.c). */
int unicode_error_init(struct object *self, struct object *const *args,
                       uint32_t count, struct object *names);
struct object *unicode_decode_str(struct object *self);
struct object *unicode_encode_str(struct object *self);

/* Free an exception's traceback. */
void exception_clear_lines(struct exception *exception);

static inline bool is_exception(struct object *o)
{
    return object_is(o, &type_BaseException);
}

/* Before type_ready of the exceptions: the slots in which some differ. After it:
 * the defaults of their attributes; 0, or -1. At the end: what the prepared
 * MemoryError refers to. */
void exceptions_prepare(void);
int exceptions_defaults(void);
void exceptions_release(void);

/* Pieces of what is printed (traceback.c): "Traceback..." and its lines; a line
 * of a source file, if it can be read; '  File "name", line n'. 0, or -1:
 * MemoryError. */
int text_add_traceback(struct text *text, const struct exception *exception);
int text_add_source(struct text *text, const char *filename, int32_t number);
int text_add_place(struct text *text, struct object *filename, int64_t line);
/* What a NameError's or AttributeError's name may have meant, if it is clear
 * (suggest.c). */
int text_add_suggestion(struct text *text, struct object *exception);

#endif
