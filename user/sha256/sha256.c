/* SPDX-License-Identifier: MIT
 *
 * SHA-256 (FIPS 180-4): sha256.h.
 */
#include <string.h>

#include "user/sha256/sha256.h"

#define LENGTH_SIZE 8 /* of the length in bits, at the very end */

/* FIPS 180-4, 4.2.2: the cube roots of the first 64 primes. */
static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

/* FIPS 180-4, 6.2.2, step 1: the message schedule. */
static void schedule(const uint8_t block[SHA256_BLOCK], uint32_t w[64])
{
    for (unsigned t = 0; t < 16; t++)
        w[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 |
               (uint32_t)block[4 * t + 2] << 8 | block[4 * t + 3];
    for (unsigned t = 16; t < 64; t++) {
        uint32_t a = w[t - 15], b = w[t - 2];

        w[t] = w[t - 16] + w[t - 7] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
               (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
    }
}

/* 6.2.2, steps 2 to 4. A step of the standard renames its variables a to h; here
 * step t finds its a at v[-t mod 8], b behind it, and so on. */
static void compress(uint32_t state[8], const uint8_t block[SHA256_BLOCK])
{
    uint32_t w[64], v[8];

    schedule(block, w);
    memcpy(v, state, sizeof v);
    for (unsigned t = 0; t < 64; t++) {
        uint32_t a = v[-t & 7], b = v[(1 - t) & 7], c = v[(2 - t) & 7];
        uint32_t e = v[(4 - t) & 7], f = v[(5 - t) & 7], g = v[(6 - t) & 7];
        uint32_t sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
        uint32_t t1 =
            v[(7 - t) & 7] + sum1 + ((e & f) ^ (~e & g)) + K[t] + w[t];
        uint32_t sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);

        v[(3 - t) & 7] += t1;
        v[(7 - t) & 7] = t1 + sum0 + ((a & b) ^ (a & c) ^ (b & c));
    }
    for (unsigned i = 0; i < 8; i++)
        state[i] += v[i];
}

void sha256_begin(struct sha256 *hash)
{
    *hash = (struct sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                      0xa54ff53a, 0x510e527f, 0x9b05688c,
                                      0x1f83d9ab, 0x5be0cd19}};
}

void sha256_add(struct sha256 *hash, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    size_t have = hash->size % SHA256_BLOCK;

    hash->size += size;
    if (have && have + size >= SHA256_BLOCK) {
        memcpy(hash->rest + have, at, SHA256_BLOCK - have);
        compress(hash->state, hash->rest);
        at += SHA256_BLOCK - have;
        size -= SHA256_BLOCK - have;
        have = 0;
    }
    for (; size >= SHA256_BLOCK; size -= SHA256_BLOCK, at += SHA256_BLOCK)
        compress(hash->state, at);
    if (size)
        memcpy(hash->rest + have, at, size);
}

/* The rest of the message, a 1 bit, zeros, and the length in bits (5.1.1). */
void sha256_digest(const struct sha256 *hash, uint8_t digest[SHA256_SIZE])
{
    uint8_t tail[2 * SHA256_BLOCK] = {0};
    size_t have = hash->size % SHA256_BLOCK;
    size_t size = have + 1 + LENGTH_SIZE <= SHA256_BLOCK ? SHA256_BLOCK
                                                         : 2 * SHA256_BLOCK;
    struct sha256 end = *hash;

    memcpy(tail, hash->rest, have);
    tail[have] = 0x80;
    for (unsigned i = 0; i < LENGTH_SIZE; i++)
        tail[size - 1 - i] = (uint8_t)(hash->size * 8 >> 8 * i);
    for (size_t at = 0; at < size; at += SHA256_BLOCK)
        compress(end.state, tail + at);
    for (unsigned i = 0; i < SHA256_SIZE; i++)
        digest[i] = (uint8_t)(end.state[i / 4] >> (24 - 8 * (i % 4)));
}

void sha256(const void *bytes, size_t size, uint8_t digest[SHA256_SIZE])
{
    struct sha256 hash;

    sha256_begin(&hash);
    sha256_add(&hash, bytes, size);
    sha256_digest(&hash, digest);
}
