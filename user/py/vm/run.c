/* SPDX-License-Identifier: MIT
 *
 * The dispatch loop.
 *
 * One function runs all bytecode. Each opcode of opcodes.def has a label in it
 * and jumps from there to the next instruction's label (`goto *table[...]`, a GNU
 * extension: "labels as values"). What is used all the time lives in C
 * variables:
 *
 *     ip      the instruction in progress; jumps set it
 *     top     the first free place of the operand stack
 *     locals  the frame's locals
 *     code, frame
 *
 * frame->ip is set before anything that can raise, block or call. A call of a
 * Python function pushes a frame and goes on in the same loop (`call`,
 * `entered`), a return pops it (`leave`).
 *
 * THE SAFEPOINT is the label of that name, the only place where the GIL's
 * policy runs, and handlers of signals (interrupt.h). Jumps backwards and calls
 * look at the policy's `request` and come by there if it is not 0. For a policy
 * that wants each instruction all entries of the table are the safepoint, which
 * goes on through `labels`. So it costs nothing where it is not wanted. While
 * somebody watches (trace.h) they are `watched`, and another loop goes on.
 *
 * What is long or rare is in other files. Their functions borrow operands from
 * the stack; the labels at the end (`replace`, `check`) then drop these and push
 * the result. An exception leaves the operands where they are, for `unwind`.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/text.h"
#include "vm/arithmetic.h"
#include "vm/attribute.h"
#include "vm/build.h"
#include "vm/call.h"
#include "vm/generator.h"
#include "vm/interrupt.h"
#include "vm/operator.h"
#include "vm/quick.h"
#include "vm/rare.h"
#include "vm/safepoint.h"
#include "vm/scope.h"
#include "vm/trace.h"
#include "vm/unwind.h"

/* The two halves of the argument of two-in-one instructions: two locals, or a
 * local and a site. */
#define FIRST_HALF(arg) ((arg)&0xfff)
#define SECOND_HALF(arg) ((arg) >> 12)

/* The label of an opcode in a list. */
#define LABEL(opcode)                                                          \
    opcode:

/* thread is volatile, and so in memory: it is seldom used, and a register that it
 * had would be one that `locals` has not. */
struct object *LOOP(struct thread *volatile thread)
{
    static const void *const labels[OPCODES] = {
#define OP(name, effect, argument, where, text) &&name,
#include "compile/opcodes.def"
#undef OP
    };
    const void **const table = loops[LOOP_WATCHED].table;
    const atomic_int *jump_request = safepoint_request(GIL_AT_JUMP);
    const atomic_int *call_request = safepoint_request(GIL_AT_CALL);
    struct frame *frame = thread->frame;
    struct object **locals, **top, **args, **place;
    struct object *result, *sent, *names, *a, *b;
    struct function *function;
    struct site *site;
    struct code *code;
    uint32_t *ip, word, arg, count, drop, flags, target;
    int status;
    bool truth;

    if (!table[0])
        loop_begin(LOOP_WATCHED, labels, &&watched, &&safepoint);
    goto resumed;

next:
    word = *++ip;
    arg = INSTRUCTION_ARG(word);
    goto *table[INSTRUCTION_OP(word)];
JUMP_FORWARD:
jump: /* to instruction arg */
    ip = code->instructions + arg;
begin: /* at ip itself */
    word = *ip;
    arg = INSTRUCTION_ARG(word);
    goto *table[INSTRUCTION_OP(word)];

safepoint:
    frame->ip = ip;
    safepoint_pass(thread);
    if (interrupt_pending() && interrupt_run() < 0)
        goto error;
    if (LOOP_WATCHED)
        goto watched;
perform:
    word = *ip;
    arg = INSTRUCTION_ARG(word);
    goto *labels[INSTRUCTION_OP(word)];

watched: /* each instruction, while somebody watches */
    if (LOOP_WATCHED && trace_watching()) {
        if (trace_step(ip, top) == 0)
            goto perform;
        goto error;
    }
    frame->ip = ip;
    frame->top = top;
    return NULL; /* go on in the other loop */

