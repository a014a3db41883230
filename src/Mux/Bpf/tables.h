/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_MUX_TABLES_H
#define BEAMER_MUX_TABLES_H

#include "drop_reason.h"
#include "wire.h"

/*
 * What the MUX's program knows. docs/datapath.md says how it changes while packets run; the daemon writes it with plain
 * stores, without a system call. Addresses are in network order, all other numbers in the machine's.
 */

enum {
	OUTPUT_MAC_SWAP = 0, /* back to the router that the frame came from */
	OUTPUT_ROUTE = 1, /* where the kernel's routes and neighbours say */

	/* The daemon sees to it that no search in the services is longer. */
	PROBES_MAX = 32,

	/* A slot with this generation is being written: no table reaches it. */
	GENERATION_NONE = 0xffffffff,
};

/* Constant for the life of the program, so that the verifier removes what they rule out. */
struct settings {
	__be32 address; /* this MUX: the outer source */
	__u32 fabric_mtu; /* bytes of an outer packet at most */
	__u32 sum; /* of the outer IPv4 header but for length, congestion bits and destination */
	__u32 services_shift; /* 64 - log2 of the number of slots */
	__u32 services_mask; /* number of slots - 1 */
	__u8 own_mac[6];
	__u8 type_of_service; /* the fabric's DSCP, congestion bits 0 */
	__u8 output;
	__u8 is_wide; /* whether rows name more than two previous owners */
	__u8 unused[3];
};

const volatile struct settings settings;

/* The generation of the table in force: one store publishes all its rows. */
volatile __u32 generation_in_force;

/* All that a packet of a service needs to know of it and of its pool: a cache line. */
struct service {
	__be32 vip;
	__be16 port;
	__u8 protocol;
	__u8 is_used;
	__u64 key0, key1;
	__u32 buckets; /* 0: no service, but a VIP */
	__u32 first_row;
	__be32 pool; /* the pool's number in the upper 12 bits */
	__u8 has_generation; /* header version 1 */
	__u8 unused[27];
};

_Static_assert(sizeof(struct service) == 64, "one cache line");

/* Open addressing from the key's hash on; a free slot ends the search. A VIP itself has port 0 and protocol 0. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct service);
} services SEC(".maps");

/*
 * Two slots for a bucket's row. In force is the one with the highest generation that is not above the table's.
 *
 *  word 0        1         2            3             4   ...
 * +-----------+---------+-------------+-------------+------------
 * | generation| current | previous[0] | previous[1] | the other slot
 * +-----------+---------+-------------+-------------+------------
 */
struct row {
	volatile __u32 generation;
	__be32 current;
	__be32 previous[2]; /* newest first, zeros behind the last */
};

struct cell {
	struct row slots[2];
};

struct wide_row {
	volatile __u32 generation;
	__be32 current;
	__be32 previous[HOPS_MAX];
	__u32 unused;
};

struct wide_cell {
	struct wide_row slots[2];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct cell);
} rows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct wide_cell);
} wide_rows SEC(".maps");

/* Of one processor: the law is received = passed + forwarded + the sum of dropped. */
struct counters {
	__u64 received;
	__u64 received_bytes;
	__u64 passed;
	__u64 forwarded;
	__u64 forwarded_bytes;
	__u64 dropped[DROP_LIMIT];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct counters);
} counts SEC(".maps");

/*
 * No packet looks here. A change of a map of maps returns when no processor runs a program any more that had begun
 * before it (an RCU grace period): the daemon waits so before it writes over slots that were in force.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_ARRAY);
		__uint(map_flags, BPF_F_MMAPABLE);
		__uint(max_entries, 1);
		__uint(key_size, sizeof(__u32));
		__uint(value_size, sizeof(__u32));
	});
} grace SEC(".maps");

#endif
