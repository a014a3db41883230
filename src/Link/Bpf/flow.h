/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_FLOW_H
#define BEAMER_FLOW_H

#include "checksum.h"
#include "drop_reason.h"
#include "wire.h"

/*
 * Bytes from a client become a flow: Beamer.Core.Wire.FlowReader in C, reason for reason. "end" is the end of the
 * frame; the packet itself ends where its total length says.
 */

/* Of an IPv4 packet. A refused one has its destination, if the fixed part of its header is there. */
struct packet {
	union {
		struct {
			__be32 source;
			__be32 destination;
		};
		__u64 addresses; /* as hash_flow wants them */
	};
	union {
		struct {
			__be16 source_port;
			__be16 destination_port;
		};
		__u32 ports;
	};
	__u16 total; /* bytes */
	__u8 protocol; /* of the flow: TCP or UDP */
	__u8 type_of_service;
	__u8 time_to_live;
	__u8 flags; /* of TCP; none for an ICMP error */
	__u8 is_icmp_error;
};

/* Lengths are checked, source routes refused (RFC 7126), the rest left alone. 20..60 bytes of header are there. */
static __noinline int check_ipv4_options(const __u8 *header, const void *end, __u32 size)
{
	__u32 at = IPV4_SIZE_MIN;

	for (int i = 0; i < IPV4_SIZE_MAX - IPV4_SIZE_MIN; i++) {
		if (at >= size || at >= IPV4_SIZE_MAX)
			break;
		const __u8 *option = header + at;
		if ((const void *)(option + 1) > end)
			break;
		__u8 type = option[0];
		if (type == 0) /* the end of the list */
			break;
		if (type == 131 || type == 137) /* loose and strict source route */
			return DROP_IPV4_SOURCE_ROUTE;
		/*
		 * Type 1 is one byte of padding; all others say how long they are. Without a branch, so that the verifier
		 * sees one way through each turn and not two.
		 */
		__u32 is_padding = (((__u32)type ^ 1) - 1) >> 31;
		__u32 said = 0;
		if ((const void *)(option + 2) <= end)
			said = option[1];
		__u32 length = is_padding | (said & (is_padding - 1));
		if (length + is_padding < 2 || at + length > size)
			return DROP_IPV4_OPTIONS_MALFORMED;
		at += length;
	}
	return DROP_NONE;
}

static __noinline int is_ipv4_summed(const __u8 *header, const void *end, __u32 size)
{
	__u64 sum = 0;

	for (__u32 at = 0; at < IPV4_SIZE_MAX; at += 4) {
		if (at >= size)
			break;
		if ((const void *)(header + at + 4) > end)
			return 0;
		sum += *(const __u32 *)(header + at);
	}
	return is_sound(sum);
}

/* A header that is not the usual one: 20 bytes of it are there. */
static __always_inline int read_unusual_ipv4(const struct ipv4 *ip, const void *end, __u32 size, __u32 total)
{
	const __u8 *header = (const __u8 *)ip;

	if (ip->version_size >> 4 != 4)
		return DROP_NOT_IPV4;
	if (size < IPV4_SIZE_MIN || total < size)
		return DROP_IPV4_HEADER_INVALID;
	if ((const void *)(header + size) > end)
		return DROP_IPV4_TRUNCATED;
	if ((const void *)(header + total) > end)
		return DROP_IPV4_LENGTH_BEYOND_FRAME;
	/* The checksum counts first. The verifier gets a header of unknown size through the options' loop only once. */
	int options = check_ipv4_options(header, end, size);
	return is_ipv4_summed(header, end, size) ? options : DROP_IPV4_CHECKSUM_WRONG;
}

/* A source that no client can have; both in network order. */
static __always_inline int is_martian(__be32 source, __be32 destination)
{
	__u32 network = bpf_ntohl(source) >> 24;

	return network == 0 || network == 127 || network >= 224 || source == destination;
}

