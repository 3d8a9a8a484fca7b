/* SPDX-License-Identifier: MIT
 *
 * Python threads: their state, their beginning and their end.
 *
 * THE LIFE OF A THREAD. Who starts it makes its state and puts it into the list
 * of threads, so that it counts from then on; then pthread_create. The new
 * thread enters the GIL (gil_thread_init), takes it, runs its function, and
 * still holding the GIL leaves the list and frees what it refers to. After
 * gil_drop it touches nothing that is shared. Nobody joins it in the sense of
 * pthreads: Thread.join waits for a lock that threading.py releases, and the end
 * of the program for the semaphore `ended`.
 *
 * Stacks are mapped, not allocated: they are as large as the deepest recursion
 * may need, and only pages that were touched take memory.
 *
 * FORK. A forked child has one thread, the one that called fork(), with the
 * GIL. The states of the others stay as they are, in no list: what their stacks
 * refer to is never given back, as in CPython, for the destructors are the
 * parent's business.
 *
 * It does not know what a Thread object is: see lib/threading.py.
 */
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "object/container.h"
#include "object/error.h"
#include "object/mem.h"
#include "object/text.h"
#include "vm/interrupt.h"
#include "vm/thread.h"
#include "vm/trace.h"

#define MAIN_VALUES (1024 * 1024)
#define MAIN_FRAMES (64 * 1024)
#define THREAD_VALUES (128 * 1024)
#define THREAD_FRAMES (16 * 1024)

#define THREAD_C_STACK (1024 * 1024)
#define MAIN_C_STACK (8 * 1024 * 1024) /* if the limit is not known, or none */
/* What C code may need below the deepest recursion_enter. */
#define C_STACK_RESERVE (128 * 1024)

__thread struct thread *thread_self;
struct thread *thread_list, *main_thread;
uint32_t thread_count;
int32_t recursion_limit = FRAMES_MAX_DEFAULT;

static uint32_t last_number;
static sem_t ended; /* posted by each thread that ends and is no daemon */

/* What a new thread is to do; owned by it. */
struct start {
    struct thread *thread;
    struct object *function, *args, *kwargs; /* kwargs may be NULL */
};

