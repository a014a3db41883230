/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#include "counters.h"
#include "decision.h"
#include "kernel.h"
#include "plain.h"
#include "probe.h"
#include "tunnel.h"
#include "view.h"

/*
 * The agent's data path in the kernel, at XDP or at TC ingress: Beamer.Backend.Ingress.DatagramHandler in C.
 *
 * What it does not handle goes up unchanged: the UDP socket of the agent's process gets the datagram, and the C#
 * functions decide. So do probes, and packets to a server whose link address is not known yet: the kernel asks for it.
 */

enum {
	AF_INET = 2,
	TC_OK = 0,
	TC_SHOT = 2,
};

enum outcome {
	OUTCOME_UP, /* to the kernel, and by it to the agent's process; not counted here */
	OUTCOME_DROP,
	OUTCOME_DELIVER,
	OUTCOME_FORWARD,
	OUTCOME_ANSWER,
};

/* A frame on its way through one of the programs. */
struct way {
	void *frame;
	void *end;
	struct outer outer;
	struct question question;
	struct verdict verdict;
};

static __always_inline int refuse(struct way *way, int reason)
{
	drop(&way->verdict, reason);
	return OUTCOME_DROP;
}

static __always_inline int examine_probe(void *context, struct way *way)
{
	const struct view *view = way->question.view;
	int reason;

	if (has_process(context, view, &way->outer))
		return OUTCOME_UP;
	reason = answer_probe(way->frame, way->end, view, &way->outer);
	return reason ? refuse(way, reason) : OUTCOME_ANSWER;
}

static __always_inline int decide(void *context, struct way *way)
{
	struct question *question = &way->question;
	int reason = locate(question);

	if (reason)
		return refuse(way, reason);
	if (is_new_flow(&question->packet)) {
		decide_new_flow(question, &way->verdict);
	} else {
		__u32 answer = ask_kernel(context, &question->packet, way->frame + way->outer.inner, way->end);

		decide_known_flow(question, answer, &way->verdict);
	}
	switch (way->verdict.action) {
	case ACTION_DROP:
		return OUTCOME_DROP;
	case ACTION_FORWARD_TO_PREVIOUS:
	case ACTION_FORWARD_BY_OWN_ROW:
		return OUTCOME_FORWARD;
	default:
		return OUTCOME_DELIVER;
	}
}

/* What becomes of the frame; its bytes change only if a probe is answered, or a mark copied. */
static __always_inline int examine(void *context, struct way *way)
{
	struct question *question = &way->question;
	const struct ipv4 *ip = way->frame + sizeof(struct ethernet);
	__u32 zero = 0;
	__u32 payload = PAYLOAD_PACKET, reason = DROP_NONE;
	int outcome;

	if (!read_plain_datagram(way->frame, way->end, &way->outer, &question->header, &question->packet)) {
		struct datagram other;

		if (!read_datagram(way->frame, way->end, &other))
			return OUTCOME_UP;
		way->outer = other.outer;
		/* The verifier does not know what a function has written. */
		way->outer.inner &= INNER_MASK;
		question->header = other.header;
		question->packet = other.packet;
		payload = other.payload;
		reason = other.reason;
	}
	question->image = bpf_map_lookup_elem(&views, &zero);
	if (!question->image)
		return OUTCOME_UP;
	question->view = view_line(question->image, 0);
	if (!question->view || ip->destination != question->view->self)
		return OUTCOME_UP;
	if (!(member_kind(question->image, question->view, way->outer.source) & MEMBER_SOURCE))
		return refuse(way, DROP_SOURCE_NOT_ALLOWED);
	if (reason)
		return refuse(way, reason);
	if (payload == PAYLOAD_PROBE)
		return examine_probe(context, way);
	if (payload == PAYLOAD_UNUSUAL)
		return OUTCOME_UP;
	question->end = way->end;
	question->chain = way->frame + HEADERS_SIZE_MIN + sizeof(struct gue);
	outcome = decide(context, way);
	if (outcome == OUTCOME_DELIVER && !apply_mark(way->frame + way->outer.inner, way->end, &way->outer))
		return refuse(way, DROP_CONGESTION_MARK_FORBIDDEN);
	return outcome;
}

/* Bytes in front of the client's packet once it is sent on. */
static __always_inline __u32 headers_size(const struct question *question)
{
	return HEADERS_SIZE_MIN + sizeof(struct gue) + fixed_size(&question->header) + 4 * question->progress.hop_count;
}

static __always_inline __u32 inner_size(const struct outer *outer)
{
	return HEADERS_SIZE_MIN + outer->payload - outer->inner;
}

static __always_inline int drop_xdp(__u32 reason)
{
	count_dropped(reason);
	return XDP_DROP;
}