/* An ICMP error belongs to the flow that it quotes, reversed: 8 quoted bytes of TCP or UDP suffice. */
static __always_inline int read_icmp(const void *start, const void *end, __u32 length, struct packet *p)
{
	const struct icmp *icmp = start;
	const struct ipv4 *quote = (const void *)(icmp + 1);

	if (length < sizeof(*icmp) || (const void *)(icmp + 1) > end)
		return DROP_ICMP_TRUNCATED;
	__u8 type = icmp->type;
	if (type == 0 || type == 8)
		return DROP_ICMP_ECHO;
	if (type != 3 && type != 11 && type != 12)
		return DROP_ICMP_NOT_ERROR;
	if (length < sizeof(*icmp) + sizeof(*quote) || (const void *)(quote + 1) > end)
		return DROP_ICMP_TRUNCATED;
	__u32 size = (quote->version_size & 0xf) * 4;
	if (quote->version_size >> 4 != 4 || size < IPV4_SIZE_MIN)
		return DROP_ICMP_QUOTE_INVALID;
	const __be16 *ports = (const void *)quote + size;
	if (length < sizeof(*icmp) + size + 8 || (const void *)(ports + 4) > end)
		return DROP_ICMP_TRUNCATED;
	__u8 protocol = quote->protocol;
	if (quote->fragment & bpf_htons(IPV4_OFFSET) || (protocol != PROTOCOL_TCP && protocol != PROTOCOL_UDP))
		return DROP_ICMP_QUOTE_INVALID;
	if (quote->source != p->destination)
		return DROP_ICMP_QUOTE_MISMATCH;
	if (type == 3 && icmp->code == 4 && bpf_ntohs(icmp->mtu) < 552)
		return DROP_PATH_MTU_TOO_SMALL;
	p->source = quote->destination;
	p->source_port = ports[1];
	p->destination_port = ports[0];
	p->protocol = protocol;
	p->is_icmp_error = 1;
	return DROP_NONE;
}

static __always_inline int read_transport(const void *start, const void *end, __u32 length, struct packet *p)
{
	if (p->protocol == PROTOCOL_TCP) {
		const struct tcp *tcp = start;
		if (length < sizeof(*tcp) || (const void *)(tcp + 1) > end)
			return DROP_TCP_HEADER_INVALID;
		__u32 size = (tcp->data_offset >> 4) * 4;
		if (size < sizeof(*tcp) || size > length)
			return DROP_TCP_HEADER_INVALID;
		p->ports = *(const __u32 *)tcp;
		p->flags = tcp->flags;
		return DROP_NONE;
	}
	if (p->protocol == PROTOCOL_UDP) {
		const struct udp *udp = start;
		if (length < sizeof(*udp) || (const void *)(udp + 1) > end)
			return DROP_UDP_HEADER_INVALID;
		__u32 said = bpf_ntohs(udp->length);
		if (said < sizeof(*udp) || said > length)
			return DROP_UDP_HEADER_INVALID;
		p->ports = *(const __u32 *)udp;
		return DROP_NONE;
	}
	return p->protocol == PROTOCOL_ICMP ? read_icmp(start, end, length, p) : DROP_PROTOCOL_NOT_SERVED;
}

/* Reads the packet that begins at start. Gives a reason, or DROP_NONE and the flow. */
static __always_inline int read_packet(const void *start, const void *end, struct packet *p)
{
	const struct ipv4 *ip = start;

	__builtin_memset(p, 0, sizeof(*p));
	if ((const void *)(ip + 1) > end)
		return DROP_IPV4_TRUNCATED;
	__u32 size = (ip->version_size & 0xf) * 4;
	__u32 total = bpf_ntohs(ip->total);
	int plain = ip->version_size == 0x45 && total >= IPV4_SIZE_MIN && start + total <= end;
	if (ip->version_size >> 4 == 4)
		p->destination = ip->destination;
	if (!plain || !is_sound(sum_ipv4(ip))) {
		int reason = read_unusual_ipv4(ip, end, size, total);
		if (reason)
			return reason;
	}
	if (is_martian(ip->source, ip->destination))
		return DROP_MARTIAN;
	if (ip->fragment & bpf_htons(IPV4_FRAGMENT))
		return DROP_FRAGMENT;
	p->source = ip->source;
	p->total = total;
	p->protocol = ip->protocol;
	p->type_of_service = ip->type_of_service;
	p->time_to_live = ip->time_to_live;
	int reason = read_transport(start + size, end, total - size, p);
	return reason ? reason : p->source_port ? DROP_NONE : DROP_MARTIAN;
}

#endif
