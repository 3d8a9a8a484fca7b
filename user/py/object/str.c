/* SPDX-License-Identifier: MIT
 *
 * The str type: making strs, comparing and hashing them, and their operators.
 * Indexing is in str_index.c, methods in the other str_*.c.
 *
 * The empty str and those of one ASCII character are shared and immortal, and
 * count as interned. Hence a loop over ASCII text allocates nothing.
 */
#include "object/callable.h"
#include "object/error.h"
#include "object/mem.h"
#include "object/number.h"
#include "object/str.h"

#define STR_MAX (SIZE_MAX / 8)
#define NO_HASH (-1)

static size_t str_bytes(size_t size)
{
    return offsetof(struct str, text) + size + 1;
}

/* ---- The shared ones ---- */

#define SHARED_EMPTY ASCII_END
static struct str shared[ASCII_END + 1];
/* Their text lies in what would be padding. */
_Static_assert(offsetof(struct str, text) + 2 <= sizeof(struct str),
               "no room for a character");

static struct object *shared_str(uint32_t index)
{
    struct str *s = &shared[index];

    if (!s->head.type) {
        char *text = (char *)s + offsetof(struct str, text);

        s->head = (struct object)STATIC_HEAD(&type_str);
        s->size = s->length = index != SHARED_EMPTY;
        text[0] = (char)(index % ASCII_END);
        text[1] = 0;
        s->hash = text_hash(text, s->size);
        s->interned = true;
    }
    return &s->head;
}

struct object *str_shared(const char *text, size_t size)
{
    if (size == 0)
        return shared_str(SHARED_EMPTY);
    if (size == 1 && (unsigned char)*text < ASCII_END)
        return shared_str((unsigned char)*text);
    return NULL;
}

/* ---- Making ---- */

struct str *str_alloc(size_t size, size_t length)
{
    struct str *s;

    if (size > STR_MAX)
        return (struct str *)error_memory();
    s = mem_alloc(str_bytes(size));
    if (!s)
        return NULL;
    s->head = (struct object){.refs = 1, .type = &type_str};
    s->size = size;
    s->length = length;
    s->hash = NO_HASH;
    s->interned = false;
    s->text[size] = 0;
    return s;
}

/* A str of known length. */
static struct object *str_make(const char *text, size_t size, size_t length)
{
    struct object *common = size < 2 ? str_shared(text, size) : NULL;
    struct str *s;

    if (common)
        return ref(common);
    s = str_alloc(size, length);
    if (!s)
        return NULL;
    copy_bytes(s->text, text, size);
    return &s->head;
}

struct object *str_new(const char *text, size_t size)
{
    return str_make(text, size, utf8_length(text, size));
}

struct object *str_ascii(const char *text, size_t size)
{
    return str_make(text, size, size);
}

struct object *str_from(const char *text)
{
    return str_new(text, strlen(text));
}

struct object *str_char(uint32_t code_point)
{
    char encoded[4];

    if (code_point < ASCII_END)
        return ref(shared_str(code_point));
    return str_make(encoded, utf8_put(encoded, code_point), 1);
}

struct object *str_part(struct object *o, size_t from, size_t to)
{
    struct str *s = (struct str *)o;
    size_t size = to - from;

    if (size == s->size)
        return ref(o);
    if (s->size == s->length)
        return str_make(s->text + from, size, size);
    return str_new(s->text + from, size);
}

static void str_dealloc(struct object *self)
{
    struct str *s = (struct str *)self;

    if (s->interned)
        intern_forget(s);
    object_release(self, str_bytes(s->size));
}

static struct object *str_new_slot(struct type *cls, struct object *const *args,
                                   uint32_t count, struct object *names)
{
    static const char *const parameter_names[] = {"object", "encoding",
                                                  "errors", NULL};
    static const struct parameters parameters = {.function = "str",
                                                 .positional = 3,
                                                 .names = parameter_names};
    struct object *given[3];

    (void)cls;
    if (!names && count == 1)
        return object_str(args[0]);
    if (parameters_bind(&parameters, args, count, names, given))
        return NULL;
    if (!given[0])
        return ref(shared_str(SHARED_EMPTY));
    if (!given[1] && !given[2])
        return object_str(given[0]);
    return bytes_like_decode(given[0], given[1], given[2]);
}

