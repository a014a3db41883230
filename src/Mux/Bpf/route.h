/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_MUX_ROUTE_H
#define BEAMER_MUX_ROUTE_H

#include "tables.h"

enum {
	ADDRESS_FAMILY_IPV4 = 2,
	NOT_SENT = -1,
};

/*
 * Sends a finished outer packet where the kernel's routes and neighbours say; the frame begins with room for an
 * Ethernet header. A neighbour that is not known yet is asked for by the kernel, which gets the packet (XDP_PASS) and
 * forwards it itself: for that the interface must forward, and accept packets with its own address as their source.
 */
static __noinline int send_by_route(struct xdp_md *context)
{
	void *data = (void *)(long)context->data;
	void *end = (void *)(long)context->data_end;
	struct ethernet *ethernet = data;
	struct ipv4 *ip = (void *)(ethernet + 1);
	struct udp *udp = (void *)(ip + 1);

	if ((void *)(udp + 1) > end)
		return NOT_SENT;
	struct bpf_fib_lookup way = {
		.family = ADDRESS_FAMILY_IPV4,
		.l4_protocol = PROTOCOL_UDP,
		.sport = udp->source,
		.dport = udp->destination,
		.tot_len = bpf_ntohs(ip->total),
		.tos = ip->type_of_service,
		.ipv4_src = ip->source,
		.ipv4_dst = ip->destination,
		.ifindex = context->ingress_ifindex,
	};
	int found = bpf_fib_lookup(context, &way, sizeof(way), 0);
	ethernet->type = bpf_htons(ETHERTYPE_IPV4);
	if (found == BPF_FIB_LKUP_RET_NO_NEIGH) {
		for (int i = 0; i < 6; i++) {
			ethernet->source[i] = settings.own_mac[i];
			ethernet->destination[i] = settings.own_mac[i];
		}
		return XDP_PASS;
	}
	if (found != BPF_FIB_LKUP_RET_SUCCESS)
		return NOT_SENT;
	__builtin_memcpy(ethernet->destination, way.dmac, 6);
	__builtin_memcpy(ethernet->source, way.smac, 6);
	return way.ifindex == context->ingress_ifindex ? XDP_TX : bpf_redirect(way.ifindex, 0);
}

#endif
