/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_KERNEL_H
#define BEAMER_KERNEL_H

#include "decision.h"

/* Beamer.Backend.Connections.KernelConnections in C, but exact: the kernel shows the number of its SYN-ACK here. */

/* The one field that is read of each; its place comes from the running kernel (CO-RE). Needs CAP_PERFMON. */
struct tcp_request_sock {
	__u32 snt_isn;
} __attribute__((preserve_access_index));

struct tcp_sock {
	__u32 snd_una;
} __attribute__((preserve_access_index));

#define NEW_SYN_RECV 12 /* TCP_NEW_SYN_RECV: half open, as a small socket of its own. */

/* The headers of a TCP segment, which have no IPv4 options; none of an ICMP error. */
static __always_inline struct ipv4 *segment(const struct packet *packet, const void *bytes, const void *end)
{
	return packet->is_icmp_error || bytes + sizeof(struct ipv4) + sizeof(struct tcp) > end ? NULL : (void *)bytes;
}

static __always_inline __u32 acknowledges(const struct ipv4 *header, __u32 expected)
{
	const struct tcp *tcp = (const void *)(header + 1);

	if (!header)
		return KERNEL_SYN_RECEIVED_ACK_UNKNOWN;
	return tcp->flags & TCP_ACK && bpf_ntohl(tcp->acknowledgment) == expected ? KERNEL_SYN_RECEIVED_ACK_MATCHES
									       : KERNEL_SYN_RECEIVED_ACK_MISMATCH;
}

static __always_inline __u32 ask_half_open(struct bpf_sock *socket, const struct ipv4 *header)
{
	struct tcp_request_sock *request = bpf_skc_to_tcp_request_sock(socket);

	return request ? acknowledges(header, request->snt_isn + 1) : KERNEL_SYN_RECEIVED_ACK_UNKNOWN;
}

/* TCP Fast Open: a whole socket, which the client has not acknowledged yet. */
static __always_inline __u32 ask_fast_open(struct bpf_sock *socket, const struct ipv4 *header)
{
	struct tcp_sock *connection = bpf_skc_to_tcp_sock(socket);

	return connection ? acknowledges(header, connection->snd_una) : KERNEL_SYN_RECEIVED_ACK_UNKNOWN;
}

/* The kernel itself says no unless the listener has sent cookies lately and the segment completes a handshake. */
static __always_inline __u32 ask_listener(struct bpf_sock *socket, struct ipv4 *header)
{
	struct tcp *tcp = (void *)(header + 1);

	if (!header)
		return KERNEL_LISTENER_ONLY;
	return bpf_tcp_check_syncookie(socket, (void *)header, sizeof(*header), (void *)tcp, sizeof(*tcp)) == 0
		       ? KERNEL_LISTENER_COOKIE_VALID
		       : KERNEL_LISTENER_ONLY;
}

/* What the kernel knows of the flow of a TCP segment or of an ICMP error, whose IPv4 header is at `bytes`. */
static __always_inline __u32 ask_kernel(void *ctx, const struct packet *packet, const void *bytes, const void *end)
{
	struct bpf_sock_tuple tuple = {
		.ipv4.saddr = packet->source,
		.ipv4.daddr = packet->destination,
		.ipv4.sport = packet->source_port,
		.ipv4.dport = packet->destination_port,
	};
	struct bpf_sock *socket = bpf_skc_lookup_tcp(ctx, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);
	__u32 answer;

	if (!socket)
		return KERNEL_NONE;
	switch (socket->state) {
	case BPF_TCP_CLOSE:
		answer = KERNEL_NONE;
		break;
	case BPF_TCP_TIME_WAIT:
		answer = KERNEL_TIME_WAIT;
		break;
	case BPF_TCP_LISTEN:
		answer = ask_listener(socket, segment(packet, bytes, end));
		break;
	case BPF_TCP_SYN_RECV:
		answer = ask_fast_open(socket, segment(packet, bytes, end));
		break;
	case NEW_SYN_RECV:
		answer = ask_half_open(socket, segment(packet, bytes, end));
		break;
	default:
		answer = KERNEL_ESTABLISHED;
	}
	bpf_sk_release(socket);
	return answer;
}

#endif
