/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_DECISION_H
#define BEAMER_DECISION_H

#include "flow.h"
#include "header.h"
#include "siphash.h"
#include "view.h"

/*
 * What an agent does with one packet: Beamer.Core.Chaining.ChainDecision and ChainRoute in C. docs/consistency.md has
 * the rules R1 to R17, and a test feeds the same packets to both.
 */

enum {
	REROUTES_MAX = 2,

	TCP_SYN = 0x02,
	TCP_RST = 0x04,
	TCP_ACK = 0x10,
	TCP_ECE = 0x40,
	TCP_CWR = 0x80,
};

enum agent_action {
	ACTION_DROP = 0,
	ACTION_DELIVER_NEW = 1,
	ACTION_DELIVER_KNOWN = 2,
	ACTION_DELIVER_UNKNOWN = 3,
	ACTION_FORWARD_TO_PREVIOUS = 4,
	ACTION_FORWARD_BY_OWN_ROW = 5,
};

enum kernel_answer {
	KERNEL_NONE = 0,
	KERNEL_LISTENER_ONLY = 1,
	KERNEL_LISTENER_COOKIE_VALID = 2,
	KERNEL_SYN_RECEIVED_ACK_MATCHES = 3,
	KERNEL_SYN_RECEIVED_ACK_UNKNOWN = 4,
	KERNEL_SYN_RECEIVED_ACK_MISMATCH = 5,
	KERNEL_ESTABLISHED = 6,
	KERNEL_TIME_WAIT = 7,
};

/* All that a decision depends on. */
struct question {
	void *image;
	const struct view *view;
	const struct bucket *bucket;
	const struct chain *chain; /* the header, in the packet */
	const void *end;
	__u32 generation; /* of the row that routed the packet */
	struct header header;
	struct progress progress; /* of a packet that is not delivered at once */
	struct packet packet;
};

struct verdict {
	__u32 action;
	__u32 reason;
	__be32 target; /* of a forwarded packet, for which header and progress of the question have changed */
};

static __always_inline void drop(struct verdict *verdict, __u32 reason)
{
	verdict->action = ACTION_DROP;
	verdict->reason = reason;
}

static __always_inline void deliver(struct verdict *verdict, __u32 how)
{
	verdict->action = how;
}

static __always_inline void forward(struct verdict *verdict, __u32 how, __be32 target)
{
	verdict->action = how;
	verdict->target = target;
}

static __always_inline int is_pure_syn(const struct packet *packet)
{
	return (packet->flags & ~(TCP_ECE | TCP_CWR)) == TCP_SYN;
}

/* A pure SYN opens a flow; a UDP service has policy "none", so each datagram is one of its own. */
static __always_inline int is_new_flow(const struct packet *packet)
{
	return packet->protocol == PROTOCOL_UDP || (is_pure_syn(packet) && !packet->is_icmp_error);
}

static __always_inline __u64 hash_by_key(const struct view *view, const struct packet *packet)
{
	struct sip_state start;

	sip_start(&start, view->key[0], view->key[1]);
	return hash_flow(&start, packet->addresses, packet->ports, packet->protocol);
}

/* Steps 0 and 1: is the packet for this server, and may this server answer it at all? */
static __always_inline __u32 locate(struct question *question)
{
	const struct packet *packet = &question->packet;
	const struct header *header = &question->header;
	const struct view *view = question->view;
	__u32 number = header->bucket;

	if (!view->bucket_count
	    || !serves(question->image, view, packet->destination, packet->destination_port, packet->protocol))
		return DROP_SERVICE_NOT_MINE;
	if (header->version == HEADER_GLB)
		number = bucket_of(hash_by_key(view, packet), view->bucket_count);
	else if (header->pool != view->pool)
		return DROP_SERVICE_NOT_MINE;
	if (number >= view->bucket_count)
		return DROP_CHAIN_HEADER_MALFORMED;
	question->bucket = view_line(question->image, view->buckets_first + number);
	if (!question->bucket)
		return DROP_CHAIN_HEADER_MALFORMED;
	/* A version 0 header names no row: it counts as routed by the newest that this agent knows. */
	question->generation = header->version == HEADER_GLB ? question->bucket->known : header->generation;
	if (!(view->flags & VIEW_ADMITTED))
		return DROP_NOT_ADMITTED;
	if (question->generation < question->bucket->admission)
		return DROP_OLDER_THAN_ADMISSION;
	return DROP_NONE;
}

/* R16. A version 0 header has no budget; its next hop only ever advances, which bounds it as well. */
static __always_inline int spend_hop(struct question *question)
{
	if (question->header.version == HEADER_GLB)
		return 1;
	if (question->progress.hop_budget == 0)
		return 0;
	question->progress.hop_budget--;
	return 1;
}