/* ---- Hash, equality, order ---- */

#define HASH_SEED 0x9e3779b97f4a7c15u
#define HASH_FACTOR 0xd6e8feb86659fd93u

/* Multiply and fold, eight bytes at a time. */
static uint64_t hash_step(uint64_t h, uint64_t word)
{
    h = (h ^ word) * HASH_FACTOR;
    return h ^ h >> 32;
}

int64_t text_hash(const char *data, size_t size)
{
    uint64_t h = HASH_SEED ^ size;
    uint64_t word;

    for (; size >= sizeof(word); size -= sizeof(word)) {
        memcpy(&word, data, sizeof(word));
        h = hash_step(h, word);
        data += sizeof(word);
    }
    h = hash_step(h, few_bytes(data, size));
    return (int64_t)h == NO_HASH ? NO_HASH - 1 : (int64_t)h;
}

int64_t str_hash(struct object *str)
{
    struct str *s = (struct str *)str;

    if (s->hash == NO_HASH)
        s->hash = text_hash(s->text, s->size);
    return s->hash;
}

static int str_hash_slot(struct object *self, int64_t *hash)
{
    *hash = str_hash(self);
    return 0;
}

bool str_equal(const struct object *a, const struct object *b)
{
    return a == b || (str_size(a) == str_size(b) &&
                      !memcmp(str_text(a), str_text(b), str_size(a)));
}

bool str_equal_c(const struct object *a, const char *b)
{
    return str_size(a) == strlen(b) && !memcmp(str_text(a), b, str_size(a));
}

