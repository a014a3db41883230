/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_HEADER_H
#define BEAMER_HEADER_H

#include "drop_reason.h"
#include "wire.h"

/* What a packet carries for the servers: Beamer.Core.Wire.ChainHeader in C. The hops stay in the packet. */

enum {
	HEADER_GLB = 0, /* as GLB Director writes it: neither generation, nor pool and bucket */
	HEADER_ROW = 1,
};

struct header {
	__u32 version;
	__u32 generation;
	__u32 pool;
	__u32 bucket;
};

/* How far the packet has come: what changes when it is sent on, and is read when it is. */
struct progress {
	__u32 reroutes;
	__u32 hop_budget;
	__u32 next_hop;
	__u32 hop_count;
};

/* Bytes in front of the hops. */
static __always_inline __u32 fixed_size(const struct header *header)
{
	return sizeof(struct chain) + (header->version == HEADER_GLB ? 0 : sizeof(struct chain_row));
}

/* Reads the words behind the GUE header, exactly size bytes of them. */
static __always_inline int read_header(const void *start, const void *end, __u32 size, struct header *header)
{
	const struct chain *chain = start;
	const struct chain_row *row = (const void *)(chain + 1);

	if (size < sizeof(*chain) || (const void *)(chain + 1) > end)
		return DROP_CHAIN_HEADER_MALFORMED;
	header->version = chain->version_reroutes >> 4;
	if (header->version > HEADER_ROW)
		return DROP_CHAIN_VERSION_UNKNOWN;
	if (chain->hop_count > HOPS_MAX || chain->next_hop > chain->hop_count
	    || size != fixed_size(header) + 4 * chain->hop_count)
		return DROP_CHAIN_HEADER_MALFORMED;
	if (header->version == HEADER_GLB)
		return chain->version_reroutes | chain->hop_budget ? DROP_CHAIN_HEADER_MALFORMED : DROP_NONE;
	if (chain->version_reroutes & 0x0c || (const void *)(row + 1) > end)
		return DROP_CHAIN_HEADER_MALFORMED;
	header->generation = bpf_ntohl(row->generation);
	header->pool = bpf_ntohl(row->pool_bucket) >> 20;
	header->bucket = bpf_ntohl(row->pool_bucket) & 0xfffff;
	return DROP_NONE;
}

/* Of a header that has been read. */
static __always_inline void read_progress(const struct chain *chain, const void *end, struct progress *progress)
{
	if ((const void *)(chain + 1) > end)
		return;
	progress->reroutes = chain->version_reroutes & 3;
	progress->hop_budget = chain->hop_budget;
	progress->next_hop = chain->next_hop;
	progress->hop_count = chain->hop_count;
}

static __always_inline void write_progress(
	struct chain *chain, const struct header *header, const struct progress *progress)
{
	chain->version_reroutes = header->version << 4 | progress->reroutes;
	chain->hop_budget = progress->hop_budget;
	chain->next_hop = progress->next_hop;
	chain->hop_count = progress->hop_count;
}

#endif
