/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_PROBE_H
#define BEAMER_PROBE_H

#include "tunnel.h"

/* Probes: Beamer.Core.Wire.ProbeMessage in C. */

enum {
	PROBE_REQUEST = 1,
	PROBE_REPLY = 2,
	PROBE_LEASE_VALID = 2,
	PROBE_LISTENER_PRESENT = 8,
};

struct probe {
	struct gue gue; /* type in place of the protocol */
	__be32 nonce[2];
	__be32 generation;
	__be32 peers_flags;
};

_Static_assert(sizeof(struct probe) == 20, "a probe has 20 bytes");

/* Whether the agent's process is there, and answers probes itself: it also tells MUXes apart (R15). */
static __always_inline int has_process(void *context, const struct view *view, const struct outer *outer)
{
	struct bpf_sock_tuple tuple = {
		.ipv4.saddr = outer->source,
		.ipv4.daddr = view->self,
		.ipv4.sport = outer->source_port,
		.ipv4.dport = bpf_htons(TUNNEL_PORT),
	};
	struct bpf_sock *socket = bpf_sk_lookup_udp(context, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);

	if (!socket)
		return 0;
	bpf_sk_release(socket);
	return 1;
}

/*
 * R11: a process that is gone is silence of the control plane, not death. The data path lives without it, and says so.
 * The answer leaves by the way that the question came.
 */
static __always_inline int answer_probe(void *frame, const void *end, const struct view *view,
					const struct outer *outer)
{
	struct ethernet *ethernet = frame, before;
	struct ipv4 *ip = (void *)(ethernet + 1);
	struct probe *probe = (void *)ip + OUTER_SIZE;
	__u32 flags = view->flags, zero = 0;
	struct agent_state *state = bpf_map_lookup_elem(&agent, &zero);

	if ((void *)(probe + 1) > end || outer->payload != sizeof(*probe)
	    || probe->gue.version_control_words != GUE_CONTROL || probe->gue.protocol != PROBE_REQUEST)
		return DROP_CONTROL_MALFORMED;
	if (is_lease_valid())
		flags |= PROBE_LEASE_VALID;
	if (state && state->listening)
		flags |= PROBE_LISTENER_PRESENT;
	before = *ethernet;
	__builtin_memcpy(ethernet->destination, before.source, sizeof(before.source));
	__builtin_memcpy(ethernet->source, before.destination, sizeof(before.destination));
	write_outer(ip, view->self, outer->source, bpf_htons(TUNNEL_PORT), outer->source_port, 0, sizeof(*probe));
	probe->gue.protocol = PROBE_REPLY;
	probe->generation = bpf_htonl(view->generation);
	probe->peers_flags = bpf_htonl(flags);
	return DROP_NONE;
}

#endif