bool order_is(int order, enum compare_op op)
{
    switch (op) {
    case CMP_LT:
        return order < 0;
    case CMP_LE:
        return order <= 0;
    case CMP_EQ:
        return order == 0;
    case CMP_NE:
        return order != 0;
    case CMP_GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

/* The order of UTF-8's bytes is that of the code points. */
static struct object *str_compare(struct object *a, struct object *b,
                                  enum compare_op op)
{
    size_t common;
    int order;

    if (!is_str(a) || !is_str(b))
        return NOT_IMPLEMENTED;
    if (op == CMP_EQ || op == CMP_NE)
        return bool_from(str_equal(a, b) == (op == CMP_EQ));
    common = str_size(a) < str_size(b) ? str_size(a) : str_size(b);
    order = memcmp(str_text(a), str_text(b), common);
    if (!order)
        order = (str_size(a) > common) - (str_size(b) > common);
    return bool_from(order_is(order, op));
}

/* ---- Operators ---- */

struct object *str_concat(struct object *a, struct object *b)
{
    const struct str *left = (struct str *)a, *right = (struct str *)b;
    struct str *s;

    if (!left->size)
        return ref(b);
    if (!right->size)
        return ref(a);
    s = str_alloc(left->size + right->size, left->length + right->length);
    if (!s)
        return NULL;
    copy_bytes(s->text, left->text, left->size);
    copy_bytes(s->text + left->size, right->text, right->size);
    return &s->head;
}

struct object *str_append(struct object *a, struct object *b)
{
    struct str *s = (struct str *)a;
    size_t old = s->size, more = str_size(b);

    if (count_read(&a->refs) != 1 || s->interned || !more) {
        s = (struct str *)str_concat(a, b);
        unref(a);
        return (struct object *)s;
    }
    s = old + more > STR_MAX
            ? (struct str *)error_memory()
            : mem_resize(s, str_bytes(old), str_bytes(old + more));
    if (!s) {
        unref(a);
        return NULL;
    }
    copy_bytes(s->text + old, str_text(b), more + 1);
    s->size = old + more;
    s->length += ((const struct str *)b)->length;
    s->hash = NO_HASH;
    return &s->head;
}

struct object *str_concat_array(struct object *const *strs, uint32_t count)
{
    size_t size = 0, length = 0;
    struct str *s;
    char *out;
    uint32_t i;

    for (i = 0; i < count; i++) {
        size += str_size(strs[i]);
        length += ((const struct str *)strs[i])->length;
        if (size > STR_MAX)
            return error_memory();
    }
    s = str_alloc(size, length);
    if (!s)
        return NULL;
    out = s->text;
    for (i = 0; i < count; i++) {
        copy_bytes(out, str_text(strs[i]), str_size(strs[i]));
        out += str_size(strs[i]);
    }
    return &s->head;
}

bool other_may_answer(struct object *other, enum binary_op op)
{
    const struct type *type = type_of(other);

    return type->flags & TYPE_HEAP && type->binary[op];
}

static struct object *str_add(struct object *a, struct object *b)
{
    if (!is_str(a))
        return NOT_IMPLEMENTED;
    if (is_str(b))
        return str_concat(a, b);
    if (other_may_answer(b, OP_ADD))
        return NOT_IMPLEMENTED;
    return error_format(&type_TypeError,
                        "can only concatenate str (not \"%T\") to str", b);
}

int repeat_count(struct object *count, size_t size, size_t *times)
{
    int64_t n;

    if (!is_int_or_bool(count) && !type_of(count)->index) {
        if (other_may_answer(count, OP_MUL))
            return 1;
        error_format(&type_TypeError,
                     "can't multiply sequence by non-int of type '%T'", count);
        return -1;
    }
    if (object_index_int64(count, &type_OverflowError, &n))
        return -1;
    *times = n > 0 && size ? (size_t)n : 0;
    if (*times > STR_MAX / (size ? size : 1)) {
        error_memory();
        return -1;
    }
    return 0;
}

void repeat_fill(char *out, struct view what, size_t times)
{
    if (what.size == 1)
        memset(out, *what.data, times);
    else
        for (; times; times--, out += what.size)
            memcpy(out, what.data, what.size);
}

static struct object *str_multiply(struct object *a, struct object *b)
{
    struct object *text = is_str(a) ? a : b, *count = is_str(a) ? b : a;
    struct str *s;
    size_t times;
    int status = repeat_count(count, str_size(text), &times);

    if (status)
        return status < 0 ? NULL : NOT_IMPLEMENTED;
    if (times == 0)
        return ref(shared_str(SHARED_EMPTY));
    if (times == 1)
        return ref(text);
    s = str_alloc(times * str_size(text), times * ((struct str *)text)->length);
    if (!s)
        return NULL;
    repeat_fill(s->text, str_view(text), times);
    return &s->head;
}

static struct object *str_modulo(struct object *a, struct object *b)
{
    return is_str(a) ? str_percent(a, b) : NOT_IMPLEMENTED;
}

static int str_contains(struct object *self, struct object *item)
{
    if (!is_str(item)) {
        error_format(&type_TypeError,
                     "'in <string>' requires string as left operand, not %T",
                     item);
        return -1;
    }
    return !str_size(item) ||
           memory_find(str_view(self), str_view(item)) != NOT_FOUND;
}

static int str_truth(struct object *self)
{
    return str_size(self) != 0;
}

static int64_t str_length(struct object *self)
{
    return (int64_t)((struct str *)self)->length;
}

static struct object *str_str(struct object *self)
{
    return ref(self);
}

struct type type_str = {
    .head = STATIC_HEAD(&type_type),
    .name = "str",
    .size = sizeof(struct str),
    .flags = TYPE_LEAF,
    .dealloc = str_dealloc,
    .new = str_new_slot,
    .repr = str_repr,
    .str = str_str,
    .hash = str_hash_slot,
    .compare = str_compare,
    .truth = str_truth,
    .length = str_length,
    .get_item = str_get_item,
    .contains = str_contains,
    .iter = str_iter,
    .binary =
        {[OP_ADD] = str_add, [OP_MUL] = str_multiply, [OP_MOD] = str_modulo},
    .methods = str_methods,
    .doc = "str(object='') -> str\nstr(bytes, encoding, errors) -> str",
};
