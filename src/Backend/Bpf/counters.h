/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_COUNTERS_H
#define BEAMER_COUNTERS_H

#include "drop_reason.h"
#include "wire.h"

/* Beamer.Backend.Ingress.IngressCounters in C: received = answered + the sum of actions + the sum of dropped. */

enum {
	ACTIONS = 6,
};

struct counters {
	__u64 received; /* without what is left to the agent's process, which counts it */
	__u64 answered;
	__u64 actions[ACTIONS];
	__u64 dropped[DROP_LIMIT];
};

/* One for each processor, so that no two write to the same memory. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct counters);
} counters SEC(".maps");

static __always_inline struct counters *count_received(void)
{
	__u32 zero = 0;
	struct counters *mine = bpf_map_lookup_elem(&counters, &zero);

	if (mine)
		mine->received++;
	return mine;
}

static __always_inline void count_action(__u32 action)
{
	struct counters *mine = count_received();

	if (mine && action < ACTIONS)
		mine->actions[action]++;
}

static __always_inline void count_dropped(__u32 reason)
{
	struct counters *mine = count_received();

	if (mine)
		mine->dropped[reason & (DROP_LIMIT - 1)]++;
}

static __always_inline void count_answered(void)
{
	struct counters *mine = count_received();

	if (mine)
		mine->answered++;
}

#endif
