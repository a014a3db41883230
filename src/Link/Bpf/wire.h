/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_WIRE_H
#define BEAMER_WIRE_H

#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/*
 * Headers as they lie in a packet, drawn in docs/wire-format.md. Fields of the types __be16 and __be32 are in network
 * order. Where a header begins is anybody's guess, and every machine that counts reads words from odd places: the
 * structs are not packed, which would make the compiler read bytes, but have no holes either.
 */

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif
#ifndef __noinline
#define __noinline __attribute__((noinline))
#endif

#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)

enum {
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_VLAN = 0x8100,
	ETHERTYPE_VLAN_AD = 0x88a8,
	ETHERTYPE_VLAN_OLD = 0x9100,
	VLAN_TAGS_MAX = 2,

	PROTOCOL_ICMP = 1,
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,

	IPV4_SIZE_MIN = 20,
	IPV4_SIZE_MAX = 60,
	IPV4_DONT_FRAGMENT = 0x4000,
	IPV4_FRAGMENT = 0x3fff, /* "more fragments" and the offset */
	IPV4_OFFSET = 0x1fff,

	TUNNEL_PORT = 6080,
	TUNNEL_TTL = 64,
	TUNNEL_SOURCE_PORT_FIRST = 49152,

	GUE_IPV4 = 4,
	HOPS_MAX = 7,
	HOP_BUDGET = 8,
};

struct ethernet {
	__u8 destination[6];
	__u8 source[6];
	__be16 type;
};

struct vlan_tag {
	__be16 control;
	__be16 type;
};

struct ipv4 {
	__u8 version_size; /* 4 bits each, the size in words */
	__u8 type_of_service;
	__be16 total;
	__be16 identification;
	__be16 fragment;
	__u8 time_to_live;
	__u8 protocol;
	__be16 checksum;
	__be32 source;
	__be32 destination;
};

struct tcp {
	__be16 source;
	__be16 destination;
	__be32 sequence;
	__be32 acknowledgment;
	__u8 data_offset; /* in words, the upper 4 bits */
	__u8 flags;
	__be16 window;
	__be16 checksum;
	__be16 urgent;
};

struct udp {
	__be16 source;
	__be16 destination;
	__be16 length;
	__be16 checksum;
};

struct icmp {
	__u8 type;
	__u8 code;
	__be16 checksum;
	__be16 unused;
	__be16 mtu; /* type 3, code 4 */
};

struct gue {
	__u8 version_control_words; /* 2 bits, 1 bit, 5 bits */
	__u8 protocol;
	__be16 flags;
};

/* The first word of the chain header, both versions. */
struct chain {
	__u8 version_reroutes; /* version in the upper 4 bits, re-routes in the lower 2 */
	__u8 hop_budget;
	__u8 next_hop;
	__u8 hop_count;
};

/* What follows in version 1, before the hops. */
struct chain_row {
	__be32 generation;
	__be32 pool_bucket; /* 12 bits, 20 bits */
};

/* What stands in front of the client's packet, without the hops. */
struct tunnel {
	struct ipv4 ip;
	struct udp udp;
	struct gue gue;
	struct chain chain;
};

struct tunnel_row {
	struct tunnel tunnel;
	struct chain_row row;
};

_Static_assert(sizeof(struct ethernet) == 14, "no holes");
_Static_assert(sizeof(struct ipv4) == IPV4_SIZE_MIN, "no holes");
_Static_assert(sizeof(struct tcp) == 20, "no holes");
_Static_assert(sizeof(struct tunnel) == 36, "version 0 without hops");
_Static_assert(sizeof(struct tunnel_row) == 44, "version 1 without hops");

#endif
