/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_TUNNEL_H
#define BEAMER_TUNNEL_H

#include "decision.h"

/* The headers of the tunnel, as Beamer.Backend.Ingress.DatagramHandler reads and writes them. */

enum {
	OUTER_SIZE = sizeof(struct ipv4) + sizeof(struct udp),
	HEADERS_SIZE_MIN = sizeof(struct ethernet) + OUTER_SIZE,
	GUE_CONTROL = 0x20,
	INNER_MASK = 0xff, /* a GUE header's 32 words are the most that there is in front of a client's packet */

	ECN_NOT_ECT = 0,
	ECN_ECT1 = 1,
	ECN_ECT0 = 2,
	ECN_CE = 3,
};

/* What the outer headers say. */
struct outer {
	__be32 source;
	__be16 source_port;
	__u8 type_of_service;
	__u32 payload; /* bytes behind the UDP header */
	__u32 inner; /* where the client's packet begins in the frame */
};

/* Whether this is UDP to the tunnel's port, without IPv4 options. */
static __always_inline int is_for_tunnel(const void *frame, const void *end)
{
	const struct ethernet *ethernet = frame;
	const struct ipv4 *ip = (const void *)(ethernet + 1);
	const struct udp *udp = (const void *)(ip + 1);

	return (const void *)(udp + 1) <= end && ethernet->type == bpf_htons(ETHERTYPE_IPV4)
	       && ip->version_size == 0x45 && ip->protocol == PROTOCOL_UDP
	       && udp->destination == bpf_htons(TUNNEL_PORT);
}

/*
 * Whether this is a datagram of the tunnel. What is unusual about it is left to the kernel: options, fragments, a UDP
 * checksum, padding, lengths that contradict each other. What the kernel accepts of it reaches the agent's process.
 */
static __always_inline int read_outer(const void *frame, const void *end, struct outer *outer)
{
	const struct ipv4 *ip = frame + sizeof(struct ethernet);
	const struct udp *udp = (const void *)(ip + 1);
	__u32 total;

	if (!is_for_tunnel(frame, end))
		return 0;
	total = bpf_ntohs(ip->total);
	if (total < OUTER_SIZE || total != end - (const void *)ip || bpf_ntohs(udp->length) != total - sizeof(*ip)
	    || udp->checksum || ip->fragment & bpf_htons(IPV4_FRAGMENT) || !is_sound(sum_ipv4(ip)))
		return 0;
	outer->source = ip->source;
	outer->source_port = udp->source;
	outer->type_of_service = ip->type_of_service;
	outer->payload = total - OUTER_SIZE;
	return 1;
}

enum payload {
	PAYLOAD_PACKET,
	PAYLOAD_PROBE,
	PAYLOAD_UNUSUAL, /* IPv4 options, which next to nobody sends: the agent's process reads those */
};

/* All that a datagram says, whoever sent it. */
struct datagram {
	struct outer outer;
	struct header header;
	struct packet packet;
	__u32 payload; /* what it carries */
	__u32 reason; /* why it is dropped, if it is */
};

/* The client's packet: FlowReader, but for options. */
static __always_inline int read_inner(const struct ipv4 *ip, const void *end, struct datagram *datagram)
{
	datagram->payload = PAYLOAD_PACKET;
	if ((void *)(ip + 1) > end)
		return DROP_IPV4_TRUNCATED;
	if (ip->version_size == 0x45)
		return read_packet(ip, end, &datagram->packet);
	if (ip->version_size >> 4 != 4)
		return DROP_NOT_IPV4;
	datagram->payload = PAYLOAD_UNUSUAL;
	return ip->version_size < 0x45 ? DROP_IPV4_HEADER_INVALID : DROP_NONE;
}

/* GUE and chain header, and the client's packet behind them. */
static __always_inline int read_payload(const void *frame, const void *end, struct datagram *datagram)
{
	const struct gue *gue = frame + HEADERS_SIZE_MIN;
	const void *words = gue + 1;
	struct outer *outer = &datagram->outer;
	__u32 size;
	int reason;

	if (outer->payload < sizeof(*gue) || words > end)
		return DROP_GUE_MALFORMED;
	size = (gue->version_control_words & 0x1f) * 4;
	if (gue->version_control_words >> 6 || gue->flags || sizeof(*gue) + size > outer->payload)
		return DROP_GUE_MALFORMED;
	datagram->payload = PAYLOAD_PROBE;
	if (gue->version_control_words & GUE_CONTROL)
		return DROP_NONE;
	if (gue->protocol != GUE_IPV4)
		return DROP_GUE_PROTOCOL_UNKNOWN;
	reason = read_header(words, end, size, &datagram->header);
	if (reason)
		return reason;
	outer->inner = HEADERS_SIZE_MIN + sizeof(*gue) + size;
	return read_inner(frame + outer->inner, end, datagram);
}

