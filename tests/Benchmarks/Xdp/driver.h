/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BEAMER_DRIVER_H
#define BEAMER_DRIVER_H

/*
 * What BPF_PROG_TEST_RUN needs to time a program that changes its packet: a driver that restores it before every run.
 * It is included behind FRAME_BYTES and write_frame(data, end), which writes a frame of so many bytes.
 */

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} target SEC(".maps");

SEC("xdp")
int driver(struct xdp_md *context)
{
	__s64 grown = (__s64)context->data_end - (__s64)context->data - FRAME_BYTES;

	if (bpf_xdp_adjust_head(context, (int)grown))
		return XDP_ABORTED;
	if (!write_frame((void *)(long)context->data, (void *)(long)context->data_end))
		return XDP_ABORTED;
	bpf_tail_call(context, &target, 0);
	return XDP_ABORTED;
}

/* The floor: what any program costs. */
SEC("xdp")
int transmit(struct xdp_md *context)
{
	return XDP_TX;
}

#endif