    /* ---- The stack, names ---- */
NOP:
    goto next;
POP_TOP:
    unref(*--top);
    goto next;
COPY:
    *top = ref(top[-(int64_t)arg]);
    top++;
    goto next;
SWAP:
    place = top - arg;
    a = *place;
    *place = top[-1];
    top[-1] = a;
    goto next;
LOAD_CONST:
    *top++ = ref(((struct tuple *)code->constants)->items[arg]);
    goto next;
LOAD_FAST_LOAD_FAST:
    a = locals[FIRST_HALF(arg)];
    b = locals[SECOND_HALF(arg)];
    count = a ? SECOND_HALF(arg) : FIRST_HALF(arg);
    if (!a || !b)
        goto unbound;
    top[0] = ref(a);
    top[1] = ref(b);
    top += 2;
    goto next;
STORE_FAST_LOAD_FAST:
    place = &locals[FIRST_HALF(arg)];
    a = *place;
    *place = *--top;
    unref_maybe(a);
    arg = SECOND_HALF(arg);
LOAD_FAST:
    count = arg;
    a = locals[count];
    if (!a)
        goto unbound;
    *top++ = ref(a);
    goto next;
STORE_FAST:
    a = locals[arg];
    locals[arg] = *--top;
    unref_maybe(a);
    goto next;
LOAD_DEREF:
    count = arg;
    a = cell_load(locals[count]);
    if (!a)
        goto unbound;
    *top++ = a;
    goto next;
STORE_DEREF:
    top--;
    unref_maybe(
        place_swap(locals[arg], &((struct cell *)locals[arg])->value, *top));
    goto next;
LOAD_GLOBAL:
    site = &code->sites[arg];
    a = global_cached(site, frame->globals);
    if (a) {
        *top++ = ref(a);
        goto next;
    }
    result = global_load(site, frame->globals);
    goto push;
    RARE_NAMES(LABEL)
    frame->ip = ip;
    place = rare_name(frame, top, INSTRUCTION_OP(word), arg);
    goto rare;

    /* ---- Attributes ---- */
LOAD_FAST_LOAD_ATTR:
    count = FIRST_HALF(arg);
    site = &code->sites[SECOND_HALF(arg)];
    a = locals[count];
    if (!a)
        goto unbound;
    if (likely(attribute_site_fits(site, a) && !site->value)) {
        *top++ = place_load(a, &attributes_of(a)->slots[site->index]);
        goto next;
    }
    *top++ = ref(a);
    goto load_attr;
LOAD_ATTR:
    site = &code->sites[arg];
    a = top[-1];
    if (likely(attribute_site_fits(site, a) && !site->value)) {
        top[-1] = place_load(a, &attributes_of(a)->slots[site->index]);
        unref(a);
        goto next;
    }
load_attr:
    frame->ip = ip;
    place = attribute_load(site, top);
    goto rare;
STORE_ATTR:
    site = &code->sites[arg];
    a = top[-1];
    if (likely(attribute_site_fits(site, a) && !site->value)) {
        place = &attributes_of(a)->slots[site->index];
        b = place_swap(a, place, top[-2]);
        top -= 2;
        unref(a);
        unref(b);
        goto next;
    }
    frame->ip = ip;
    status = attribute_store(site, a, top[-2]);
    drop = 2;
    goto check;
LOAD_METHOD:
    site = &code->sites[arg];
    a = top[-1];
    b = method_cached(site, a);
    if (b) {
        top[-1] = ref(b);
        *top++ = a;
        goto next;
    }
    frame->ip = ip;
    place = method_load(site, top);
    goto rare;

