/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_MUX_LOOKUP_H
#define BEAMER_MUX_LOOKUP_H

#include "tables.h"

/* 2^64 divided by the golden ratio: neighbouring keys land far apart (Knuth, volume 3, 6.4). */
#define SERVICE_MULTIPLIER 0x9E3779B97F4A7C15ULL

/* What a service is looked up by, never 0. Vip and port as they lie in the packet. */
static __always_inline __u64 service_key(__be32 vip, __be16 port, __u8 protocol)
{
	return vip | (__u64)port << 32 | (__u64)protocol << 48 | 1ULL << 56;
}

static __always_inline const struct service *find_slot(__be32 vip, __be16 port, __u8 protocol)
{
	__u64 key = service_key(vip, port, protocol);
	__u32 at = key * SERVICE_MULTIPLIER >> settings.services_shift;
	__u32 zero = 0;
	const struct service *slots = bpf_map_lookup_elem(&services, &zero);

	if (!slots)
		return 0;
	for (int i = 0; i < PROBES_MAX; i++) {
		const struct service *slot = slots + ((at + i) & settings.services_mask);
		if (slot->key == key)
			return slot;
		if (!slot->key)
			return 0;
	}
	return 0;
}

/* Not on the usual way: only what asks for no service comes here. */
static __noinline int is_vip(__be32 address)
{
	return find_slot(address, 0, 0) != 0;
}

/* A row, whatever its shape. */
struct route {
	__u32 generation;
	__be32 server; /* 0: the pool has never had one */
	__u32 hops;
	const __be32 *previous; /* in the row, which nobody writes while a packet reads it */
};

static __always_inline void take_row(
	struct route *route, __u32 generation, __be32 current, const __be32 *previous, int hops_max)
{
	route->generation = generation;
	route->server = current;
	route->hops = 0;
	route->previous = previous;
	for (int i = 0; i < hops_max; i++)
		route->hops += previous[i] != 0;
}

static __always_inline int find_row(__u32 index, struct route *route)
{
	if (settings.is_wide) {
		const struct wide_row *row = bpf_map_lookup_elem(&wide_rows, &index);
		if (!row)
			return 0;
		take_row(route, row->generation, row->current, row->previous, HOPS_MAX);
		return 1;
	}
	const struct row *row = bpf_map_lookup_elem(&rows, &index);
	if (!row)
		return 0;
	take_row(route, row->generation, row->current, row->previous, 2);
	return 1;
}

#endif
