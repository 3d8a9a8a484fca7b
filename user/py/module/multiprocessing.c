/* SPDX-License-Identifier: MIT
 *
 * The module _multiprocessing: what processes share. A semaphore and an array of
 * numbers, each in a page that fork() leaves common to parent and child, and a
 * pair of connected sockets. The rest is Python: lib/multiprocessing.py.
 *
 * THE SEMAPHORE is a word, `value`, that acquire lowers and never lets go below
 * zero, and on which it sleeps, futex(2), while it is zero. The futex is one of
 * the shared kind: the kernel knows it by its page, not by its address.
 * `waiters` spares release a system call while nobody sleeps. A waiter counts
 * itself before it looks at the value for the last time, the kernel's look, and
 * release raises the value before it looks at waiters: one of the two sees the
 * other. Of a process that is killed while it waits a count stays, and costs
 * useless system calls, nothing else.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "module/futex.h"
#include "module/os.h"
#include "object/types.h"
#include "vm/interrupt.h"

#define NS_PER_S 1000000000L
#define VALUE_MAX INT_MAX /* SEM_VALUE_MAX */
#define FOREVER_S 1e9     /* longer timeouts are none */

static void *map_shared(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return memory == MAP_FAILED ? NULL : memory;
}

/* ---- Semaphores ---- */

struct shared_value {
    _Atomic uint32_t value, waiters;
};

struct semaphore {
    struct object head;
    struct shared_value *shared; /* mapped */
    uint32_t most;               /* of value */
};

/* Semaphore(value, most) */
static struct object *semaphore_new(struct type *cls,
                                    struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct semaphore *s;
    int values[2];

    if (count != 2 || names)
        return error_format(&type_TypeError, "Semaphore(value, most)");
    if (int_arguments(args, count, values) < 0)
        return NULL;
    if (values[0] < 0 || values[0] > values[1])
        return error_errno(EINVAL, NULL);
    s = (struct semaphore *)object_new(cls, cls->size);
    if (!s)
        return NULL;
    s->most = (uint32_t)values[1];
    s->shared = map_shared(sizeof *s->shared);
    if (!s->shared) {
        unref(&s->head);
        return error_memory();
    }
    atomic_store(&s->shared->value, (uint32_t)values[0]);
    return &s->head;
}

static void semaphore_dealloc(struct object *self)
{
    struct semaphore *s = (struct semaphore *)self;

    if (s->shared)
        munmap(s->shared, sizeof *s->shared);
    object_release(self, self->type->size);
}

static bool lower(struct shared_value *shared)
{
    uint32_t value = atomic_load(&shared->value);

    while (value > 0)
        if (atomic_compare_exchange_weak(&shared->value, &value, value - 1))
            return true;
    return false;
}

/* Without the GIL. 0: lowered; else ETIMEDOUT or EINTR. */
static int lower_waiting(struct shared_value *shared,
                         const struct timespec *deadline)
{
    int error = 0;

    atomic_fetch_add(&shared->waiters, 1);
    while (!lower(shared) && !error)
        error = futex_wait(&shared->value, 0, deadline, FUTEX_OF_ALL);
    atomic_fetch_sub(&shared->waiters, 1);
    return error;
}

/* So many seconds from now. */
static struct timespec deadline_from(double seconds)
{
    double whole = floor(seconds);
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += (time_t)whole;
    t.tv_nsec += (long)((seconds - whole) * NS_PER_S);
    if (t.tv_nsec >= NS_PER_S) {
        t.tv_nsec -= NS_PER_S;
        t.tv_sec++;
    }
    return t;
}

static struct object *acquire_waiting(struct semaphore *s,
                                      const struct timespec *deadline)
{
    int error;

    do {
        thread_block();
        error = lower_waiting(s->shared, deadline);
        thread_unblock();
    } while (error && interrupt_retry(error));
    if (error == EINTR)
        return NULL;
    return bool_from(!error);
}

/* acquire(block=True, timeout=None) */
static struct object *semaphore_acquire(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    static const char *const parameter_names[] = {"block", "timeout", NULL};
    static const struct parameters parameters = {
        .function = "acquire",
        .positional = 2,
        .names = parameter_names,
    };
    struct semaphore *s = (struct semaphore *)args[0];
    struct object *given[2];
    struct timespec deadline;
    double seconds = FOREVER_S;
    int block = 1;

    if (parameters_bind(&parameters, args + 1, count - 1, names, given) < 0)
        return NULL;
    if (given[0])
        block = object_truth(given[0]);
    if (block < 0 ||
        (given[1] && given[1] != NONE && time_seconds(given[1], &seconds) < 0))
        return NULL;
    if (lower(s->shared))
        return TRUE;
    if (!block || seconds <= 0)
        return FALSE;
    if (seconds >= FOREVER_S)
        return acquire_waiting(s, NULL);
    deadline = deadline_from(seconds);
    return acquire_waiting(s, &deadline);
}

