// The MUX's decision in C: what Beamer.Core.Forwarding does with plain TCP frames, in the same steps (read a block,
// judge and hash eight packets side by side, compose their headers, write them), on the same memory and with the same
// checks. It is here to be measured beside the C#, and for nothing else: it knows one pool, and other frames are only
// counted.
// gcc -O3 -march=native -Wno-psabi -shared -fPIC

#include <stdlib.h>
#include "lanes.h"

#define EXPORT __attribute__((visibility("default")))

enum { BLOCK = 64, LANES = 8, MUX_PORT = 6080, NO_SERVICE = -1 };

struct slot { uint64_t key; int64_t service; };

struct table {
    const uint32_t *rows;          // generation, current, previous, previous
    uint64_t key0, key1;
    struct slot *slots;
    uint32_t slot_mask, slot_shift, bucket_count, source, pool, fabric_mtu;
};

struct counters { uint64_t received, received_bytes, passed, forwarded, forwarded_bytes; };

// What reading keeps of a packet; eight packets, field by field; the outer headers, in pieces that fit registers.
struct line { word4 header, flow; uint32_t data_offset, frame_length, start, unused; int64_t service; };
struct group {
    word8 bucket, source_port, length, type_of_service, is_sound, next_header2, start, outer_length, outer_start;
};
struct outer { word4 first, second, third; uint64_t hops; };
struct block { struct line lines[BLOCK]; struct group groups[BLOCK / LANES]; struct outer outer[BLOCK]; };

#define ROUND do { \
    v0 += v1; v1 = rotate(v1, 13) ^ v0; v0 = rotate32(v0); v2 += v3; v3 = rotate16(v3) ^ v2; \
    v0 += v3; v3 = rotate(v3, 21) ^ v0; v2 += v1; v1 = rotate(v1, 17) ^ v2; v2 = rotate32(v2); } while (0)
#define MIX(word) do { v3 ^= (word); ROUND; v0 ^= (word); } while (0)