    /* ---- Operators ---- */
#include "vm/operators.def"
BINARY_TRUEDIV:
    if (is_float(top[-1]) && float_value(top[-1]) != 0)
        goto div_floats;
    goto binary;
append:
    if (is_str(top[-2]) && is_str(top[-1])) {
        frame->ip = ip;
        b = *--top;
        top--;
        result = operator_append(*top, b, ip[1], locals);
        unref(b);
        goto push;
    }
BINARY_MATMUL:
BINARY_POW:
binary:
    frame->ip = ip;
    result = operator_binary(top[-2], top[-1], INSTRUCTION_OP(word), arg);
    goto replace;
compare:
    frame->ip = ip;
    result = operator_compare(top[-2], top[-1], INSTRUCTION_OP(word));
    goto replace;
decide: /* push truth; or do a conditional jump behind it at once */
    word = ip[1];
    if (INSTRUCTION_OP(word) == OPCODE_POP_JUMP_IF_FALSE &&
        table[OPCODE_POP_JUMP_IF_FALSE] == &&POP_JUMP_IF_FALSE) {
        ip++;
        if (truth)
            goto next;
        arg = INSTRUCTION_ARG(word);
        goto jump;
    }
    *top++ = bool_from(truth);
    goto next;
IS_OP:
    a = top[-2];
    b = top[-1];
    top -= 2;
    truth = (a == b) != arg;
    unref(a);
    unref(b);
    goto decide;
CONTAINS_OP:
    frame->ip = ip;
    status = operator_contains(top[-1], top[-2]);
    if (status < 0)
        goto error;
    truth = (uint32_t)status != arg;
    unref(*--top);
    unref(*--top);
    goto decide;
BINARY_SUBSCR:
    a = top[-2];
    b = top[-1];
    if (item_load(a, b, &result)) {
        top--;
        top[-1] = result;
        unref(a);
        goto next;
    }
    frame->ip = ip;
    result = operator_subscript(a, b);
    goto replace;
STORE_SUBSCR:
    a = top[-2];
    b = top[-1];
    if (is_list(a) && item_swap(a, b, top[-3], &result)) {
        top -= 3;
        unref(a);
        unref(result);
        goto next;
    }
    frame->ip = ip;
    status = operator_store_subscript(a, b, top[-3]);
    drop = 3;
    goto check;

    /* ---- Jumps and iteration ---- */
JUMP_BACKWARD:
    ip = code->instructions + arg;
    if (safepoint_requested(jump_request))
        goto safepoint;
    goto begin;
POP_JUMP_IF_FALSE:
    frame->ip = ip;
    status = truth_of(top[-1]);
    if (status < 0)
        goto error;
    unref(*--top);
    if (status)
        goto next;
    goto jump;
POP_JUMP_IF_TRUE:
    frame->ip = ip;
    status = truth_of(top[-1]);
    if (status < 0)
        goto error;
    unref(*--top);
    if (status)
        goto jump;
    goto next;
POP_JUMP_IF_NONE:
POP_JUMP_IF_NOT_NONE:
    a = *--top;
    unref(a);
    if ((a == NONE) == (INSTRUCTION_OP(word) == OPCODE_POP_JUMP_IF_NONE))
        goto jump;
    goto next;
JUMP_IF_FALSE_OR_POP:
JUMP_IF_TRUE_OR_POP:
    frame->ip = ip;
    status = truth_of(top[-1]);
    if (status < 0)
        goto error;
    if (status == (INSTRUCTION_OP(word) == OPCODE_JUMP_IF_TRUE_OR_POP))
        goto jump;
    unref(*--top);
    goto next;
FOR_ITER:
    a = top[-1];
    result = iterate(a);
    if (result) {
        *top++ = result;
        goto next;
    }
    frame->ip = ip;
    if (generator_can_resume(a, NONE)) {
        frame = generator_push(thread, (struct generator *)a, top, NONE);
        goto pushed;
    }
    result = object_next(a);
    if (result || thread->error)
        goto push;
    unref(*--top);
    goto jump;