static struct object *semaphore_release(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    struct semaphore *s = (struct semaphore *)args[0];
    uint32_t value = atomic_load(&s->shared->value);

    (void)count, (void)names;
    do {
        if (value >= s->most)
            return error_format(&type_ValueError,
                                "semaphore or lock released too many times");
    } while (
        !atomic_compare_exchange_weak(&s->shared->value, &value, value + 1));
    if (atomic_load(&s->shared->waiters))
        futex_wake(&s->shared->value, 1, FUTEX_OF_ALL);
    return NONE;
}

static struct object *semaphore_value(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    struct semaphore *s = (struct semaphore *)args[0];

    (void)count, (void)names;
    return small_from(atomic_load(&s->shared->value));
}

static const struct method_def semaphore_methods[] = {
    {"acquire", semaphore_acquire, 1, 3, true,
     .doc = "acquire(block=True, timeout=None): was it acquired?"},
    {"release", semaphore_release, 1, 1, .doc = "give it back"},
    {"get_value", semaphore_value, 1, 1, .doc = "the value, just now"},
    {0},
};

struct type type_semaphore = {
    .head = STATIC_HEAD(&type_type),
    .name = "_multiprocessing.Semaphore",
    .size = sizeof(struct semaphore),
    .dealloc = semaphore_dealloc,
    .new = semaphore_new,
    .methods = semaphore_methods,
};

/* ---- Arrays of numbers ---- */

/* What an item is for Python. */
enum item_kind { ITEM_SIGNED, ITEM_UNSIGNED, ITEM_FLOAT, ITEM_CHAR };

struct shared_array {
    struct object head;
    enum item_kind kind;
    uint8_t item; /* bytes of one */
    uint64_t count;
    char *data; /* mapped: count * item bytes, at least one */
};

/* The codes of the module array, and ctypes' `c`: one byte, as bytes. */
static const struct {
    char code;
    uint8_t size;
    enum item_kind kind;
} kinds[] = {
    {'b', sizeof(int8_t), ITEM_SIGNED},  {'B', sizeof(uint8_t), ITEM_UNSIGNED},
    {'h', sizeof(int16_t), ITEM_SIGNED}, {'H', sizeof(uint16_t), ITEM_UNSIGNED},
    {'i', sizeof(int32_t), ITEM_SIGNED}, {'I', sizeof(uint32_t), ITEM_UNSIGNED},
    {'l', sizeof(int64_t), ITEM_SIGNED}, {'L', sizeof(uint64_t), ITEM_UNSIGNED},
    {'q', sizeof(int64_t), ITEM_SIGNED}, {'Q', sizeof(uint64_t), ITEM_UNSIGNED},
    {'f', sizeof(float), ITEM_FLOAT},    {'d', sizeof(double), ITEM_FLOAT},
    {'c', sizeof(char), ITEM_CHAR},
};
#define KINDS (sizeof kinds / sizeof kinds[0])

/* SharedArray(typecode, count): zeros. */
static struct object *array_new(struct type *cls, struct object *const *args,
                                uint32_t count, struct object *names)
{
    struct shared_array *a;
    int items;
    size_t k = 0;

    if (count != 2 || names)
        return error_format(&type_TypeError, "SharedArray(typecode, count)");
    if (int_argument(args[1], &items) < 0)
        return NULL;
    if (!is_str(args[0]) || str_size(args[0]) != 1)
        k = KINDS;
    while (k < KINDS && kinds[k].code != str_text(args[0])[0])
        k++;
    if (k == KINDS)
        return error_format(&type_TypeError, "this type has no size");
    if (items < 0)
        return error_format(&type_ValueError,
                            "Array length must be >= 0, not %d", items);
    a = (struct shared_array *)object_new(cls, cls->size);
    if (!a)
        return NULL;
    a->item = kinds[k].size;
    a->kind = kinds[k].kind;
    a->count = (uint64_t)items;
    a->data = map_shared(a->count * a->item + 1);
    if (a->data)
        return &a->head;
    unref(&a->head);
    return error_memory();
}

static void array_dealloc(struct object *self)
{
    struct shared_array *a = (struct shared_array *)self;

    if (a->data)
        munmap(a->data, a->count * a->item + 1);
    object_release(self, self->type->size);
}

static int64_t array_length(struct object *self)
{
    return (int64_t)((struct shared_array *)self)->count;
}

