/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_MUX_LOOKUP_H
#define BEAMER_MUX_LOOKUP_H

#include "tables.h"

/* 2^64 divided by the golden ratio: neighbouring keys land far apart (Knuth, volume 3, 6.4). */
#define SERVICE_MULTIPLIER 0x9E3779B97F4A7C15ULL

/* Vip and port as they lie in the packet. */
static __always_inline struct service *find_slot(__be32 vip, __be16 port, __u8 protocol)
{
	__u64 key = (__u64)vip << 32 | (__u64)port << 16 | protocol;
	__u32 at = key * SERVICE_MULTIPLIER >> settings.services_shift;

	for (int i = 0; i < PROBES_MAX; i++) {
		__u32 index = (at + i) & settings.services_mask;
		struct service *slot = bpf_map_lookup_elem(&services, &index);
		if (!slot || !slot->is_used)
			return 0;
		if (slot->vip == vip && slot->port == port && slot->protocol == protocol)
			return slot;
	}
	return 0;
}

/* Not on the usual way: only what asks for no service comes here. */
static __noinline int is_vip(__be32 address)
{
	return find_slot(address, 0, 0) != 0;
}

/* A row out of its cell, whatever the shape of either. */
struct route {
	__u32 generation;
	__be32 server; /* 0: the pool has never had one */
	__u32 hops;
	__be32 previous[HOPS_MAX];
};

/* Of two slots the newer one that is in force; a slot that is being written has the highest generation of all. */
static __always_inline int newer_in_force(__u32 first, __u32 second, __u32 generation)
{
	return second <= generation && (first > generation || second > first);
}

static __always_inline void count_hops(struct route *route, int hops_max)
{
	route->hops = 0;
	for (int i = 0; i < hops_max; i++)
		route->hops += route->previous[i] != 0;
}

static __always_inline int find_row(__u32 index, __u32 generation, struct route *route)
{
	if (settings.is_wide) {
		struct wide_cell *cell = bpf_map_lookup_elem(&wide_rows, &index);
		if (!cell)
			return 0;
		struct wide_row *row = cell->slots;
		if (newer_in_force(cell->slots[0].generation, cell->slots[1].generation, generation))
			row++;
		route->generation = row->generation;
		route->server = row->current;
		for (int i = 0; i < HOPS_MAX; i++)
			route->previous[i] = row->previous[i];
		count_hops(route, HOPS_MAX);
		return 1;
	}
	struct cell *cell = bpf_map_lookup_elem(&rows, &index);
	if (!cell)
		return 0;
	struct row *row = cell->slots;
	if (newer_in_force(cell->slots[0].generation, cell->slots[1].generation, generation))
		row++;
	route->generation = row->generation;
	route->server = row->current;
	route->previous[0] = row->previous[0];
	route->previous[1] = row->previous[1];
	count_hops(route, 2);
	return 1;
}

#endif