static void *map_stack(size_t count, size_t size)
{
    void *memory = mmap(NULL, count * size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    return memory == MAP_FAILED ? NULL : memory;
}

/* How deep a thread may recurse: as the limit says, as far as it has frames. */
static void set_depth_most(struct thread *t)
{
    int64_t frames = t->frames_end - t->frames;

    t->depth_most =
        recursion_limit < frames ? recursion_limit : (int32_t)frames;
}

void thread_set_recursion_limit(int32_t limit)
{
    recursion_limit = limit;
    for (struct thread *t = thread_list; t; t = t->next)
        set_depth_most(t);
}

/* Free a state that is in no list and refers to no object. */
static void state_free(struct thread *t)
{
    size_t frames = (size_t)(t->frames_end - t->frames);
    size_t values = (size_t)(t->stack_end - t->stack);

    if (t->frames)
        munmap(t->frames, frames * sizeof *t->frames);
    if (t->stack)
        munmap(t->stack, values * sizeof *t->stack);
    free(t);
}

/* A state with room for so many frames and values. NULL: no memory. Not by
 * mem_alloc, which needs a thread to raise MemoryError in. */
static struct thread *state_new(size_t frames, size_t values)
{
    struct thread *t = calloc(1, sizeof *t);

    if (!t)
        return NULL;
    t->frames = map_stack(frames, sizeof *t->frames);
    t->stack = map_stack(values, sizeof *t->stack);
    if (t->frames)
        t->frames_end = t->frames + frames;
    if (t->stack)
        t->stack_end = t->stack + values;
    if (!t->frames || !t->stack) {
        state_free(t);
        return NULL;
    }
    t->frame = t->frames - 1;
    set_depth_most(t);
    return t;
}

/* Put a state at the head of the list. The caller holds the GIL. */
static void list_insert(struct thread *t)
{
    t->number = ++last_number;
    t->next = thread_list;
    t->previous = NULL;
    if (thread_list)
        thread_list->previous = t;
    thread_list = t;
    thread_count++;
}

static void list_remove(struct thread *t)
{
    if (t->previous)
        t->previous->next = t->next;
    else
        thread_list = t->next;
    if (t->next)
        t->next->previous = t->previous;
    thread_count--;
}

/* Give back what a thread refers to; destructors may run Python code in it, and
 * that may use thread-local data anew. */
static void clear(struct thread *t)
{
    replace(&t->error, NULL);
    replace(&t->handled, NULL);
    for (int kind = 0; kind < TRACE_KINDS; kind++)
        trace_set(t, kind, NULL);
    while (t->locals_of)
        replace((struct object **)&t->locals_of, NULL);
}

/* Where the calling thread's C stack may end, if it has `size` bytes from about
 * here on. */
static char *c_stack_end(size_t size)
{
    return (char *)__builtin_frame_address(0) - size + C_STACK_RESERVE;
}

/* The arguments and the environment lie above us, and may take a quarter of the
 * whole (execve(2)). */
static size_t main_c_stack(void)
{
    struct rlimit limit;
    size_t size = MAIN_C_STACK;

    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        size = limit.rlim_cur;
    size -= size / 4;
    return size > 2 * C_STACK_RESERVE ? size : 2 * C_STACK_RESERVE;
}

int thread_init_main(void)
{
    struct thread *t;

    recursion_limit = FRAMES_MAX_DEFAULT;
    t = state_new(MAIN_FRAMES, MAIN_VALUES);
    if (!t) {
        errno = ENOMEM;
        return -1;
    }
    sem_init(&ended, 0, 0);
    last_number = 0;
    list_insert(t);
    t->handle = pthread_self();
    t->c_stack_end = c_stack_end(main_c_stack());
    thread_self = main_thread = t;
    gil_thread_init(&t->gil, GIL_ROLE_THREAD, 0);
    thread_take(t);
    return 0;
}

void thread_exit_main(void)
{
    struct thread *t = thread_self;

    clear(t);
    list_remove(t);
    thread_self = NULL;
    thread_drop(t, GIL_WHY_EXIT);
    gil_thread_exit(&t->gil);
    gil_trace_close(&t->gil.trace);
    sem_destroy(&ended);
    state_free(t);
}

/* Say what a thread's function raised, which is then forgotten. */
static void report(struct object *function)
{
    struct object *e = error_take();
    struct object *text;

    if (!object_is(e, &type_SystemExit)) {
        text = str_format_c("Exception ignored in thread started by: %R\n",
                            function);
        if (text)
            error_write(str_text(text), str_size(text));
        else
            error_clear();
        unref_maybe(text);
        error_print(e);
    }
    unref(e);
}

/* The array of a call's arguments: those of the tuple, then the values of
 * kwargs, whose keys become `names`. 0; -1: TypeError, a key is no str. */
static int spread(const struct tuple *args, struct dict *kwargs,
                  struct object **values, struct tuple *names)
{
    struct object *key, *value;
    uint32_t position = 0, n = 0;

    memcpy(values, args->items, args->count * sizeof *values);
    while (n < names->count && dict_next(kwargs, &position, &key, &value)) {
        if (!is_str(key)) {
            error_format(&type_TypeError, "keywords must be strings");
            return -1;
        }
        names->items[n] = ref(key);
        values[args->count + n++] = value;
    }
    return 0;
}

/* function(*args, **kwargs). kwargs is the thread's own copy. */
static struct object *call(const struct start *start)
{
    const struct tuple *args = (const struct tuple *)start->args;
    struct dict *kwargs = (struct dict *)start->kwargs;
    uint64_t named = kwargs ? kwargs->count : 0;
    struct object **values, *result = NULL;
    struct tuple *names;

    if (!named)
        return object_call(start->function, args->items, (uint32_t)args->count,
                           NULL);
    names = tuple_new(named);
    values = mem_alloc_array(args->count + named, sizeof *values);
    if (names && values && spread(args, kwargs, values, names) == 0)
        result = object_call(start->function, values, (uint32_t)args->count,
                             &names->head);
    mem_free(values, (args->count + named) * sizeof *values);
    unref_maybe((struct object *)names);
    return result;
}

/* Call the function, and give back the objects of `start`. */
static void run(struct start *start)
{
    struct object *result = call(start);

    if (!result)
        report(start->function);
    unref_maybe(result);
    start->thread->object = NULL; /* the function has kept it alive */
    unref(start->function);
    unref(start->args);
    unref_maybe(start->kwargs);
}

/* The first C function of a new thread. */
static void *thread_main(void *argument)
{
    struct start *start = argument;
    struct thread *t = start->thread;

    thread_self = t;
    t->handle = pthread_self();
    t->c_stack_end = c_stack_end(THREAD_C_STACK);
    gil_thread_init(&t->gil, GIL_ROLE_THREAD, t->number - 1);
    thread_take(t);
    run(start);
    clear(t);
    list_remove(t);
    if (!t->daemon)
        sem_post(&ended);
    protect_thread_end();
    thread_self = NULL;
    thread_drop(t, GIL_WHY_EXIT);
    gil_thread_exit(&t->gil);
    gil_trace_close(&t->gil.trace);
    free(start);
    state_free(t);
    return NULL;
}

/* pthread_create of a detached thread. 0, or an errno value. */
static int create(struct start *start)
{
    pthread_attr_t attributes;
    pthread_t handle;
    int error = pthread_attr_init(&attributes);

    if (error)
        return error;
    pthread_attr_setstacksize(&attributes, THREAD_C_STACK);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    error = pthread_create(&handle, &attributes, thread_main, start);
    pthread_attr_destroy(&attributes);
    return error;
}

/* The Thread object whose bound method a thread is to run; borrowed, and kept
 * alive by the function. */
static struct object *thread_object(struct object *function)
{
    if (type_of(function) != &type_method)
        return NULL;
    return ((struct method *)function)->self;
}

static void start_free(struct start *start)
{
    unref(start->function);
    unref(start->args);
    unref_maybe(start->kwargs);
    state_free(start->thread);
    free(start);
}

/* What a new thread needs, or NULL: no memory, nothing is raised. */
static struct start *start_new(struct object *function, struct object *args,
                               struct object *kwargs)
{
    struct start *start = malloc(sizeof *start);
    struct thread *t = state_new(THREAD_FRAMES, THREAD_VALUES);

    if (!start || !t) {
        free(start);
        if (t)
            state_free(t);
        return NULL;
    }
    *start = (struct start){t, ref(function), ref(args), ref_maybe(kwargs)};
    t->object = thread_object(function);
    return start;
}

int thread_start(struct object *function, struct object *args,
                 struct object *kwargs, bool daemon, uint64_t *id)
{
    struct start *start = start_new(function, args, kwargs);

    if (start) {
        start->thread->daemon = daemon;
        list_insert(start->thread);
        *id = start->thread->number;
        if (create(start) == 0)
            return 0;
        list_remove(start->thread);
        start_free(start);
    }
    error_format(&type_RuntimeError, "can't start new thread");
    return -1;
}

static bool others_left(void)
{
    for (struct thread *t = thread_list; t; t = t->next)
        if (t != thread_self && !t->daemon)
            return true;
    return false;
}

int thread_wait_for_others(void)
{
    while (others_left()) {
        int error;

        thread_block();
        error = sem_wait(&ended) < 0 ? errno : 0;
        thread_unblock();
        if (error && !interrupt_retry(error))
            return -1;
    }
    return 0;
}

void thread_after_fork(void)
{
    struct thread *self = thread_self;

    for (struct thread *t = thread_list; t; t = t->next)
        if (t != self) {
            gil_trace_close(&t->gil.trace);
            trace_after_fork(t);
        }
    self->next = self->previous = NULL;
    thread_list = main_thread = self;
    thread_count = 1;
    self->handle = pthread_self();
    self->daemon = false;
    sem_init(&ended, 0, 0);
    gil_after_fork(&self->gil);
    world_after_fork();
}