/* The place of an item, with ctypes' errors; NULL: raised. */
static char *array_place(struct shared_array *a, struct object *key)
{
    int64_t index;

    if (!is_int_or_bool(key) && !type_of(key)->index) {
        error_format(&type_TypeError, "indices must be integers");
        return NULL;
    }
    if (object_index_int64(key, &type_IndexError, &index) < 0)
        return NULL;
    if (index < 0)
        index += (int64_t)a->count;
    if (index >= 0 && (uint64_t)index < a->count)
        return a->data + (uint64_t)index * a->item;
    error_format(&type_IndexError, "invalid index");
    return NULL;
}

static struct object *array_get(struct object *self, struct object *key)
{
    struct shared_array *a = (struct shared_array *)self;
    unsigned unused = 64 - 8u * a->item;
    const char *place = array_place(a, key);
    uint64_t bits = 0;
    double wide;
    float narrow;

    if (!place)
        return NULL;
    switch (a->kind) {
    case ITEM_CHAR:
        return bytes_new(place, 1);
    case ITEM_FLOAT:
        memcpy(&wide, place, a->item);
        memcpy(&narrow, place, sizeof narrow);
        return float_from(a->item == sizeof narrow ? (double)narrow : wide);
    default:
        memcpy(&bits, place, a->item);
    }
    if (a->kind == ITEM_UNSIGNED)
        return int_from_unsigned(bits);
    return int_from((int64_t)(bits << unused) >> unused); /* with its sign */
}

/* The lowest 64 bits of an int: as ctypes, what is too large for its kind is
 * cut. 0; -1: TypeError. */
static int low_bits(struct object *value, uint64_t *bits)
{
    struct object *index = object_index(value);
    const struct bigint *big;

    if (!index)
        return -1;
    if (is_bigint(index)) {
        big = (const struct bigint *)index;
        *bits = big->digit[0];
        if (big->count > 1)
            *bits |= (uint64_t)big->digit[1] << 32;
        if (big->sign < 0)
            *bits = -*bits;
    } else {
        *bits = (uint64_t)small_value(index);
    }
    unref(index);
    return 0;
}

/* One byte: bytes or bytearray of one, or an int. 0; -1: TypeError. */
static int char_from(struct object *value, uint64_t *bits)
{
    int64_t number = -1;
    struct view view;

    if (bytes_view(value, &view) && view.size == 1)
        number = (unsigned char)*view.data;
    else if (is_small(value))
        number = small_value(value);
    if (number < 0 || number > UCHAR_MAX) {
        error_format(&type_TypeError, "one character bytes, bytearray or "
                                      "integer expected");
        return -1;
    }
    *bits = (uint64_t)number;
    return 0;
}

static int array_set(struct object *self, struct object *key,
                     struct object *value)
{
    struct shared_array *a = (struct shared_array *)self;
    char *place;
    uint64_t bits = 0;
    double wide = 0;
    float narrow;
    int status;

    if (!value) {
        error_format(&type_TypeError, "items cannot be deleted");
        return -1;
    }
    place = array_place(a, key);
    if (!place)
        return -1;
    if (a->kind == ITEM_FLOAT)
        status = number_to_double(value, &wide);
    else
        status = a->kind == ITEM_CHAR ? char_from(value, &bits)
                                      : low_bits(value, &bits);
    if (status < 0)
        return -1;
    narrow = (float)wide;
    if (a->kind != ITEM_FLOAT)
        memcpy(place, &bits, a->item);
    else if (a->item == sizeof narrow)
        memcpy(place, &narrow, sizeof narrow);
    else
        memcpy(place, &wide, sizeof wide);
    return 0;
}

struct type type_shared_array = {
    .head = STATIC_HEAD(&type_type),
    .name = "_multiprocessing.SharedArray",
    .size = sizeof(struct shared_array),
    .dealloc = array_dealloc,
    .new = array_new,
    .length = array_length,
    .get_item = array_get,
    .set_item = array_set,
};

/* ---- The module ---- */

static struct object *make_pair(struct object *const *args, uint32_t count,
                                struct object *names)
{
    int fds[2];

    (void)args, (void)count, (void)names;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
        return error_errno(errno, NULL);
    return tuple_pack(2, small_from(fds[0]), small_from(fds[1]));
}

static const struct method_def functions[] = {
    {"socketpair", make_pair, 0, 0, .doc = "two connected descriptors"},
    {0},
};

struct object *module_init__multiprocessing(void)
{
    struct object *m = module_from_methods("_multiprocessing", functions);

    if (!m)
        return NULL;
    if (module_set(m, "Semaphore", &type_semaphore.head) == 0 &&
        module_set(m, "SharedArray", &type_shared_array.head) == 0 &&
        module_set(m, "VALUE_MAX", small_from(VALUE_MAX)) == 0)
        return m;
    unref(m);
    return NULL;
}
