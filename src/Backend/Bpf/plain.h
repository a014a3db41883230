/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_PLAIN_H
#define BEAMER_PLAIN_H

#include "tunnel.h"

/*
 * Nearly every datagram: a header of version 1, and a whole TCP segment without IPv4 options, fragment or error. What
 * is read here read_datagram reads to the same values; what is left, nobody has judged yet.
 */

/* The client's packet. */
static __always_inline int read_plain_inner(const struct ipv4 *ip, const void *end, struct packet *p)
{
	const struct tcp *tcp = (const void *)(ip + 1);

	if ((const void *)(tcp + 1) > end)
		return 0;
	__u32 total = bpf_ntohs(ip->total);
	__u32 size = (tcp->data_offset >> 4) * 4;
	if (ip->version_size != 0x45 || ip->protocol != PROTOCOL_TCP || ip->fragment & bpf_htons(IPV4_FRAGMENT))
		return 0;
	if (size < sizeof(*tcp) || total < sizeof(*ip) + size || (const void *)ip + total > end)
		return 0;
	if (!is_sound(sum_ipv4(ip)) || is_martian(ip->source, ip->destination) || tcp->source == 0)
		return 0;
	p->source = ip->source;
	p->destination = ip->destination;
	p->ports = *(const __u32 *)tcp;
	p->total = total;
	p->protocol = PROTOCOL_TCP;
	p->type_of_service = ip->type_of_service;
	p->time_to_live = ip->time_to_live;
	p->flags = tcp->flags;
	p->is_icmp_error = 0;
	return 1;
}

/* The chain header, which the GUE header says is of so many words. */
static __always_inline int read_plain_header(const struct chain *chain, __u32 words, struct header *header)
{
	const struct chain_row *row = (const void *)(chain + 1);

	header->version = HEADER_ROW;
	header->generation = bpf_ntohl(row->generation);
	header->pool = bpf_ntohl(row->pool_bucket) >> 20;
	header->bucket = bpf_ntohl(row->pool_bucket) & 0xfffff;
	return (chain->version_reroutes & 0xfc) == HEADER_ROW << 4 && chain->hop_count <= HOPS_MAX
	       && chain->next_hop <= chain->hop_count && words == 3 + chain->hop_count;
}

static __always_inline int read_plain_datagram(
	const void *frame, const void *end, struct outer *outer, struct header *header, struct packet *packet)
{
	const struct gue *gue = frame + HEADERS_SIZE_MIN;
	const struct chain *chain = (const void *)(gue + 1);
	const struct chain_row *row = (const void *)(chain + 1);
	__u32 first, words;

	if ((const void *)(row + 1) > end || !read_outer(frame, end, outer))
		return 0;
	first = *(const __u32 *)gue;
	if ((first & bpf_htonl(0x00ffffff)) != bpf_htonl(GUE_IPV4 << 16))
		return 0;
	/* Of another version, or of a probe, this is more than any chain header has. */
	words = gue->version_control_words;
	if (!read_plain_header(chain, words, header))
		return 0;
	outer->inner = HEADERS_SIZE_MIN + sizeof(*gue) + words * 4;
	return read_plain_inner(frame + outer->inner, end, packet);
}

#endif
