/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#include "checksum.h"

/*
 * What BPF_PROG_TEST_RUN needs to time a program that changes its packet: a driver that restores it before every run.
 * Beside it the floors: what any program costs that does less than a MUX; and a generator and sinks for a wire.
 */

enum {
	FRAME_BYTES = 64,
	LOOKS_AT_CLOCK_MAX = 1000,
	HEADERS_BYTES = sizeof(struct ethernet) + sizeof(struct ipv4) + sizeof(struct tcp),
};

/* The first flow's addresses; the others follow it. */
struct plan {
	__be32 source;
	__be32 vip;
	__u32 flows_mask; /* number of flows - 1, a power of two - 1 */
	__u32 position;
	__u16 sum; /* of the IPv4 header without the source */
	__u16 unused;
	__u32 interval; /* nanoseconds from one generated frame to the next; 0: as fast as it goes */
	__u64 due; /* when the next one is sent */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct plan);
} plans SEC(".maps");

/* Of this processor: frames that a sink has met. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} met SEC(".maps");

/*
 * A TCP segment of the next flow, 64 bytes. Flows differ in address and port, and follow each other in no order. It is
 * written in the words in which headers are read: who reads across two writes of a moment ago waits until both are in
 * the cache, where a network card's writes always are.
 */
static __always_inline int write_frame(void *data, void *end)
{
	__u32 zero = 0;
	struct plan *plan = bpf_map_lookup_elem(&plans, &zero);
	__u32 *word = data + sizeof(struct ethernet);

	if (!plan || data + FRAME_BYTES > end)
		return 0;
	__u32 flow = plan->position++ * 0x9E3779B1 & plan->flows_mask;
	__be32 source = plan->source + bpf_htonl(flow >> 8);
	__u32 checksum = (__u16)~fold((__u64)plan->sum + source);
	/* To the link address of the wire's far end. */
	*(__u16 *)data = 2;
	*(__u32 *)(data + 2) = 0;
	*(__u32 *)(data + 6) = 0x00000002;
	*(__u16 *)(data + 10) = 0x0300;
	*(__be16 *)(data + 12) = bpf_htons(ETHERTYPE_IPV4);
	word[0] = bpf_htonl(0x45000000 | (FRAME_BYTES - sizeof(struct ethernet)));
	word[1] = 0;
	word[2] = bpf_htonl(64 << 24 | PROTOCOL_TCP << 16) | checksum << 16;
	word[3] = source;
	word[4] = plan->vip;
	word[5] = bpf_htonl((1024 + (flow & 0xff)) << 16 | 80);
	word[6] = 0;
	word[7] = 0;
	word[8] = bpf_htonl(0x50100000);
	word[9] = 0;
	return 1;
}

#include "driver.h"

SEC("xdp")
int swap(struct xdp_md *context)
{
	struct ethernet *ethernet = (void *)(long)context->data;

	if ((void *)(ethernet + 1) > (void *)(long)context->data_end)
		return XDP_ABORTED;
	__u64 first = *(__u64 *)ethernet;
	__u32 second = *(__u32 *)(ethernet->source + 2);
	*(__u32 *)ethernet->destination = first >> 48 | second << 16;
	*(__u16 *)(ethernet->destination + 4) = second >> 16;
	*(__u32 *)ethernet->source = first;
	*(__u16 *)(ethernet->source + 4) = first >> 32;
	return XDP_TX;
}

/* The least that encapsulation costs: a constant IPv4 header in front. */
SEC("xdp")
int wrap(struct xdp_md *context)
{
	if (bpf_xdp_adjust_head(context, -(int)sizeof(struct ipv4)))
		return XDP_ABORTED;
	void *data = (void *)(long)context->data;
	if (data + HEADERS_BYTES > (void *)(long)context->data_end)
		return XDP_ABORTED;
	__u64 *link = data;
	const __u64 *old = data + sizeof(struct ipv4);
	link[0] = old[0];
	*(__u32 *)(link + 1) = *(const __u32 *)(old + 1);
	*(__be16 *)(data + 12) = bpf_htons(ETHERTYPE_IPV4);
	struct ipv4 *ip = data + sizeof(struct ethernet);
	*(__u64 *)ip = 0x45 | (__u64)bpf_htons(FRAME_BYTES + 6) << 16;
	ip->time_to_live = 64;
	ip->protocol = 4;
	ip->checksum = 0;
	ip->source = bpf_htonl(0x0a000001);
	ip->destination = bpf_htonl(0x0a000002);
	ip->checksum = ~fold(sum_ipv4(ip));
	return XDP_TX;
}

static __always_inline void wait_until_due(void)
{
	__u32 zero = 0;
	struct plan *plan = bpf_map_lookup_elem(&plans, &zero);
	__u64 now;

	if (!plan || !plan->interval)
		return;
	for (int i = 0; i < LOOKS_AT_CLOCK_MAX; i++) {
		now = bpf_ktime_get_ns();
		if (now >= plan->due)
			break;
	}
	plan->due = now + plan->interval;
}

/* Frames that leave by the interface that they seem to come from; the kernel uses their memory again and again. */
SEC("xdp")
int generate(struct xdp_md *context)
{
	wait_until_due();
	return write_frame((void *)(long)context->data, (void *)(long)context->data_end) ? XDP_TX : XDP_ABORTED;
}

/* For a MUX in user space: the kernel takes frames from a wire of this kind only behind a program. */
SEC("xdp")
int receive(struct xdp_md *context)
{
	return XDP_PASS;
}

SEC("xdp")
int discard(struct xdp_md *context)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&met, &zero);

	if (count)
		*count += 1;
	return XDP_DROP;
}

char _license[] SEC("license") = "Dual BSD/GPL";
