/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_MUX_ENCAPSULATE_H
#define BEAMER_MUX_ENCAPSULATE_H

#include "frame.h"
#include "lookup.h"
#include "siphash.h"

/* With the smallest packet inside, UDP without data, the headers of either version fill this many bytes and more. */
#define TUNNEL_ROOM(fixed) ((fixed) + sizeof(struct ipv4) + sizeof(struct udp))

#define LINK_SIZE_MAX (sizeof(struct ethernet) + VLAN_TAGS_MAX * sizeof(struct vlan_tag))
#define LINK_SIZE_MASK 31 /* above it */

/* What stands in front of the outer headers: the frame's own Ethernet header, read before they overwrite it. */
struct link {
	__u64 source; /* 6 bytes */
	__u64 tags; /* 0, 4 or 8 bytes */
};

static __always_inline int read_link(const void *data, const void *end, __u32 size, struct link *link)
{
	const __u8 *bytes = data;

	if ((const void *)(bytes + sizeof(struct ethernet)) > end)
		return 0;
	link->source = *(const __u32 *)(bytes + 6) | (__u64)*(const __u16 *)(bytes + 10) << 32;
	if (likely(size == sizeof(struct ethernet)))
		return 1;
	if ((const void *)(bytes + LINK_SIZE_MAX) > end)
		return 0;
	link->tags = *(const __u64 *)(bytes + 12);
	return 1;
}

/* Back to where the frame came from, tags as they were; size bytes, the last two of them the EtherType. */
static __always_inline void write_link(void *data, __u32 size, const struct link *link)
{
	__u8 *bytes = data;
	__be16 type = bpf_htons(ETHERTYPE_IPV4);

	*(__u32 *)bytes = link->source;
	*(__u16 *)(bytes + 4) = link->source >> 32;
	*(__u32 *)(bytes + 6) = *(const volatile __u32 *)settings.own_mac;
	*(__u16 *)(bytes + 10) = *(const volatile __u16 *)(settings.own_mac + 4);
	if (likely(size == 14)) {
		*(__be16 *)(bytes + 12) = type;
	} else if (size == 18) {
		*(__u32 *)(bytes + 12) = link->tags;
		*(__be16 *)(bytes + 16) = type;
	} else {
		*(__u64 *)(bytes + 12) = link->tags;
		*(__be16 *)(bytes + 20) = type;
	}
}

/*
 * Outer IPv4, UDP and GUE, and the first word of the chain header, in words of memory:
 *
 *  byte 0 | 0x45 | type of service | total length | identification 0 | 0x4000 "don't fragment"
 *       8 | TTL | protocol | header checksum | source address
 *      16 | destination address | source port | destination port
 *      24 | length | checksum 0 | GUE: words | protocol | flags 0
 *      32 | version | hop budget | next hop 0 | hop count
 */
static __always_inline void write_tunnel(
	void *outer, __u32 length, __u8 congestion, __u16 source_port, __u32 words, __u32 chain, __be32 server)
{
	__u64 total = bpf_htons(length);
	__u64 sum = settings.sum + (congestion << 8) + total + server;
	__u64 checksum = (__u16)~fold(sum);
	__u64 *word = outer;

	word[0] = 0x0040000000000045ULL | (__u64)(settings.type_of_service | congestion) << 8 | total << 16;
	word[1] = TUNNEL_TTL | PROTOCOL_UDP << 8 | checksum << 16 | (__u64)settings.address << 32;
	word[2] = server | (__u64)bpf_htons(source_port) << 32 | (__u64)bpf_htons(TUNNEL_PORT) << 48;
	word[3] = bpf_htons(length - sizeof(struct ipv4)) | (__u64)words << 32 | (__u64)GUE_IPV4 << 40;
	*(__be32 *)(word + 4) = chain;
}

/*
 * What the length of all headers hangs on. Frames of the usual shape are sent by code that has the lengths compiled in.
 */
struct shape {
	__u32 link; /* bytes of the Ethernet header */
	__u32 hops;
	__u32 has_generation; /* header version 1 */
};

static __always_inline struct shape usual_shape(void)
{
	struct shape usual = { .link = sizeof(struct ethernet), .hops = 2, .has_generation = 1 };

	return usual;
}

static __always_inline int is_usual(const struct shape *shape)
{
	const struct shape usual = usual_shape();

	return shape->link == usual.link && shape->hops == usual.hops && shape->has_generation == usual.has_generation;
}

/* Room for the smallest inner packet behind the fixed bytes was checked, and so for seven hops. */
static __always_inline void write_hops(__be32 *to, const struct route *route, __u32 hops)
{
	for (int i = 0; i < (settings.is_wide ? HOPS_MAX : 2); i++) {
		if (i < hops)
			to[i] = route->previous[i];
	}
}

/* Everything in front of the inner packet but the Ethernet header. */
static __always_inline int write_outer(
	void *outer, const void *end, const struct service *service, const struct route *route, struct shape shape,
	__u64 hash, __u32 length, __u8 congestion)
{
	__u16 source_port = source_port_of(hash);
	__u32 hops = shape.hops;

	if (shape.has_generation) {
		struct tunnel_row *tunnel = outer;
		if (outer + TUNNEL_ROOM(sizeof(*tunnel)) > end)
			return 0;
		write_tunnel(outer, length, congestion, source_port, 3 + hops,
			0x10 | HOP_BUDGET << 8 | hops << 24, route->server);
		tunnel->row.generation = bpf_htonl(route->generation);
		tunnel->row.pool_bucket = service->pool | bpf_htonl(bucket_of(hash, service->buckets));
		write_hops((__be32 *)(tunnel + 1), route, hops);
		return 1;
	}
	struct tunnel *tunnel = outer;
	if (outer + TUNNEL_ROOM(sizeof(*tunnel)) > end)
		return 0;
	write_tunnel(outer, length, congestion, source_port, 1 + hops, hops << 24, route->server);
	write_hops((__be32 *)(tunnel + 1), route, hops);
	return 1;
}

#endif
