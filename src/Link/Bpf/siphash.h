/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_SIPHASH_H
#define BEAMER_SIPHASH_H

#include "wire.h"

/*
 * SipHash-1-3 of a flow (Aumasson, Bernstein 2012): 16 bytes, the addresses and ports as they lie in the packet, then
 * the protocol and three zeros. Beamer.Core.Hashing.SipHash gives the same.
 */

static __always_inline __u64 rotate(__u64 value, int bits)
{
	return value << bits | value >> (64 - bits);
}

struct sip_state {
	__u64 v0, v1, v2, v3;
};

/* The half of a round that the word just mixed in does not reach. */
static __always_inline void sip_begin_round(struct sip_state *s)
{
	s->v0 += s->v1;
	s->v1 = rotate(s->v1, 13) ^ s->v0;
	s->v0 = rotate(s->v0, 32);
}

static __always_inline void sip_end_round(struct sip_state *s)
{
	s->v2 += s->v3;
	s->v3 = rotate(s->v3, 16) ^ s->v2;
	s->v0 += s->v3;
	s->v2 += s->v1;
	s->v3 = rotate(s->v3, 21) ^ s->v0;
	s->v1 = rotate(s->v1, 17) ^ s->v2;
	s->v2 = rotate(s->v2, 32);
}

static __always_inline void sip_round(struct sip_state *s)
{
	sip_begin_round(s);
	sip_end_round(s);
}

static __always_inline void sip_mix(struct sip_state *s, __u64 word)
{
	s->v3 ^= word;
	sip_round(s);
	s->v0 ^= word;
}

/* What a key makes of the state before the first word: the same for every flow. */
static __always_inline void sip_start(struct sip_state *s, __u64 key0, __u64 key1)
{
	s->v0 = key0 ^ 0x736f6d6570736575ULL;
	s->v1 = key1 ^ 0x646f72616e646f6dULL;
	s->v2 = key0 ^ 0x6c7967656e657261ULL;
	s->v3 = key1 ^ 0x7465646279746573ULL;
	sip_begin_round(s);
}

/*
 * The hash of a flow, from what its key has started. addresses: 8 bytes of the packet, source then destination; ports:
 * 4 bytes, the same way. Its upper half scales to the bucket, its low 14 bits are the source port of the tunnel.
 */
static __always_inline __u64 hash_flow(const struct sip_state *start, __u64 addresses, __u32 ports, __u8 protocol)
{
	struct sip_state s = { .v0 = start->v0, .v1 = start->v1, .v2 = start->v2, .v3 = start->v3 };

	s.v3 ^= addresses;
	sip_end_round(&s);
	s.v0 ^= addresses;
	sip_mix(&s, (__u64)protocol << 32 | ports);
	sip_mix(&s, 16ULL << 56);
	s.v2 ^= 0xff;
	sip_round(&s);
	sip_round(&s);
	sip_round(&s);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

static __always_inline __u32 bucket_of(__u64 hash, __u32 buckets)
{
	return (hash >> 32) * buckets >> 32;
}

static __always_inline __u16 source_port_of(__u64 hash)
{
	return TUNNEL_SOURCE_PORT_FIRST | (hash & 0x3fff);
}

#endif
