// The MUX's decision in C: what Beamer.Core.Forwarding does with a plain TCP frame, on the same memory and with the
// same checks. It is here to be measured beside the C#, and for nothing else; other frames are only counted.
// gcc -O3 -march=native -shared -fPIC

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define EXPORT __attribute__((visibility("default")))

enum { BLOCK = 64, NO_ROW = -1, MUX_PORT = 6080 };

struct slot { uint64_t key; int64_t service; };
struct plan { int32_t bucket, service; uint8_t type_of_service, time_to_live; uint16_t source_port, length, start; };

struct table {
    const uint32_t *rows;          // generation, current, previous, previous
    uint64_t key0, key1;
    struct slot *slots;
    uint32_t slot_mask, slot_shift, bucket_count, source, pool, fabric_mtu;
};

struct counters { uint64_t received, received_bytes, passed, forwarded, forwarded_bytes; };

INLINE uint16_t read16(const void *p) { uint16_t v; memcpy(&v, p, 2); return __builtin_bswap16(v); }
INLINE uint32_t read32(const void *p) { uint32_t v; memcpy(&v, p, 4); return __builtin_bswap32(v); }
INLINE uint64_t read64(const void *p) { uint64_t v; memcpy(&v, p, 8); return __builtin_bswap64(v); }
INLINE uint32_t native32(const void *p) { uint32_t v; memcpy(&v, p, 4); return v; }
INLINE void write16(void *p, uint16_t v) { v = __builtin_bswap16(v); memcpy(p, &v, 2); }
INLINE void write32(void *p, uint32_t v) { v = __builtin_bswap32(v); memcpy(p, &v, 4); }
INLINE void write64(void *p, uint64_t v) { v = __builtin_bswap64(v); memcpy(p, &v, 8); }
INLINE uint64_t rotate(uint64_t v, int bits) { return v << bits | v >> (64 - bits); }

INLINE uint16_t fold(uint64_t sum) {
    uint32_t half = (sum + rotate(sum, 32)) >> 32;
    return (half + (half << 16 | half >> 16)) >> 16;
}

#define ROUND do { \
    v0 += v1; v1 = rotate(v1, 13) ^ v0; v0 = rotate(v0, 32); v2 += v3; v3 = rotate(v3, 16) ^ v2; \
    v0 += v3; v3 = rotate(v3, 21) ^ v0; v2 += v1; v1 = rotate(v1, 17) ^ v2; v2 = rotate(v2, 32); } while (0)
#define MIX(word) do { v3 ^= (word); ROUND; v0 ^= (word); } while (0)

INLINE uint64_t siphash13(const struct table *table, uint64_t word0, uint64_t word1) {
    uint64_t v0 = table->key0 ^ 0x736f6d6570736575ull, v1 = table->key1 ^ 0x646f72616e646f6dull;
    uint64_t v2 = table->key0 ^ 0x6c7967656e657261ull, v3 = table->key1 ^ 0x7465646279746573ull;
    MIX(word0);
    MIX(word1);
    MIX(16ull << 56);
    v2 ^= 0xff;
    ROUND; ROUND; ROUND;
    return v0 ^ v1 ^ v2 ^ v3;
}

INLINE struct slot *find(const struct table *table, uint64_t key) {
    for (uint32_t at = key * 0x9E3779B97F4A7C15ull >> table->slot_shift;; at++) {
        struct slot *slot = &table->slots[at & table->slot_mask];
        if (slot->key == key || slot->key == 0) return slot;
    }
}

INLINE int plan_frame(const struct table *table, const uint8_t *frame, int start, uint32_t length, struct plan *plan) {
    if (length < 54 || (read32(frame + 12) & 0xffffff00) != 0x08004500) return 0;
    uint32_t total = read16(frame + 16), data_offset = frame[46] >> 4;
    if (total < 40 || total > length - 14 || data_offset < 5 || data_offset * 4 > total - 20) return 0;
    if ((read32(frame + 20) & 0x3fff00ff) != 6) return 0;
    uint64_t sum = (uint64_t)native32(frame + 14) + native32(frame + 18) + native32(frame + 22)
        + native32(frame + 26) + native32(frame + 30);
    if (fold(sum) != 0xffff) return 0;
    uint64_t addresses = read64(frame + 26);
    uint32_t ports = read32(frame + 34), source = addresses >> 32;
    if ((source >> 24) - 1 >= 223 || source >> 24 == 127 || source == (uint32_t)addresses) return 0;
    if (ports >> 16 == 0) return 0;
    struct slot *slot = find(table, addresses << 32 | (uint64_t)(uint16_t)ports << 16 | 6);
    if (slot->key == 0) return 0;
    uint64_t hash = siphash13(
        table, __builtin_bswap64(addresses), __builtin_bswap64((uint64_t)ports << 32 | 6u << 24));
    plan->bucket = (hash >> 32) * table->bucket_count >> 32;
    __builtin_prefetch(table->rows + plan->bucket * 4l);
    plan->service = slot->service;
    plan->type_of_service = frame[15];
    plan->time_to_live = frame[22];
    plan->source_port = 49152 | (hash & 0x3fff);
    plan->length = total;
    plan->start = start + 14;
    return 1;
}