INLINE wide4 siphash13(const struct table *table, wide4 word0, wide4 word1) {
    wide4 zero = { 0 };
    wide4 v0 = zero + (table->key0 ^ 0x736f6d6570736575ull), v1 = zero + (table->key1 ^ 0x646f72616e646f6dull);
    wide4 v2 = zero + (table->key0 ^ 0x6c7967656e657261ull), v3 = zero + (table->key1 ^ 0x7465646279746573ull);
    MIX(word0);
    MIX(word1);
    MIX(zero + (16ull << 56));
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

// EtherType IPv4, no option, no fragment, TCP: from byte 12 of the frame on.
INLINE int has_shape(const uint8_t *frame, uint32_t length) {
    const byte16 expected = { 8, 0, 0x45, 0, 0, 0, 0, 0, 0, 0, 0, 6 };
    const byte16 mask = { 255, 255, 255, 0, 0, 0, 0, 0, 0x3f, 255, 0, 255 };
    if (length < 54) return 0;
    wide2 difference = (wide2)(((byte16)load_words(frame + 12) ^ expected) & mask);
    return (difference[0] | difference[1]) == 0;
}

INLINE void read_frame(const struct table *table, const uint8_t *frame, int start, uint32_t length, struct line *line) {
    const uint8_t *header = frame + 14;
    line->frame_length = length;
    struct slot *slot = 0;
    if (has_shape(frame, length)) slot = find(table, (load64(header + 16) & ~0xffff00000000ull) | 6ull << 32);
    if (slot == 0 || slot->key == 0) {
        line->service = NO_SERVICE;
        line->data_offset = 0;
        return;
    }
    line->header = load_words(header);
    word4 flow = load_words(header + 12);
    flow[3] = 6;
    line->flow = flow;
    line->data_offset = header[32];
    line->start = start + 14;
    line->service = slot->service;
}

// Judges eight packets and finds their buckets.
INLINE void place(const struct table *table, const struct line *l, struct group *group) {
    word8 h0 = both(l[0].header, l[4].header), h1 = both(l[1].header, l[5].header);
    word8 h2 = both(l[2].header, l[6].header), h3 = both(l[3].header, l[7].header);
    turn(&h0, &h1, &h2, &h3);
    #define NUMBERS(i) load_words(&l[i].data_offset)
    word8 data_offset = both(NUMBERS(0), NUMBERS(4)), frame_length = both(NUMBERS(1), NUMBERS(5));
    word8 start = both(NUMBERS(2), NUMBERS(6)), unused = both(NUMBERS(3), NUMBERS(7));
    turn(&data_offset, &frame_length, &start, &unused);
    wide4 f04 = (wide4)both(l[0].flow, l[4].flow), f15 = (wide4)both(l[1].flow, l[5].flow);
    wide4 f26 = (wide4)both(l[2].flow, l[6].flow), f37 = (wide4)both(l[3].flow, l[7].flow);
    wide4 addresses_a = zip_wide_low(f04, f15), addresses_b = zip_wide_low(f26, f37);
    wide4 ports_a = zip_wide_high(f04, f15), ports_b = zip_wide_high(f26, f37);

    word8 source = low_halves(addresses_a, addresses_b), destination = high_halves(addresses_a, addresses_b);
    word8 source_port = low_halves(ports_a, ports_b) & 0xffff;
    word8 length = swap_bytes(h0) & 0xffff, data_size = (data_offset >> 4) << 2, network = source & 0xff;
    word8 sum = (h0 & 0xffff) + (h1 & 0xffff) + (h2 & 0xffff) + (h3 & 0xffff) + (h0 >> 16) + (h1 >> 16) + (h2 >> 16)
        + (h3 >> 16) + (destination & 0xffff) + (destination >> 16);
    word8 is_bad = (word8)(SIGNED(length) > SIGNED(frame_length - 14)) | (word8)(SIGNED(length) < 40)
        | (word8)(SIGNED(data_size) < 20) | (word8)(SIGNED(data_size + 20) > SIGNED(length))
        | (word8)(network == 0) | (word8)(network == 127) | (word8)(SIGNED(network) > 223)
        | (word8)(source == destination) | (word8)(source_port == 0) | (word8)(SIGNED(h2 & 0xff) < 2);
    group->is_sound = (word8)(fold(sum) == 0xffff) & ~is_bad;
    group->length = length;
    group->start = start;
    group->type_of_service = (h0 >> 8) & 0xff;
    word8 word = swap_bytes(h2), checksum = (word & 0xffff) + 0x100;
    checksum = (checksum + ((checksum + 1) >> 16)) & 0xffff;
    group->next_header2 = swap_bytes(((word - 0x01000000) & 0xffff0000) | checksum);

    wide4 hash_a = siphash13(table, addresses_a, ports_a), hash_b = siphash13(table, addresses_b, ports_b);
    wide4 count = (wide4){ 0 } + table->bucket_count;
    group->bucket = high_halves(multiply(hash_a >> 32, count), multiply(hash_b >> 32, count));
    group->source_port = 49152 | (low_halves(hash_a, hash_b) & 0x3fff);
}

INLINE word4 row(const struct table *table, const struct group *group, int lane) {
    return load_words(table->rows + group->bucket[lane] * 4l);
}

#define STORE(piece, a, b, c, d) do { \
    outer[0].piece = lower(a); outer[1].piece = lower(b); outer[2].piece = lower(c); outer[3].piece = lower(d); \
    outer[4].piece = upper(a); outer[5].piece = upper(b); outer[6].piece = upper(c); outer[7].piece = upper(d); \
    } while (0)

