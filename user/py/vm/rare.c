/* SPDX-License-Identifier: MIT
 *
 * The instructions that the dispatch loop does not do itself.
 *
 * Functions of other files do the work, borrowing the operands; here it is said
 * which, how many operands there are to drop, and what is pushed.
 */
#include "vm/rare.h"

#include "module/module.h"
#include "vm/build.h"
#include "vm/call.h"
#include "vm/generator.h"
#include "vm/quick.h"
#include "vm/scope.h"
#include "vm/unwind.h"

/* The end of an instruction with a result (which may be NULL: raised). */
static struct object **replaced(struct object **top, uint32_t drop,
                                struct object *result)
{
    if (!result)
        return NULL;
    while (drop--)
        unref(*--top);
    *top++ = result;
    return top;
}

/* The same where the result has taken the operands over. */
static struct object **moved(struct object **top, uint32_t drop,
                             struct object *result)
{
    if (!result)
        return NULL;
    top -= drop;
    *top++ = result;
    return top;
}

/* The end of an instruction that answers 0 or -1. */
static struct object **dropped(struct object **top, uint32_t drop, int status)
{
    if (status < 0)
        return NULL;
    while (drop--)
        unref(*--top);
    return top;
}

/* The end of an instruction that replaces the top by a truth: 1, 0 or -1. */
static struct object **answered(struct object **top, int truth, bool negated)
{
    return replaced(top, 1, truth < 0 ? NULL : bool_from(truth != negated));
}

/* The arg-th value from the top once `drop` values are gone. */
static struct object *below(struct object **top, uint32_t drop, uint32_t arg)
{
    return top[-(int64_t)drop - (int64_t)arg];
}

static struct object *name_of(const struct frame *frame, uint32_t index)
{
    return ((struct tuple *)frame->code->names)->items[index];
}

/* Unbind a cell's value. 0, or -1. */
static int cell_unbind(const struct frame *frame, uint32_t local)
{
    struct cell *cell = (struct cell *)frame->locals[local];

    if (!cell->value) {
        scope_unbound(frame->code, local);
        return -1;
    }
    replace(&cell->value, NULL);
    return 0;
}

static int local_unbind(const struct frame *frame, uint32_t local)
{
    if (!frame->locals[local]) {
        scope_unbound(frame->code, local);
        return -1;
    }
    replace(&frame->locals[local], NULL);
    return 0;
}

/* Put a local into a cell. 0, or -1. */
static int cell_make(const struct frame *frame, uint32_t local)
{
    struct object *cell = cell_new(frame->locals[local]);

    if (!cell)
        return -1;
    replace(&frame->locals[local], cell);
    return 0;
}

struct object **rare_name(struct frame *frame, struct object **top,
                          enum opcode op, uint32_t arg)
{
    switch (op) {
    case OPCODE_DELETE_FAST:
        return dropped(top, 0, local_unbind(frame, arg));
    case OPCODE_MAKE_CELL:
        return dropped(top, 0, cell_make(frame, arg));
    case OPCODE_DELETE_DEREF:
        return dropped(top, 0, cell_unbind(frame, arg));
    case OPCODE_LOAD_CLOSURE:
        return replaced(top, 0, ref(frame->locals[arg]));
    case OPCODE_LOAD_CLASSDEREF:
        return replaced(top, 0, scope_load_class_deref(frame, arg));
    case OPCODE_LOAD_NAME:
        return replaced(top, 0, scope_load(frame, name_of(frame, arg)));
    case OPCODE_STORE_NAME:
        return dropped(top, 1,
                       dict_set(frame->namespace, name_of(frame, arg),
                                top[-1]));
    case OPCODE_STORE_GLOBAL:
        return dropped(top, 1,
                       dict_set(frame->globals, name_of(frame, arg), top[-1]));
    case OPCODE_DELETE_GLOBAL:
        return dropped(top, 0,
                       scope_delete(frame->globals, name_of(frame, arg)));
    case OPCODE_DELETE_NAME:
        return dropped(top, 0,
                       scope_delete(frame->namespace, name_of(frame, arg)));
    case OPCODE_DELETE_ATTR:
        return dropped(top, 1,
                       object_delete_attr(top[-1], name_of(frame, arg)));
    case OPCODE_IMPORT_NAME:
        return replaced(top, 0, scope_import_first(name_of(frame, arg)));
    case OPCODE_IMPORT_MODULE:
        return replaced(top, 0, module_import(name_of(frame, arg)));
    case OPCODE_IMPORT_FROM:
        return replaced(top, 0,
                        scope_import_from(top[-1], name_of(frame, arg)));
    case OPCODE_IMPORT_STAR:
        return dropped(top, 1, scope_import_star(frame->namespace, top[-1]));
    case OPCODE_PRINT_EXPR:
        return dropped(top, 1, scope_print(top[-1]));
    default:
        return NULL;
    }
}