INLINE uint32_t wrap(const struct table *table, uint8_t *buffer, const struct plan *plan) {
    const uint32_t *row = table->rows + plan->bucket * 4l;
    uint32_t hops = (row[2] != 0) + (row[3] != 0), size = 44 + hops * 4, total = size + plan->length;
    int32_t offset = plan->start - (int32_t)size;
    if (row[1] == 0 || plan->time_to_live <= 1 || total > table->fabric_mtu || offset < 0) return 0;
    uint8_t *outer = buffer + offset, *inner = outer + size;
    inner[8]--;
    uint32_t checksum = read16(inner + 10) + 0x100u;
    write16(inner + 10, checksum + ((checksum + 1) >> 16));
    write64(inner - 8, ((uint64_t)row[2] << 32 | row[3]) >> (row[3] ? 0 : 32));
    uint32_t first = 0x45000000 | (uint32_t)(plan->type_of_service & 3) << 16 | total;
    uint64_t sum = (uint64_t)first + 0x4000 + 0x40110000 + table->source + row[1];
    write64(outer, (uint64_t)first << 32 | 0x4000);
    write64(outer + 8, (uint64_t)(0x40110000 | (uint16_t)~fold(sum)) << 32 | table->source);
    write64(outer + 16, (uint64_t)row[1] << 32 | (uint32_t)plan->source_port << 16 | MUX_PORT);
    write64(outer + 24, (uint64_t)(total - 20) << 48 | (size - 32) << 22 | 4 << 16);
    write32(outer + 32, 0x10080000 | hops);
    write64(outer + 36, (uint64_t)row[0] << 32 | table->pool << 20 | (uint32_t)plan->bucket);
    return total;
}

EXPORT struct table *mux_create(
    const uint32_t *rows, uint32_t bucket_count, uint64_t key0, uint64_t key1, const uint64_t *services, int count,
    uint32_t source, uint32_t pool, uint32_t fabric_mtu) {
    struct table *table = calloc(1, sizeof *table);
    *table = (struct table){ .rows = rows, .key0 = key0, .key1 = key1, .bucket_count = bucket_count,
                             .source = source, .pool = pool, .fabric_mtu = fabric_mtu };
    uint32_t bits = 3;
    while (1 << bits < count * 4) bits++;
    table->slots = calloc(1ul << bits, sizeof *table->slots);
    table->slot_mask = (1u << bits) - 1;
    table->slot_shift = 64 - bits;
    for (int i = 0; i < count; i++) {
        struct slot *slot = find(table, services[i]);
        *slot = (struct slot){ services[i], i };
    }
    return table;
}

EXPORT void mux_free(struct table *table) {
    free(table->slots);
    free(table);
}

// Forwards up to 64 frames of one length, each at `start` of a buffer of `stride` bytes.
EXPORT void mux_forward(
    const struct table *table, uint8_t *memory, int stride, int start, uint32_t length, int count,
    struct counters *counters) {
    struct plan plans[BLOCK];
    for (int i = 0; i < count; i++) {
        if (!plan_frame(table, memory + i * (long)stride + start, start, length, &plans[i])) plans[i].bucket = NO_ROW;
    }
    for (int i = 0; i < count; i++) {
        uint32_t total = plans[i].bucket == NO_ROW ? 0 : wrap(table, memory + i * (long)stride, &plans[i]);
        counters->received++;
        counters->received_bytes += length;
        counters->passed += total == 0;
        counters->forwarded += total != 0;
        counters->forwarded_bytes += total;
    }
}

// A chain of additions, one per clock cycle: how long it takes says how fast the processor runs at the moment.
EXPORT uint64_t mux_count(uint64_t additions) {
    uint64_t count = 0;
    while (count < additions) {
        count++;
        __asm__ volatile("" : "+r"(count));
    }
    return count;
}