// Composes the headers of eight packets.
INLINE void compose(const struct table *table, struct group *group, struct outer *outer) {
    word8 generation = both(row(table, group, 0), row(table, group, 4));
    word8 server = both(row(table, group, 1), row(table, group, 5));
    word8 newest = both(row(table, group, 2), row(table, group, 6));
    word8 older = both(row(table, group, 3), row(table, group, 7));
    turn(&generation, &server, &newest, &older);
    word8 lacks_second = (word8)(older == 0), hops = 2 + (word8)(newest == 0) + lacks_second;
    word8 size = 44 + (hops << 2), length = size + group->length, zero = { 0 };
    word8 is_bad = (word8)(server == 0) | (word8)(SIGNED(length) > (int32_t)table->fabric_mtu)
        | (word8)(SIGNED(size) > SIGNED(group->start));
    group->outer_length = length & group->is_sound & ~is_bad;
    group->outer_start = group->start - size;

    word8 last = swap_bytes((lacks_second & newest) | (~lacks_second & older)), first = swap_bytes(newest);
    wide4 even = (wide4)zip_low(first, last), odd = (wide4)zip_high(first, last);
    outer[0].hops = even[0]; outer[1].hops = even[1]; outer[2].hops = odd[0]; outer[3].hops = odd[1];
    outer[4].hops = even[2]; outer[5].hops = even[3]; outer[6].hops = odd[2]; outer[7].hops = odd[3];

    word8 congestion = group->type_of_service & 3;
    uint32_t constant = 0x4500 + 0x4000 + 0x4011 + (table->source >> 16) + (table->source & 0xffff);
    word8 sum = fold(constant + congestion + length + (server & 0xffff) + (server >> 16));
    word8 w0 = swap_bytes(0x45000000 | congestion << 16 | length), w1 = zero + __builtin_bswap32(0x4000);
    word8 w2 = swap_bytes(0x40110000 | (sum ^ 0xffff)), w3 = zero + __builtin_bswap32(table->source);
    turn(&w0, &w1, &w2, &w3);
    STORE(first, w0, w1, w2, w3);

    word8 gue = zero + __builtin_bswap32(3u << 24 | 4 << 16);
    gue += hops;
    word8 w4 = swap_bytes(server), w5 = swap_bytes(group->source_port << 16 | MUX_PORT);
    word8 w6 = swap_bytes((length - 20) << 16), w7 = gue;
    turn(&w4, &w5, &w6, &w7);
    STORE(second, w4, w5, w6, w7);

    word8 w8 = swap_bytes(0x10080000 | hops), w9 = swap_bytes(generation);
    word8 w10 = swap_bytes(table->pool << 20 | group->bucket);
    turn(&gue, &w8, &w9, &w10);
    STORE(third, gue, w8, w9, w10);
}

INLINE uint32_t wrap(const struct group *group, const struct outer *outer, int lane, uint8_t *buffer) {
    uint32_t length = group->outer_length[lane];
    if (length == 0) return 0;
    uint8_t *start = buffer + group->outer_start[lane], *packet = buffer + group->start[lane];
    memcpy(packet - 8, &outer->hops, 8);
    memcpy(start, &outer->first, 16);
    memcpy(start + 16, &outer->second, 16);
    memcpy(start + 28, &outer->third, 16);
    uint32_t next = group->next_header2[lane];
    memcpy(packet + 8, &next, 4);
    return length;
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
        // A key lies like a packet: destination address, the protocol instead of the source port, destination port.
        uint64_t key = __builtin_bswap32(services[i] >> 32)
            | (uint64_t)__builtin_bswap16(services[i] >> 16) << 48 | (services[i] & 0xff) << 32;
        *find(table, key) = (struct slot){ key, i };
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
    struct block block;
    int whole = (count + LANES - 1) & -LANES;
    for (int i = 0; i < count; i++) {
        read_frame(table, memory + i * (long)stride + start, start, length, &block.lines[i]);
    }
    for (int i = count; i < whole; i++) block.lines[i].data_offset = 0;
    for (int i = 0; i < whole; i += LANES) {
        struct group *group = &block.groups[i / LANES];
        place(table, &block.lines[i], group);
        for (int lane = 0; lane < LANES; lane++) __builtin_prefetch(table->rows + group->bucket[lane] * 4l);
    }
    for (int i = 0; i < whole; i += LANES) compose(table, &block.groups[i / LANES], &block.outer[i]);
    for (int i = 0; i < count; i++) {
        uint32_t total = wrap(&block.groups[i / LANES], &block.outer[i], i % LANES, memory + i * (long)stride);
        counters->received++;
        counters->received_bytes += length;
        counters->passed += total == 0;
        counters->forwarded += total != 0;
        counters->forwarded_bytes += total;
    }
}

// A chain of additions, each of which waits for the one before: one per clock cycle, whatever else the core does.
EXPORT void mux_count(uint64_t additions) {
    uint64_t count = 0;
    for (uint64_t i = 0; i < additions; i += 8) {
        #define ADD __asm__ volatile("add $1, %0" : "+r"(count))
        ADD; ADD; ADD; ADD; ADD; ADD; ADD; ADD;
    }
}

// Four such chains side by side: half as fast when another thread is busy on the same core.
EXPORT void mux_count_side_by_side(uint64_t additions) {
    uint64_t a = 0, b = 0, c = 0, d = 0;
    for (uint64_t i = 0; i < additions; i += 4) {
        #define ADD4 __asm__ volatile( \
            "add $1, %0; add $1, %1; add $1, %2; add $1, %3" : "+r"(a), "+r"(b), "+r"(c), "+r"(d))
        ADD4; ADD4; ADD4; ADD4;
    }
}