/* R6 and R9: this server knows a newer active row, so it replaces the header's by it, without itself. */
static __always_inline int by_own_row(struct question *question, struct verdict *verdict)
{
	const struct bucket *bucket = question->bucket;
	struct progress *progress = &question->progress;

	if (question->generation >= bucket->generation || progress->reroutes >= REROUTES_MAX || !bucket->owner_count)
		return 0;
	if (!spend_hop(question)) {
		drop(verdict, DROP_HOP_BUDGET_EXHAUSTED);
		return 1;
	}
	progress->reroutes++;
	progress->next_hop = 0;
	progress->hop_count = (bucket->owner_count - 1) & HOPS_MAX;
	question->header.generation = bucket->generation;
	forward(verdict, ACTION_FORWARD_BY_OWN_ROW, bucket->owners[0]);
	return 1;
}

/* R7: the next previous owner in the header, newest to oldest, but never this server itself. */
static __always_inline int to_previous(struct question *question, struct verdict *verdict)
{
	struct progress *progress = &question->progress;
	const __be32 *hops = (const void *)question->chain + fixed_size(&question->header);
	__be32 target = 0;
	__u32 next = 0;

#pragma unroll
	for (__u32 i = 0; i < HOPS_MAX; i++) {
		const __be32 *hop = hops + i;

		if (next || i < progress->next_hop || i >= progress->hop_count || (const void *)(hop + 1) > question->end)
			continue;
		target = *hop;
		if (target != question->view->self)
			next = i + 1;
	}
	if (!next)
		return 0;
	if (!(member_kind(question->image, question->view, target) & MEMBER_PEER)) {
		drop(verdict, DROP_NEXT_OWNER_NOT_ALLOWED);
	} else if (!spend_hop(question)) {
		drop(verdict, DROP_HOP_BUDGET_EXHAUSTED);
	} else {
		progress->next_hop = next;
		forward(verdict, ACTION_FORWARD_TO_PREVIOUS, target);
	}
	return 1;
}

/* Step 2: the current owner of the newest active row is the only place where a flow may begin (R9). */
static __always_inline void decide_new_flow(struct question *question, struct verdict *verdict)
{
	if (question->bucket->current_is_peer) {
		read_progress(question->chain, question->end, &question->progress);
		if (by_own_row(question, verdict))
			return;
	}
	deliver(verdict, ACTION_DELIVER_NEW);
}

/* Step 3 (R5). A SYN with other bits could open a flow out of TIME_WAIT, where R9 has not looked at it. */
static __always_inline int is_known(const struct packet *packet, __u32 answer)
{
	return answer == KERNEL_ESTABLISHED || (answer == KERNEL_TIME_WAIT && !(packet->flags & TCP_SYN))
	       || answer == KERNEL_SYN_RECEIVED_ACK_MATCHES || answer == KERNEL_LISTENER_COOKIE_VALID;
}

/* No segment of a live flow: SYN with other bits than its ECN ones, or neither ACK nor RST. */
static __always_inline int is_impossible(__u32 flags)
{
	return flags & TCP_SYN || !(flags & (TCP_ACK | TCP_RST));
}

/* Step 6: nobody on the way knew the flow, and there is nobody left to ask (R8). */
static __always_inline void decide_chain_end(const struct question *question, __u32 answer, struct verdict *verdict)
{
	const struct packet *packet = &question->packet;

	if (packet->is_icmp_error && answer == KERNEL_SYN_RECEIVED_ACK_UNKNOWN)
		deliver(verdict, ACTION_DELIVER_KNOWN);
	else if (packet->is_icmp_error)
		drop(verdict, DROP_ICMP_UNKNOWN_AT_CHAIN_END);
	else if (is_impossible(packet->flags))
		drop(verdict, DROP_FLAGS_IMPOSSIBLE_AT_CHAIN_END);
	else if (question->generation < question->bucket->known)
		drop(verdict, DROP_STALE_AT_CHAIN_END);
	else if (!is_lease_valid())
		drop(verdict, DROP_LEASE_LOST);
	else
		deliver(verdict, ACTION_DELIVER_UNKNOWN);
}

/* Steps 3 to 6, for a packet that is located and opens no flow. */
static __always_inline void decide_known_flow(struct question *question, __u32 answer, struct verdict *verdict)
{
	if (is_known(&question->packet, answer)) {
		deliver(verdict, ACTION_DELIVER_KNOWN);
		return;
	}
	read_progress(question->chain, question->end, &question->progress);
	if (!(question->view->flags & VIEW_SYNCED))
		drop(verdict, DROP_NOT_SYNCED);
	else if (!by_own_row(question, verdict) && !to_previous(question, verdict))
		decide_chain_end(question, answer, verdict);
	else if (answer == KERNEL_SYN_RECEIVED_ACK_UNKNOWN && !question->packet.is_icmp_error)
		drop(verdict, DROP_NOT_SYNCED); /* R13: it may be this server's own. */
}

#endif