/* Any frame; whether it is a datagram of the tunnel. */
static __noinline int read_datagram(const void *frame, const void *end, struct datagram *datagram)
{
	__builtin_memset(datagram, 0, sizeof(*datagram));
	if (!read_outer(frame, end, &datagram->outer))
		return 0;
	datagram->reason = read_payload(frame, end, datagram);
	return 1;
}

/* Both outer headers: Beamer.Core.Wire.OuterHeader in C. */
static __always_inline void write_outer(struct ipv4 *ip, __be32 from, __be32 to, __be16 from_port, __be16 to_port,
					__u8 type_of_service, __u32 payload)
{
	struct udp *udp = (void *)(ip + 1);

	ip->version_size = 0x45;
	ip->type_of_service = type_of_service;
	ip->total = bpf_htons(OUTER_SIZE + payload);
	ip->identification = 0;
	ip->fragment = bpf_htons(IPV4_DONT_FRAGMENT);
	ip->time_to_live = TUNNEL_TTL;
	ip->protocol = PROTOCOL_UDP;
	ip->checksum = 0;
	ip->source = from;
	ip->destination = to;
	ip->checksum = ~fold(sum_ipv4(ip));
	udp->source = from_port;
	udp->destination = to_port;
	udp->length = bpf_htons(sizeof(*udp) + payload);
	udp->checksum = 0;
}

/*
 * All headers in front of a client's packet that is sent on; the packet stays where it is. The hops stay too, unless
 * this server's own row takes their place.
 */
static __always_inline int write_tunnel(void *frame, const void *end, const struct question *question,
					const struct verdict *verdict, const struct outer *outer, __u32 inner_size)
{
	const struct header *header = &question->header;
	const struct progress *progress = &question->progress;
	struct ipv4 *ip = frame + sizeof(struct ethernet);
	struct gue *gue = (void *)ip + OUTER_SIZE;
	struct chain *chain = (void *)(gue + 1);
	struct chain_row *row = (void *)(chain + 1);
	__be32 *hops = (void *)(row + 1);
	__u32 size = fixed_size(header) + 4 * progress->hop_count;

	if ((void *)(chain + 1) > end)
		return -1;
	write_outer(ip, question->view->self, verdict->target, outer->source_port, bpf_htons(TUNNEL_PORT),
		    outer->type_of_service, sizeof(*gue) + size + inner_size);
	gue->version_control_words = size / 4;
	gue->protocol = GUE_IPV4;
	gue->flags = 0;
	write_progress(chain, header, progress);
	if (verdict->action == ACTION_FORWARD_TO_PREVIOUS)
		return 0;
	if ((void *)(row + 1) > end)
		return -1;
	row->generation = bpf_htonl(header->generation);
	row->pool_bucket = bpf_htonl(header->pool << 20 | header->bucket);
#pragma unroll
	for (__u32 i = 0; i < HOPS_MAX; i++) {
		if (i >= progress->hop_count)
			break;
		if ((void *)(hops + i + 1) > end)
			return -1;
		hops[i] = question->bucket->owners[i + 1];
	}
	return 0;
}

/* RFC 6040, section 4.2: the mark that a packet leaves the tunnel with, -1 when it must be dropped. */
static __always_inline int combine_marks(int inner, int outer)
{
	if (inner == ECN_NOT_ECT)
		return outer == ECN_CE ? -1 : ECN_NOT_ECT;
	if (inner == ECN_CE || outer == ECN_CE)
		return ECN_CE;
	return inner == ECN_ECT0 && outer == ECN_ECT1 ? ECN_ECT1 : inner;
}

/* The checksum after a word has changed (RFC 1624, equation 3); all in the order of memory. */
static __always_inline __u16 update_checksum(__u16 checksum, __u16 before, __u16 after)
{
	return ~fold((__u64)(__u16)~checksum + (__u16)~before + after);
}

/* Copies the tunnel's mark into the client's packet; false when its sender could not react to it. */
static __always_inline int apply_mark(void *packet, const void *end, const struct outer *outer)
{
	struct ipv4 *ip = packet;
	__u8 before;
	int mark;

	if ((void *)(ip + 1) > end)
		return 0;
	before = ip->type_of_service;
	mark = combine_marks(before & 3, outer->type_of_service & 3);
	if (mark < 0)
		return 0;
	if (mark != (before & 3)) {
		ip->type_of_service = (before & ~3) | mark;
		ip->checksum = update_checksum(ip->checksum, bpf_htons(before), bpf_htons(ip->type_of_service));
	}
	return 1;
}

#endif