struct object **rare_build(struct frame *frame, struct object **top,
                           enum opcode op, uint32_t arg)
{
    uint32_t operands = arg;

    switch (op) {
    case OPCODE_BUILD_TUPLE:
        return moved(top, arg, build_tuple(top - arg, arg));
    case OPCODE_BUILD_LIST:
        return moved(top, arg, build_list(top - arg, arg));
    case OPCODE_BUILD_SET:
        return replaced(top, arg, build_set(top - arg, arg));
    case OPCODE_BUILD_MAP:
        return replaced(top, 2 * arg, build_map(top - 2 * arg, arg));
    case OPCODE_BUILD_STRING:
        return replaced(top, arg, str_concat_array(top - arg, arg));
    case OPCODE_BUILD_SLICE:
        return replaced(top, arg, build_slice(top - arg, arg));
    case OPCODE_FORMAT_VALUE:
        operands = build_format_operands(arg);
        return replaced(top, operands, build_format(top - operands, arg));
    case OPCODE_MAKE_FUNCTION:
        operands = build_function_operands(arg);
        return replaced(top, operands,
                        build_function(frame->globals, top - operands, arg));
    case OPCODE_LIST_TO_TUPLE:
        return replaced(top, 1, tuple_from_iterable(top[-1]));
    case OPCODE_UNARY_NEGATIVE:
    case OPCODE_UNARY_POSITIVE:
    case OPCODE_UNARY_INVERT:
        return replaced(top, 1,
                        object_unary(top[-1], op - OPCODE_UNARY_NEGATIVE));
    case OPCODE_UNARY_NOT:
        return answered(top, truth_of(top[-1]), true);
    default:
        return NULL;
    }
}

struct object **rare_container(struct object **top, enum opcode op,
                               uint32_t arg)
{
    switch (op) {
    case OPCODE_SET_ADD:
        return dropped(top, 1, set_add(below(top, 1, arg), top[-1]));
    case OPCODE_MAP_ADD:
        return dropped(top, 2,
                       dict_set((struct dict *)below(top, 2, arg), top[-2],
                                top[-1]));
    case OPCODE_LIST_EXTEND:
        return dropped(top, 1, build_extend(below(top, 1, arg), top[-1]));
    case OPCODE_SET_UPDATE:
        return dropped(top, 1, set_update(below(top, 1, arg), top[-1]));
    case OPCODE_DICT_UPDATE:
        return dropped(top, 1, build_update(below(top, 1, arg), top[-1]));
    case OPCODE_DICT_MERGE: /* [f, args, dict, mapping] */
        return dropped(top, 1, build_merge(top[-4], top[-2], top[-1]));
    case OPCODE_DELETE_SUBSCR:
        return dropped(top, 2, object_delete_item(top[-2], top[-1]));
    default:
        return NULL;
    }
}

/* UNPACK_EX: the iterable gives way to its items. */
static struct object **unpack_rest(struct object **top, uint32_t arg)
{
    uint32_t before = arg & 0xff, after = arg >> 8;
    struct object *iterable = top[-1];

    if (build_unpack_rest(iterable, before, after, top - 1) < 0) {
        top[-1] = iterable;
        return NULL;
    }
    unref(iterable);
    return top + before + after;
}

struct object **rare_protocol(struct object **top, enum opcode op, uint32_t arg)
{
    switch (op) {
    case OPCODE_UNPACK_EX:
        return unpack_rest(top, arg);
    case OPCODE_PUSH_EXC_INFO:
        handled_push(thread_self, top);
        return top + 1;
    case OPCODE_POP_EXCEPT:
        handled_pop(thread_self, top[-1]);
        return top - 1;
    case OPCODE_CHECK_EXC_MATCH:
        return answered(top, exception_matches(top[-2], top[-1]), false);
    case OPCODE_BEFORE_WITH:
        return with_enter(top - 1) < 0 ? NULL : top + 1;
    case OPCODE_WITH_EXCEPT_START:
        return replaced(top, 0, with_exit(top - 3));
    case OPCODE_LOAD_ASSERTION_ERROR:
        return replaced(top, 0, ref(&type_AssertionError.head));
    case OPCODE_LOAD_BUILD_CLASS:
        return replaced(top, 0, ref(&call_build_class.head));
    case OPCODE_GET_ITER:
        return replaced(top, 1, object_iter(top[-1]));
    case OPCODE_GET_YIELD_FROM_ITER:
        return replaced(top, 1, generator_or_iter(top[-1]));
    default:
        return NULL;
    }
}
