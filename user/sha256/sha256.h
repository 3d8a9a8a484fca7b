/* SPDX-License-Identifier: MIT
 *
 * SHA-256 (FIPS 180-4), of a block of memory or of pieces as they come. Shared by
 * the interpreter's hashlib and the host's trace tool. No allocation, no state
 * but the caller's.
 */
#ifndef USER_SHA256_H
#define USER_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32
#define SHA256_BLOCK 64

/* What was hashed so far; may be copied. */
struct sha256 {
    uint32_t state[8];
    uint64_t size;              /* bytes so far */
    uint8_t rest[SHA256_BLOCK]; /* the size % SHA256_BLOCK last ones */
};

void sha256_begin(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *bytes, size_t size);
/* The hash of what was added; more may be added afterwards. */
void sha256_digest(const struct sha256 *hash, uint8_t digest[SHA256_SIZE]);

/* Of one block of memory. */
void sha256(const void *bytes, size_t size, uint8_t digest[SHA256_SIZE]);

#endif
