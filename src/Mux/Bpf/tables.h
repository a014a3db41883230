/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_MUX_TABLES_H
#define BEAMER_MUX_TABLES_H

#include "drop_reason.h"
#include "siphash.h"
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

/* Where the copy of the rows that is in force begins: one store puts a whole table into force. */
volatile __u32 copy_in_force;

/* All that a packet of a service needs to know of it and of its pool: a cache line. */
struct service {
	__u64 key; /* of service_key; 0 in a free slot */
	struct sip_state start; /* of the pool's flow hash */
	__u32 buckets; /* 0: no service, but a VIP */
	__u32 first_row;
	__be32 pool; /* the pool's number in the upper 12 bits */
	__u8 has_generation; /* header version 1 */
	__u8 unused[11];
};

_Static_assert(sizeof(struct service) == 64, "one cache line");

/*
 * The services and VIPs: open addressing from the key's hash on; a free slot ends the search. A VIP itself has port 0
 * and protocol 0.
 *
 * All are one value, as large as the daemon makes it: its beginning is known before the packet is.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(struct service));
} services SEC(".maps");

/*
 * The rows of all pools, twice: the copy in force, which nobody writes, and the one that the next table is written to.
 *
 *  word 0        1         2             ...   1 + K
 * +-----------+---------+-------------+-----+---------------+
 * | generation| current | previous[0] | ... | previous[K-1] |   newest first, zeros behind the last
 * +-----------+---------+-------------+-----+---------------+
 */
struct row {
	__u32 generation;
	__be32 current; /* 0: the pool has never had a server */
	__be32 previous[2];
};

struct wide_row {
	__u32 generation;
	__be32 current;
	__be32 previous[HOPS_MAX];
	__u32 unused;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct row);
} rows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct wide_row);
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
 * before it (an RCU grace period): the daemon waits so before it writes over the copy that was in force.
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
