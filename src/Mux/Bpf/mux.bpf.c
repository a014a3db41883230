/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#include "encapsulate.h"
#include "route.h"

/*
 * The MUX in the kernel: Beamer.Core.Forwarding.Forwarder in C, with the same verdicts, reasons, bytes and counters. A
 * test feeds both the same packets and tables.
 */

static __always_inline int pass(struct counters *counters)
{
	counters->passed++;
	return XDP_PASS;
}

static __always_inline int drop(struct counters *counters, __u32 reason)
{
	counters->dropped[reason & (DROP_LIMIT - 1)]++;
	return XDP_DROP;
}

/* A packet that cannot be read is dropped if it is for a VIP, or so broken that nobody can say. */
static __always_inline int refuse(struct counters *counters, const struct frame *f, __u32 reason)
{
	__be32 destination = f->packet.destination;

	if (reason == DROP_NOT_IPV4 || (destination && !is_vip(destination)))
		return pass(counters);
	return drop(counters, reason);
}

/* Puts the outer headers in front of the packet and sends it. */
static __always_inline int forward(
	struct xdp_md *context, struct counters *counters, const struct frame *f, const struct service *service,
	const struct route *route, __u64 hash, struct shape shape)
{
	const void *data = (const void *)(long)context->data;
	const void *end = (const void *)(long)context->data_end;
	__u32 size = (shape.has_generation ? sizeof(struct tunnel_row) : sizeof(struct tunnel)) + shape.hops * 4;
	__u32 length = size + f->packet.total;
	__u32 link_size = shape.link;
	struct link link = {};

	if (unlikely(!route->server))
		return drop(counters, DROP_NO_OWNER);
	if (unlikely(f->packet.time_to_live <= 1))
		return drop(counters, DROP_TTL_EXPIRED);
	if (unlikely(length > settings.fabric_mtu))
		return drop(counters, DROP_TOO_BIG);
	if (!__builtin_constant_p(link_size))
		barrier_var(link_size);
	if (link_size > LINK_SIZE_MAX || !read_link(data, end, link_size, &link))
		return drop(counters, DROP_FRAME_TRUNCATED);
	__s64 padding = (end - data) - (__s64)(link_size + f->packet.total);
	if (padding > 0 && bpf_xdp_adjust_tail(context, -padding))
		return drop(counters, DROP_TRANSMIT_FAILED);
	/* A route's frame has no tags: they were this link's. */
	__u32 out = settings.output == OUTPUT_ROUTE ? sizeof(struct ethernet) : link_size;
	if (bpf_xdp_adjust_head(context, (int)(link_size - out) - (int)size))
		return drop(counters, DROP_NO_HEADROOM);

	if (!__builtin_constant_p(out)) {
		/* The verifier of Linux 6.1 has forgotten the bound over the call. */
		barrier_var(out);
		out &= LINK_SIZE_MASK;
	}
	void *start = (void *)(long)context->data;
	end = (const void *)(long)context->data_end;
	struct ipv4 *inner = start + out + size;
	if ((const void *)(inner + 1) > end || start + sizeof(struct ethernet) + 8 > end)
		return drop(counters, DROP_NO_HEADROOM);
	decrement_time_to_live(inner);
	if (!write_outer(start + out, end, service, route, shape, hash, length, f->packet.type_of_service & 3))
		return drop(counters, DROP_NO_HEADROOM);
	counters->forwarded_bytes += length;
	int verdict = XDP_TX;
	if (settings.output == OUTPUT_ROUTE) {
		verdict = send_by_route(context);
		if (verdict == NOT_SENT)
			return drop(counters, DROP_TRANSMIT_FAILED);
	} else {
		write_link(start, out, &link);
	}
	counters->forwarded++;
	return verdict;
}

SEC("xdp")
int mux(struct xdp_md *context)
{
	const void *data = (const void *)(long)context->data;
	const void *end = (const void *)(long)context->data_end;
	__u32 zero = 0;
	struct frame f;
	struct route route;

	struct counters *counters = bpf_map_lookup_elem(&counts, &zero);
	if (!counters)
		return XDP_ABORTED;
	counters->received++;
	counters->received_bytes += end - data;
	if (!read_plain_frame(data, end, &f)) {
		/* A copy: what a function gets the address of lies in memory, and f in registers. */
		struct frame other;
		int reason = read_frame(context, &other);
		f = other;
		if (reason)
			return refuse(counters, &f, reason);
	}
	struct packet *p = &f.packet;
	const struct service *service = find_slot(p->destination, p->destination_port, p->protocol);
	if (!service)
		return is_vip(p->destination) ? drop(counters, DROP_SERVICE_UNKNOWN) : pass(counters);
	__u64 hash = hash_flow(&service->start, p->addresses, p->ports, p->protocol);
	if (!find_row(copy_in_force + service->first_row + bucket_of(hash, service->buckets), &route))
		return drop(counters, DROP_NO_OWNER);
	struct shape shape = { .link = f.link, .hops = route.hops, .has_generation = service->has_generation };
	if (likely(is_usual(&shape)))
		return forward(context, counters, &f, service, &route, hash, usual_shape());
	return forward(context, counters, &f, service, &route, hash, shape);
}

char _license[] SEC("license") = "Dual BSD/GPL";