    /* ---- Building and taking apart ---- */
LIST_APPEND:
    a = top[-1 - (int64_t)arg];
    status = list_append((struct list *)a, top[-1]);
    drop = 1;
    goto check;
UNPACK_SEQUENCE:
    a = *--top;
    frame->ip = ip;
    status = build_unpack(a, arg, top);
    unref(a);
    if (status < 0)
        goto error;
    top += arg;
    goto next;
    RARE_BUILDERS(LABEL)
    frame->ip = ip;
    place = rare_build(frame, top, INSTRUCTION_OP(word), arg);
    goto rare;
    RARE_CONTAINERS(LABEL)
    frame->ip = ip;
    place = rare_container(top, INSTRUCTION_OP(word), arg);
    goto rare;

    /* ---- Calls ---- */
CALL_METHOD:
    count = arg;
    args = top - count - 1;
    names = NULL;
    if (args[-1]) {
        count++;
        goto call;
    }
    top--;
    for (place = args - 1; place < top; place++)
        place[0] = place[1];
    goto call;
CALL_FUNCTION_KW:
    names = *--top;
    unref(names); /* a constant: the code has it, too */
    args = top - arg;
    count = arg - (uint32_t)((struct tuple *)names)->count;
    goto call;
CALL_FUNCTION:
    count = arg;
    args = top - count;
    names = NULL;
call: /* args[-1] with `count` arguments and those that names tells, up to top */
    frame->ip = ip;
    flags = 0;
    a = args[-1];
    if (type_of(a) != &type_function)
        goto call_other;
    function = (struct function *)a;
call_function: /* in a frame with `flags` */
    if (!(function->code->flags & CODE_SIMPLE) ||
        function->code->positional != count || names ||
        !frame_fits(thread_self, function->code, args)) {
        frame = call_push(thread, args, count, names);
        if (frame)
            frame->flags = flags;
        goto pushed;
    }
    code = function->code;
    frame = frame_push_function(thread_self, function, args);
    frame->flags = flags;
    locals = args;
    while (count++ < code->locals)
        *top++ = NULL;
    ip = code->instructions;
    if (safepoint_requested(call_request))
        goto safepoint;
    goto begin;
call_other: /* a bound method or a class may come to a function's call */
    if (type_of(a) == &type_builtin) {
        result = call_builtin(args, count, names);
        goto called;
    }
    status = call_expand(args, (uint32_t)(top - args));
    if (status < 0)
        goto error;
    if (status) {
        top += status;
        args += status - 1;
        count++;
        flags = status == CALL_INIT ? FRAME_INIT : 0;
        function = (struct function *)args[-1];
        goto call_function;
    }
    result = call_object(args, count, names);
called: /* without a frame; the result takes the place of the callable */
    if (!result)
        goto error;
    while (top > args)
        unref(*--top);
    replace(&args[-1], result);
called_next:
    ip++;
    if (safepoint_requested(call_request))
        goto safepoint;
    goto begin;
CALL_FUNCTION_EX:
    args = top - 1 - arg;
    frame->ip = ip;
    if (build_arguments(args) < 0)
        goto error;
    if (type_of(args[-1]) == &type_function) {
        frame = call_push_unpacked(thread, args, arg);
        goto pushed;
    }
    result = call_object_unpacked(args, arg);
    goto called;
IMPORT_NAME:
IMPORT_MODULE:
    frame->ip = ip;
    place = rare_name(frame, top, INSTRUCTION_OP(word), arg);
    goto rare_called;
BEFORE_WITH:
WITH_EXCEPT_START:
    frame->ip = ip;
    place = rare_protocol(top, INSTRUCTION_OP(word), arg);
rare_called:
    if (!place)
        goto error;
    top = place;
    goto called_next;

pushed: /* frame has been pushed; NULL: it could not be */
    if (!frame) {
        frame = thread->frame;
        goto error;
    }
resumed: /* frame begins, or goes on */
    code = frame->code;
    locals = frame->locals;
    top = frame->top;
    ip = frame->ip;
    if (thread->error)
        goto error;
    if (safepoint_requested(call_request))
        goto safepoint;
    goto begin;
RETURN_VALUE:
    frame->ip = ip; /* for destructors of the locals, and for a debugger */
    result = *--top;
    while (top > locals)
        unref_maybe(*--top);
    flags = frame->flags;
    if (flags & FRAME_GENERATOR)
        generator_finish(thread, false);
    frame = frame_pop(thread);
    unref(locals[-1]);
    if (flags)
        goto returned;
    locals[-1] = result;
    top = locals;
back: /* in the frame below, behind the call */
    code = frame->code;
    ip = frame->ip;
    locals = frame->locals;
    goto next;
returned: /* result from a frame that was no simple function's */
    if (flags & FRAME_ENTRY)
        return result;
    top = locals - 1;
    if (flags & FRAME_INIT) {
        if (call_init_result(result) < 0)
            goto raised;
        goto back;
    }
    if (INSTRUCTION_OP(*frame->ip) == OPCODE_YIELD_FROM) {
        replace(&top[-1], result);
        goto back;
    }
    unref(result);
    unref(*--top); /* FOR_ITER: its iterator, the generator, has no more */
    frame->ip = frame->code->instructions + INSTRUCTION_ARG(*frame->ip) - 1;
    goto back;