static __always_inline int forward_xdp(struct xdp_md *context, struct way *way)
{
	const struct question *question = &way->question;
	__u32 headers = headers_size(question), inner = inner_size(&way->outer);
	struct bpf_fib_lookup route = {
		.family = AF_INET,
		.l4_protocol = PROTOCOL_UDP,
		.tot_len = headers - sizeof(struct ethernet) + inner,
		.ifindex = context->ingress_ifindex,
		.ipv4_src = question->view->self,
		.ipv4_dst = way->verdict.target,
	};
	struct ethernet *ethernet;
	long found = bpf_fib_lookup(context, &route, sizeof(route), 0);

	if (found == BPF_FIB_LKUP_RET_FRAG_NEEDED)
		return drop_xdp(DROP_CHAIN_TRANSMIT_FAILED);
	if (found != BPF_FIB_LKUP_RET_SUCCESS)
		return XDP_PASS;
	if (headers != way->outer.inner && bpf_xdp_adjust_head(context, (int)way->outer.inner - (int)headers))
		return drop_xdp(DROP_NO_HEADROOM);
	ethernet = (void *)(long)context->data;
	if (write_tunnel(ethernet, (void *)(long)context->data_end, question, &way->verdict, &way->outer, inner))
		return drop_xdp(DROP_NO_HEADROOM);
	__builtin_memcpy(ethernet->destination, route.dmac, sizeof(route.dmac));
	__builtin_memcpy(ethernet->source, route.smac, sizeof(route.smac));
	ethernet->type = bpf_htons(ETHERTYPE_IPV4);
	count_action(way->verdict.action);
	return route.ifindex == context->ingress_ifindex ? XDP_TX : bpf_redirect(route.ifindex, 0);
}

/* The client's packet alone, as if it had come by itself. */
static __always_inline int deliver_xdp(struct xdp_md *context, struct way *way)
{
	__u32 surplus = inner_size(&way->outer) - way->question.packet.total;
	const void *before = way->frame;
	__u64 first = *(const __u64 *)before;
	__u32 second = *(const __u32 *)(before + 8);
	void *start;

	if (bpf_xdp_adjust_head(context, (int)way->outer.inner - (int)sizeof(struct ethernet)))
		return drop_xdp(DROP_INJECT_FAILED);
	start = (void *)(long)context->data;
	if (start + sizeof(struct ethernet) > (void *)(long)context->data_end)
		return drop_xdp(DROP_INJECT_FAILED);
	*(__u64 *)start = first;
	*(__u32 *)(start + 8) = second;
	*(__be16 *)(start + 12) = bpf_htons(ETHERTYPE_IPV4);
	if (surplus && bpf_xdp_adjust_tail(context, -(int)surplus))
		return drop_xdp(DROP_INJECT_FAILED);
	count_action(way->verdict.action);
	return XDP_PASS;
}

SEC("xdp")
int server_xdp(struct xdp_md *context)
{
	struct way way = {
		.frame = (void *)(long)context->data,
		.end = (void *)(long)context->data_end,
	};

	if (!is_for_tunnel(way.frame, way.end))
		return XDP_PASS;
	switch (examine(context, &way)) {
	case OUTCOME_UP:
		return XDP_PASS;
	case OUTCOME_DELIVER:
		return deliver_xdp(context, &way);
	case OUTCOME_FORWARD:
		return forward_xdp(context, &way);
	case OUTCOME_ANSWER:
		count_answered();
		return XDP_TX;
	default:
		return drop_xdp(way.verdict.reason);
	}
}

static __always_inline int drop_tc(__u32 reason)
{
	count_dropped(reason);
	return TC_SHOT;
}

/* The kernel finds the way and the next server's link address by itself. */
static __always_inline int forward_tc(struct __sk_buff *context, struct way *way)
{
	const struct question *question = &way->question;
	__u32 headers = headers_size(question), inner = inner_size(&way->outer);
	__s32 growth = (int)headers - (int)way->outer.inner;

	if (growth && bpf_skb_adjust_room(context, growth, BPF_ADJ_ROOM_MAC, 0))
		return drop_tc(DROP_NO_HEADROOM);
	if (write_tunnel((void *)(long)context->data, (void *)(long)context->data_end, question, &way->verdict,
			 &way->outer, inner))
		return drop_tc(DROP_NO_HEADROOM);
	count_action(way->verdict.action);
	return bpf_redirect_neigh(context->ifindex, NULL, 0, 0);
}

static __always_inline int deliver_tc(struct __sk_buff *context, struct way *way)
{
	__u32 surplus = inner_size(&way->outer) - way->question.packet.total;
	__s32 headers = way->outer.inner - sizeof(struct ethernet);

	if (bpf_skb_adjust_room(context, -headers, BPF_ADJ_ROOM_MAC, 0))
		return drop_tc(DROP_INJECT_FAILED);
	if (surplus && bpf_skb_change_tail(context, context->len - surplus, 0))
		return drop_tc(DROP_INJECT_FAILED);
	count_action(way->verdict.action);
	return TC_OK;
}

/* For interfaces without XDP: the same, on the kernel's own buffers. */
SEC("tc")
int server_tc(struct __sk_buff *context)
{
	struct way way = {};

	if (!is_for_tunnel((void *)(long)context->data, (void *)(long)context->data_end))
		return TC_OK;
	/* The whole packet in one piece; as a rule it is that already. */
	if (context->data_end - context->data < context->len && bpf_skb_pull_data(context, context->len))
		return TC_OK;
	way.frame = (void *)(long)context->data;
	way.end = (void *)(long)context->data_end;
	switch (examine(context, &way)) {
	case OUTCOME_UP:
		return TC_OK;
	case OUTCOME_DELIVER:
		return deliver_tc(context, &way);
	case OUTCOME_FORWARD:
		return forward_tc(context, &way);
	case OUTCOME_ANSWER:
		count_answered();
		return bpf_redirect(context->ifindex, 0);
	default:
		return drop_tc(way.verdict.reason);
	}
}

char _license[] SEC("license") = "Dual BSD/GPL";
