/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_CHECKSUM_H
#define BEAMER_CHECKSUM_H

#include "wire.h"

/*
 * The Internet checksum (RFC 1071, RFC 1624). A sum is kept in the order of the bytes in memory, whatever the machine's
 * is: RFC 1071, 2(B).
 */

/* Of a sum below 2^40, which no 255 words of four bytes exceed. */
static __always_inline __u16 fold(__u64 sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/*
 * Of a sum that is not 0, as none is that begins with an IPv4 header's version: whether it folds to 0xffff, as that of
 * a header with a right checksum does, and so is a multiple of it. Of all numbers only multiples become quotients, the
 * smallest numbers, when multiplied by the inverse of 0xffff modulo 2^64 (Granlund, Montgomery: Division by Invariant
 * Integers using Multiplication, 1994).
 */
static __always_inline int is_sound(__u64 sum)
{
	return sum * -0x0001000100010001LL <= ~0ULL / 0xffff;
}

/* The sum of a header without options. */
static __always_inline __u64 sum_ipv4(const struct ipv4 *ip)
{
	const __u32 *words = (const __u32 *)ip;

	return (__u64)words[0] + words[1] + words[2] + words[3] + words[4];
}

/* One router further: the word with the time to live falls by 0x0100, so the checksum rises by it (RFC 1624). */
static __always_inline void decrement_time_to_live(struct ipv4 *ip)
{
	__u32 checksum = ip->checksum + bpf_htons(0x0100);

	ip->checksum = checksum + ((checksum + 1) >> 16);
	ip->time_to_live--;
}

#endif
