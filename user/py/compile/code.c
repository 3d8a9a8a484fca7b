/* SPDX-License-Identifier: MIT
 *
 * The type of code objects: freeing one, and what programs can ask it.
 */
#include "compile/code.h"

#include "object/container.h"
#include "object/mem.h"
#include "object/number.h"
#include "object/text.h"

static void code_dealloc(struct object *self)
{
    struct code *code = (struct code *)self;

    for (uint32_t i = 0; i < code->site_count; i++)
        unref_maybe(code->sites[i].name);
    mem_free(code->sites, code->site_count * sizeof(struct site));
    mem_free(code->instructions, code->count * sizeof(uint32_t));
    mem_free(code->lines, code->count * sizeof(int32_t));
    mem_free(code->handlers, code->handler_count * sizeof(struct handler));
    unref_maybe(code->local_names);
    unref_maybe(code->constants);
    unref_maybe(code->names);
    unref_maybe(code->name);
    unref_maybe(code->qualname);
    unref_maybe(code->filename);
    unref_maybe(code->doc);
    object_release(self, sizeof(*code));
}

static struct object *code_repr(struct object *self)
{
    const struct code *code = (const struct code *)self;

    return str_format_c("<code object %U at %p, file \"%U\", line %d>",
                        code->name, (void *)self, code->filename,
                        (int)code->first_line);
}

static struct object *get_name(struct object *self)
{
    return ref(((struct code *)self)->name);
}

static struct object *get_qualname(struct object *self)
{
    return ref(((struct code *)self)->qualname);
}

static struct object *get_filename(struct object *self)
{
    return ref(((struct code *)self)->filename);
}

static struct object *get_constants(struct object *self)
{
    return ref(((struct code *)self)->constants);
}

static struct object *get_names(struct object *self)
{
    return ref(((struct code *)self)->names);
}

static struct object *get_first_line(struct object *self)
{
    return int_from(((struct code *)self)->first_line);
}

static struct object *get_positional(struct object *self)
{
    return int_from(((struct code *)self)->positional);
}

static struct object *get_positional_only(struct object *self)
{
    return int_from(((struct code *)self)->positional_only);
}

static struct object *get_keyword_only(struct object *self)
{
    return int_from(((struct code *)self)->keyword_only);
}

static struct object *get_locals(struct object *self)
{
    struct code *code = (struct code *)self;

    return int_from((int64_t)code->locals - code->free);
}

static struct object *get_stack(struct object *self)
{
    return int_from(((struct code *)self)->stack);
}

static struct object *get_local_names(struct object *self)
{
    struct code *code = (struct code *)self;

    return tuple_slice(code->local_names, 0, code->locals - code->free);
}

static struct object *get_free_names(struct object *self)
{
    struct code *code = (struct code *)self;

    return tuple_slice(code->local_names, code->locals - code->free,
                       code->locals);
}

static const struct getset_def code_getsets[] = {
    {"co_name", get_name, NULL},
    {"co_qualname", get_qualname, NULL},
    {"co_filename", get_filename, NULL},
    {"co_firstlineno", get_first_line, NULL},
    {"co_argcount", get_positional, NULL},
    {"co_posonlyargcount", get_positional_only, NULL},
    {"co_kwonlyargcount", get_keyword_only, NULL},
    {"co_nlocals", get_locals, NULL},
    {"co_varnames", get_local_names, NULL},
    {"co_freevars", get_free_names, NULL},
    {"co_consts", get_constants, NULL},
    {"co_names", get_names, NULL},
    {"co_stacksize", get_stack, NULL},
    {0},
};

struct type type_code = {
    .head = STATIC_HEAD(&type_type),
    .name = "code",
    .size = sizeof(struct code),
    .dealloc = code_dealloc,
    .repr = code_repr,
    .getsets = code_getsets,
};
