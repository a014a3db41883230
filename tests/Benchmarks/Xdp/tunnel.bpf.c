/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#include "wire.h"

/*
 * What times the agent's program: a driver that restores a tunnelled frame before every run, and the floors below it:
 * what any program costs that does less. And a generator of such frames for a wire.
 */

enum {
	HOPS = 2,
	INNER = sizeof(struct ethernet) + sizeof(struct tunnel_row) + HOPS * 4,
	DATA = 6, /* so that a frame is whole words */
	FRAME_BYTES = INNER + sizeof(struct ipv4) + sizeof(struct tcp) + DATA,
};

struct frame {
	__u8 bytes[FRAME_BYTES];
};

_Static_assert(FRAME_BYTES % 4 == 0, "whole words");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct frame);
} frames SEC(".maps");

const volatile __u32 frames_mask; /* number of frames - 1, a power of two - 1 */
__u32 position;

static __always_inline int write_frame(void *data, void *end)
{
	__u32 index = position++ & frames_mask;
	const struct frame *frame = bpf_map_lookup_elem(&frames, &index);

	if (!frame || data + FRAME_BYTES > end)
		return 0;
	/* In the words in which headers are read, which begin two bytes off: see write_frame in bench.bpf.c. */
	*(__u16 *)data = *(const __u16 *)frame->bytes;
	for (int i = 2; i < FRAME_BYTES - 2; i += 4)
		*(__u32 *)(data + i) = *(const __u32 *)(frame->bytes + i);
	*(__u16 *)(data + FRAME_BYTES - 2) = *(const __u16 *)(frame->bytes + FRAME_BYTES - 2);
	return 1;
}

#include "driver.h"

/* The least that any agent has to do: ask whether the kernel has the connection. */
SEC("xdp")
int look_up(struct xdp_md *context)
{
	const struct ipv4 *ip = (void *)(long)context->data + INNER;
	const struct tcp *tcp = (void *)(ip + 1);

	if ((void *)(tcp + 1) > (void *)(long)context->data_end)
		return XDP_ABORTED;
	struct bpf_sock_tuple tuple = {
		.ipv4.saddr = ip->source,
		.ipv4.daddr = ip->destination,
		.ipv4.sport = tcp->source,
		.ipv4.dport = tcp->destination,
	};
	struct bpf_sock *socket = bpf_skc_lookup_tcp(context, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);
	if (socket)
		bpf_sk_release(socket);
	return XDP_TX;
}

/* Frames that leave by the interface that they seem to come from. */
SEC("xdp")
int generate(struct xdp_md *context)
{
	return write_frame((void *)(long)context->data, (void *)(long)context->data_end) ? XDP_TX : XDP_ABORTED;
}

char _license[] SEC("license") = "Dual BSD/GPL";
