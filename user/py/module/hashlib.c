/* SPDX-License-Identifier: MIT
 *
 * The module hashlib: sha256. Hashing reads bytes that cannot change and touches
 * no other object, so that it can do without the GIL. Letting go of it has a
 * price, and is done for more than HASH_WITH_GIL bytes only (as in CPython).
 * Then threads hash at the same time, each on its core.
 *
 * While a thread hashes without the GIL, another may update the same object: each
 * works on a copy of the state, and who comes back last wins. CPython has a lock
 * in each object instead; what two threads add at once is in no order there
 * either.
 */
#include "module/os.h"
#include "object/types.h"
#include "user/sha256/sha256.h"

#define HASH_WITH_GIL 2047 /* bytes; HASHLIB_GIL_MINSIZE is the next number */

struct hash_object {
    struct object head;
    struct sha256 hash;
};

/* Add what `data` has. 0, or -1: raised. */
static int hash_add(struct hash_object *h, struct object *data)
{
    struct bytes *bytes;
    struct sha256 hash;

    if (is_str(data)) {
        error_format(&type_TypeError, "Strings must be encoded before hashing");
        return -1;
    }
    bytes = (struct bytes *)bytes_to_write(data);
    if (!bytes && error_matches(&type_TypeError)) {
        error_clear();
        error_format(&type_TypeError, "object supporting the buffer API "
                                      "required");
    }
    if (!bytes)
        return -1;
    if (bytes->size > HASH_WITH_GIL) {
        hash = h->hash;
        thread_block();
        sha256_add(&hash, bytes->data, bytes->size);
        thread_unblock();
        h->hash = hash;
    } else {
        sha256_add(&h->hash, bytes->data, bytes->size);
    }
    unref(&bytes->head);
    return 0;
}

/* A hash of nothing, or of `data` (which may be NULL). */
static struct object *hash_new(struct object *data)
{
    struct hash_object *h =
        (struct hash_object *)object_new(&type_hash, type_hash.size);

    if (!h)
        return NULL;
    sha256_begin(&h->hash);
    if (!data || hash_add(h, data) == 0)
        return &h->head;
    unref(&h->head);
    return NULL;
}

static void hash_dealloc(struct object *self)
{
    object_release(self, self->type->size);
}

static struct object *hash_repr(struct object *self)
{
    return str_format_c("<sha256 _hashlib.HASH object @ %p>", (void *)self);
}

static struct object *hash_update(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count, (void)names;
    return hash_add((struct hash_object *)args[0], args[1]) < 0 ? NULL : NONE;
}

static struct object *hash_digest(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    uint8_t digest[SHA256_SIZE];

    (void)count, (void)names;
    sha256_digest(&((struct hash_object *)args[0])->hash, digest);
    return bytes_new(digest, sizeof digest);
}

static struct object *hash_hexdigest(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_SIZE];
    char text[2 * SHA256_SIZE];

    (void)count, (void)names;
    sha256_digest(&((struct hash_object *)args[0])->hash, digest);
    for (unsigned i = 0; i < sizeof text; i++)
        text[i] = digits[digest[i / 2] >> (i % 2 ? 0 : 4) & 0xf];
    return str_new(text, sizeof text);
}

static struct object *hash_copy(struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct object *copy = hash_new(NULL);

    (void)count, (void)names;
    if (copy)
        ((struct hash_object *)copy)->hash =
            ((struct hash_object *)args[0])->hash;
    return copy;
}

static struct object *get_name(struct object *self)
{
    (void)self;
    return str_from("sha256");
}

static struct object *get_block_size(struct object *self)
{
    (void)self;
    return small_from(SHA256_BLOCK);
}

static struct object *get_digest_size(struct object *self)
{
    (void)self;
    return small_from(SHA256_SIZE);
}

static const struct method_def methods[] = {
    {"update", hash_update, 2, 2, .doc = "update(bytes): add them"},
    {"digest", hash_digest, 1, 1, .doc = "the hash, as bytes"},
    {"hexdigest", hash_hexdigest, 1, 1, .doc = "the hash, as a text"},
    {"copy", hash_copy, 1, 1, .doc = "another one that knows as much"},
    {0},
};

static const struct getset_def getsets[] = {
    {"name", get_name, NULL},
    {"block_size", get_block_size, NULL},
    {"digest_size", get_digest_size, NULL},
    {0},
};

struct type type_hash = {
    .head = STATIC_HEAD(&type_type),
    .name = "_hashlib.HASH",
    .size = sizeof(struct hash_object),
    .dealloc = hash_dealloc,
    .repr = hash_repr,
    .methods = methods,
    .getsets = getsets,
};

/* sha256(string=b"", *, usedforsecurity=True) */
static struct object *make_sha256(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    static const char *const parameter_names[] = {"string", "usedforsecurity",
                                                  NULL};
    static const struct parameters parameters = {
        .function = "openssl_sha256",
        .positional = 1,
        .names = parameter_names,
    };
    struct object *given[2];

    if (parameters_bind(&parameters, args, count, names, given) < 0)
        return NULL;
    return hash_new(given[0]);
}

/* new(name, data=b"") */
static struct object *make_named(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)names;
    if (!is_str(args[0]))
        return error_format(&type_TypeError, "name must be a string");
    if (!str_equal_c(args[0], "sha256"))
        return error_format(&type_ValueError, "unsupported hash type %U",
                            args[0]);
    return hash_new(count > 1 ? args[1] : NULL);
}

static const struct method_def functions[] = {
    {"sha256", make_sha256, 0, 1, true, .doc = "sha256(bytes=b\"\")"},
    {"new", make_named, 1, 2, .doc = "new(\"sha256\", bytes=b\"\")"},
    {0},
};

struct object *module_init_hashlib(void)
{
    return module_from_methods("hashlib", functions);
}
