// Registers that hold one word of each of several packets, and how lines of packets are turned into them.
// The shuffles and products that gcc has for any processor; -march=native makes single instructions of them.

#pragma once
#include <stdint.h>
#include <string.h>
#ifdef __AVX2__
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

typedef uint32_t word8 __attribute__((vector_size(32)));   // one word of each of eight packets
typedef uint32_t word4 __attribute__((vector_size(16)));
typedef uint64_t wide4 __attribute__((vector_size(32)));   // a 64-bit word of each of four packets
typedef uint64_t wide2 __attribute__((vector_size(16)));
typedef uint8_t byte16 __attribute__((vector_size(16)));
typedef uint8_t byte32 __attribute__((vector_size(32)));

INLINE uint64_t load64(const void *p) { uint64_t v; memcpy(&v, p, 8); return v; }
INLINE word4 load_words(const void *p) { word4 v; memcpy(&v, p, 16); return v; }

INLINE word8 swap_bytes(word8 v) {
    return (word8)__builtin_shuffle((byte32)v, (byte32){
        3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
        19, 18, 17, 16, 23, 22, 21, 20, 27, 26, 25, 24, 31, 30, 29, 28 });
}
INLINE word8 fold(word8 sum) {
    sum = (sum & 0xffff) + (sum >> 16);
    return (sum & 0xffff) + (sum >> 16);
}

// Two lines of a register, and the turning of two squares of four words.
INLINE word8 both(word4 low, word4 high) {
    return (word8){ low[0], low[1], low[2], low[3], high[0], high[1], high[2], high[3] };
}
INLINE word8 zip_low(word8 a, word8 b) { return __builtin_shuffle(a, b, (word8){ 0, 8, 1, 9, 4, 12, 5, 13 }); }
INLINE word8 zip_high(word8 a, word8 b) { return __builtin_shuffle(a, b, (word8){ 2, 10, 3, 11, 6, 14, 7, 15 }); }
INLINE wide4 zip_wide_low(wide4 a, wide4 b) { return __builtin_shuffle(a, b, (wide4){ 0, 4, 2, 6 }); }
INLINE wide4 zip_wide_high(wide4 a, wide4 b) { return __builtin_shuffle(a, b, (wide4){ 1, 5, 3, 7 }); }
INLINE void turn(word8 *a, word8 *b, word8 *c, word8 *d) {
    wide4 ab01 = (wide4)zip_low(*a, *b), ab23 = (wide4)zip_high(*a, *b);
    wide4 cd01 = (wide4)zip_low(*c, *d), cd23 = (wide4)zip_high(*c, *d);
    *a = (word8)zip_wide_low(ab01, cd01);
    *b = (word8)zip_wide_high(ab01, cd01);
    *c = (word8)zip_wide_low(ab23, cd23);
    *d = (word8)zip_wide_high(ab23, cd23);
}
INLINE word4 lower(word8 v) { return (word4){ v[0], v[1], v[2], v[3] }; }
INLINE word4 upper(word8 v) { return (word4){ v[4], v[5], v[6], v[7] }; }

// Halves of the 64-bit words of packets 0, 1, 4, 5 and 2, 3, 6, 7, in the order of the packets.
INLINE word8 low_halves(wide4 a, wide4 b) {
    return __builtin_shuffle((word8)a, (word8)b, (word8){ 0, 2, 8, 10, 4, 6, 12, 14 });
}
INLINE word8 high_halves(wide4 a, wide4 b) {
    return __builtin_shuffle((word8)a, (word8)b, (word8){ 1, 3, 9, 11, 5, 7, 13, 15 });
}
INLINE wide4 multiply(wide4 a, wide4 b) {
#ifdef __AVX2__
    return (wide4)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#else
    return a * b;
#endif
}

#define SIGNED(v) ((__attribute__((vector_size(32))) int32_t)(v))

INLINE wide4 rotate(wide4 v, int bits) { return v << bits | v >> (64 - bits); }
INLINE wide4 rotate32(wide4 v) { return (wide4)__builtin_shuffle((word8)v, (word8){ 1, 0, 3, 2, 5, 4, 7, 6 }); }
INLINE wide4 rotate16(wide4 v) {
    return (wide4)__builtin_shuffle((byte32)v, (byte32){
        6, 7, 0, 1, 2, 3, 4, 5, 14, 15, 8, 9, 10, 11, 12, 13,
        22, 23, 16, 17, 18, 19, 20, 21, 30, 31, 24, 25, 26, 27, 28, 29 });
}
