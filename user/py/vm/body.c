/* SPDX-License-Identifier: MIT
 *
 * Running the bodies of modules and classes, and the class statement.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/names.h"
#include "object/text.h"
#include "vm/bind.h"
#include "vm/call.h"

struct object *vm_run_in(struct code *code, struct dict *globals,
                         struct dict *namespace)
{
    struct thread *t = thread_self;
    struct object **locals = frame_base(t) + 1;
    struct frame *frame;

    if (!frame_fits(t, code, locals) || !frame_c_stack_fits(t)) {
        frame_overflow();
        return NULL;
    }
    for (uint32_t i = 0; i < code->locals; i++)
        locals[i] = NULL;
    locals[-1] = ref(&code->head);
    frame = frame_push(t, code, locals);
    frame->function = NULL;
    frame->globals = globals;
    frame->namespace = namespace;
    frame->flags = FRAME_ENTRY;
    return vm_run(t);
}

uint64_t vm_safepoints;
bool vm_counting;

struct object *vm_run_module(struct code *code, struct dict *globals)
{
    return vm_run_in(code, globals, globals);
}

int vm_run_class(struct function *function, struct dict *namespace)
{
    struct thread *t = thread_self;
    struct object **locals = frame_base(t) + 1;
    struct object *result;
    struct frame *frame;

    if (!frame_fits(t, function->code, locals) || !frame_c_stack_fits(t)) {
        frame_overflow();
        return -1;
    }
    bind_in_place(function, 0, locals);
    locals[-1] = ref(&function->head);
    frame = frame_push_function(t, function, locals);
    frame->namespace = namespace;
    frame->flags = FRAME_ENTRY;
    result = vm_run(t);
    unref_maybe(result);
    return result ? 0 : -1;
}

/* What a class statement says. */
struct statement {
    struct function *body;
    struct object *name, *bases; /* bases: tuple */
    struct dict *keywords;       /* without metaclass; or NULL */
};

/* Sort the arguments. 0, or -1. */
static int statement_read(struct statement *s, struct object *const *args,
                          uint32_t count, struct object *names)
{
    struct tuple *tuple = (struct tuple *)names;

    if (count < 2 || type_of(args[0]) != &type_function || !is_str(args[1])) {
        error_format(&type_TypeError, "__build_class__: not enough arguments");
        return -1;
    }
    s->body = (struct function *)args[0];
    s->name = args[1];
    s->bases = tuple_from_array(args + 2, count - 2);
    if (!s->bases)
        return -1;
    for (uint64_t i = 0; tuple && i < tuple->count; i++) {
        struct object *value = args[count + i];

        if (str_equal_c(tuple->items[i], "metaclass")) {
            if (value == &type_type.head)
                continue;
            error_format(&type_TypeError, "metaclasses are not supported");
            return -1;
        }
        if (!s->keywords)
            s->keywords = dict_new();
        if (!s->keywords || dict_set(s->keywords, tuple->items[i], value) < 0)
            return -1;
    }
    return 0;
}

/* What the namespace has before the body runs. 0, or -1. */
static int namespace_begin(const struct statement *s, struct dict *namespace)
{
    const struct code *code = s->body->code;
    struct object *module = dict_get_str(s->body->globals, name_name);

    if (module && dict_set(namespace, name_module, module) < 0)
        return -1;
    if (dict_set(namespace, name_qualname, code->qualname) < 0)
        return -1;
    return code->doc ? dict_set(namespace, name_doc, code->doc) : 0;
}

struct object *vm_build_class(struct object *const *args, uint32_t count,
                              struct object *names)
{
    struct statement s = {0};
    struct dict *namespace = NULL;
    struct object *cls = NULL;

    if (statement_read(&s, args, count, names) == 0)
    namespace = dict_new();
    if (namespace && namespace_begin(&s, namespace) == 0 &&
        vm_run_class(s.body, namespace) == 0)
        cls = (struct object *)type_new(s.name, s.bases, namespace, s.keywords);
    unref_maybe((struct object *)namespace);
    unref_maybe((struct object *)s.keywords);
    unref_maybe(s.bases);
    return cls;
}

static const struct method_def build_class_def = {
    "__build_class__", vm_build_class, 2, -1, true, METHOD_STATIC, NULL,
};

struct builtin call_build_class = {
    .head = STATIC_HEAD(&type_builtin),
    .def = &build_class_def,
};
