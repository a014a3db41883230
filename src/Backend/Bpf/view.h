/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_VIEW_H
#define BEAMER_VIEW_H

#include "wire.h"

/*
 * What an agent knows, as its program reads it: an array of 64-byte lines, which ViewImage.cs writes whole and puts in
 * the place of the one before. A packet uses one image from beginning to end, so nothing is ever read torn.
 *
 *   line 0            struct view: who this server is, and where the rest begins
 *   members.first     struct line: who may send, and who may be sent to
 *   services.first    struct line: what this server answers for
 *   buckets_first     struct bucket: one line for each bucket of the pool
 */

enum {
	LINE_PLACES = 8,
	OWNERS_MAX = 8,

	/* Of a view; the bits of the probe's flags. */
	VIEW_ADMITTED = 1,
	VIEW_SYNCED = 4,

	/* Of a member. */
	MEMBER_SOURCE = 1, /* encapsulated packets from there are believed */
	MEMBER_PEER = 2, /* packets may be forwarded there */
};

/* A hash table of lines, none of which overflows: the writer chooses the multiplier accordingly. */
struct line_table {
	__u32 first;
	__u32 mask;
	__u32 multiplier;
};

struct view {
	__be32 self;
	__u32 pool;
	__u32 bucket_count; /* 0: no pool has this server */
	__u32 flags;
	__u32 generation; /* of the committed table */
	struct line_table members;
	struct line_table services;
	__u32 buckets_first;
	__u64 key[2]; /* of the pool's flow hash */
};

/*
 * Of members or of services; a free place is 0. Each is read at once:
 *
 *     63         48 47         32 31                          0
 *    +-------------+-------------+-----------------------------+
 *    | kind: a set of MEMBER_... | address                     |
 *    | protocol    | port        | VIP                         |   address and port as they lie in a packet
 *    +-------------+-------------+-----------------------------+
 */
struct line {
	__u64 place[LINE_PLACES];
};

struct bucket {
	__u32 generation; /* of the active row */
	__u32 known; /* the highest learned at any stage */
	__u32 admission; /* of the row when this server was admitted */
	__u32 current_is_peer; /* whether the active row's current owner is another server */
	__u32 owner_count; /* owners of the active row to whom a packet may be forwarded */
	__be32 owners[OWNERS_MAX]; /* the current one first, then the previous ones, newest first */
	__u32 unused[3];
};

_Static_assert(sizeof(struct view) == 64, "a line has 64 bytes");
_Static_assert(sizeof(struct line) == 64, "a line has 64 bytes");
_Static_assert(sizeof(struct bucket) == 64, "a line has 64 bytes");

/* What changes at any time, each word by itself. */
struct agent_state {
	__u64 lease_ends; /* ns of CLOCK_MONOTONIC; 0 for none */
	__u64 listening; /* whether new clients of every service would be served */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct agent_state);
} agent SEC(".maps");

/*
 * All images of a program have as many lines as the one that it is loaded with: only then does the kernel compile the
 * look-up of a line into the program. A call would cost as much as the rest of the look-up, four times a packet.
 */
struct view_image {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(struct bucket));
};

/* The image in force, alone. Nothing is in force before the first: then everything goes to the agent's process. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
	__array(values, struct view_image);
} views SEC(".maps");

static __always_inline void *view_line(void *image, __u32 line)
{
	return bpf_map_lookup_elem(image, &line);
}

static __always_inline void *find_line(void *image, const struct line_table *table, __u32 value)
{
	return view_line(image, table->first + ((__u64)value * table->multiplier >> 32 & table->mask));
}

/* What the fleet says of an address: a set of MEMBER_... */
static __always_inline __u32 member_kind(void *image, const struct view *view, __be32 address)
{
	struct line *line = find_line(image, &view->members, address);

	if (!line)
		return 0;
#pragma unroll
	for (int i = 0; i < LINE_PLACES; i++) {
		__u64 place = line->place[i];

		if ((__u32)place == address)
			return place >> 32;
	}
	return 0;
}

static __always_inline int serves(void *image, const struct view *view, __be32 vip, __be16 port, __u8 protocol)
{
	struct line *line = find_line(image, &view->services, vip ^ port);
	__u64 service = vip | (__u64)port << 32 | (__u64)protocol << 48;

	if (!line)
		return 0;
#pragma unroll
	for (int i = 0; i < LINE_PLACES; i++) {
		if (line->place[i] == service)
			return 1;
	}
	return 0;
}

/* R8: whether the controller's lease is in force. It runs out by the clock, whether or not the process is there. */
static __always_inline int is_lease_valid(void)
{
	__u32 zero = 0;
	struct agent_state *state = bpf_map_lookup_elem(&agent, &zero);

	return state && bpf_ktime_get_ns() < *(volatile __u64 *)&state->lease_ends;
}

#endif