    /* ---- Generators ---- */
RETURN_GENERATOR:
    frame->ip = ip;
    flags = frame->flags;
    result = generator_new(thread, top);
    if (!result)
        goto error;
    if (flags)
        return result;
    frame = thread->frame;
    locals[-1] = result;
    top = locals;
    goto back;
YIELD_VALUE:
    result = *--top;
yield:
    frame->ip = ip;
    flags = frame->flags;
    generator_suspend(thread, top);
    if (flags & FRAME_ENTRY)
        return result;
    frame = thread->frame;
    top = locals - 1;
    if (INSTRUCTION_OP(*frame->ip) == OPCODE_YIELD_FROM) {
        ip = frame->ip;
        locals = frame->locals;
        if (LOOP_WATCHED && trace_yield(result) < 0) {
            unref(result);
            code = frame->code;
            goto error;
        }
        goto yield;
    }
    *top++ = result;
    goto back;
YIELD_FROM:
    frame->ip = ip;
    a = top[-2];
    b = top[-1];
    if (generator_can_resume(a, b)) {
        top--;
        frame = generator_push(thread, (struct generator *)a, top, b);
        goto pushed;
    }
    a = iterator_send(a, b, &sent);
    result = sent;
    if (!a)
        goto replace;
    unref(*--top);
    result = a;
    goto yield;

    /* ---- Exceptions ---- */
    RARE_PROTOCOLS(LABEL)
    frame->ip = ip;
    place = rare_protocol(top, INSTRUCTION_OP(word), arg);
rare:
    if (!place)
        goto error;
    top = place;
    goto next;
RAISE_VARARGS:
    frame->ip = ip;
    truth = !arg && thread->handled;
    raise_operands(top - arg, arg);
    if (truth)
        goto unwind;
    goto error;
RERAISE:
    error_restore(*--top);
    goto unwind;
unbound: /* local `count` */
    scope_unbound(code, count);
error:
    frame->ip = ip;
    error_add_line(&code->head, code_line(code, ip - code->instructions));
    if (LOOP_WATCHED)
        trace_raised();
unwind:
    place =
        handler_enter(frame, top, (uint32_t)(ip - code->instructions), &target);
    if (place) {
        top = place;
        arg = target;
        goto jump;
    }
    flags = frame->flags;
    top = frame_abandon(thread, top);
    frame = thread->frame;
    if (flags & FRAME_ENTRY)
        return NULL;
raised: /* in the frame below, at the call */
    code = frame->code;
    ip = frame->ip;
    locals = frame->locals;
    goto error;

    /* ---- Ends of instructions ---- */
push:
    if (!result)
        goto error;
    *top++ = result;
    goto next;
replace:
    if (!result)
        goto error;
    b = *--top;
    a = top[-1];
    top[-1] = result;
    unref(a);
    unref(b);
    goto next;
check:
    if (status < 0)
        goto error;
    while (drop--)
        unref(*--top);
    goto next;
}
