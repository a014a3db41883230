/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_MUX_FRAME_H
#define BEAMER_MUX_FRAME_H

#include "flow.h"

/* An Ethernet frame and the packet in it. */
struct frame {
	struct packet packet;
	__u32 link; /* bytes of the Ethernet header: 14, 18 or 22 */
};

/*
 * Nearly every frame: no VLAN tag, no IP option, no fragment, a whole TCP header, a right checksum. What this takes,
 * read_frame takes with the same values; what it leaves, nobody has judged yet.
 */
static __always_inline int read_plain_frame(const void *data, const void *end, struct frame *f)
{
	const struct ethernet *ethernet = data;
	const struct ipv4 *ip = (const void *)(ethernet + 1);
	const struct tcp *tcp = (const void *)(ip + 1);

	if ((const void *)(tcp + 1) > end)
		return 0;
	if (ethernet->type != bpf_htons(ETHERTYPE_IPV4) || ip->version_size != 0x45 || ip->protocol != PROTOCOL_TCP)
		return 0;
	__u32 total = bpf_ntohs(ip->total);
	__u32 size = (tcp->data_offset >> 4) * 4;
	if (size < sizeof(*tcp) || total < sizeof(*ip) + size || (const void *)ip + total > end)
		return 0;
	if (ip->fragment & bpf_htons(IPV4_FRAGMENT) || !is_sound(sum_ipv4(ip)))
		return 0;
	if (is_martian(ip->source, ip->destination) || tcp->source == 0)
		return 0;
	f->packet.addresses = *(const __u64 *)&ip->source;
	f->packet.ports = *(const __u32 *)tcp;
	f->packet.total = total;
	f->packet.protocol = PROTOCOL_TCP;
	f->packet.type_of_service = ip->type_of_service;
	f->packet.time_to_live = ip->time_to_live;
	f->packet.is_icmp_error = 0;
	f->link = sizeof(*ethernet);
	return 1;
}

static __always_inline int is_vlan_tag(__be16 type)
{
	return type == bpf_htons(ETHERTYPE_VLAN) || type == bpf_htons(ETHERTYPE_VLAN_AD)
		|| type == bpf_htons(ETHERTYPE_VLAN_OLD);
}

/* Any frame: a reason, or DROP_NONE and the flow. */
static __noinline int read_frame(struct xdp_md *context, struct frame *f)
{
	const void *data = (const void *)(long)context->data;
	const void *end = (const void *)(long)context->data_end;
	const struct ethernet *ethernet = data;

	__builtin_memset(f, 0, sizeof(*f));
	if ((const void *)(ethernet + 1) > end)
		return DROP_FRAME_TRUNCATED;
	__be16 type = ethernet->type;
	const struct vlan_tag *tag = (const void *)(ethernet + 1);
	for (int tags = 0; is_vlan_tag(type); tags++, tag++) {
		if (tags == VLAN_TAGS_MAX)
			return DROP_TOO_MANY_VLAN_TAGS;
		if ((const void *)(tag + 1) > end)
			return DROP_FRAME_TRUNCATED;
		type = tag->type;
	}
	f->link = (const void *)tag - data;
	if (type != bpf_htons(ETHERTYPE_IPV4))
		return DROP_NOT_IPV4;
	return read_packet(tag, end, &f->packet);
}

#endif
