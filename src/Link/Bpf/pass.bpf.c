/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#include "wire.h"

/*
 * Leaves every frame to the stack. A veth interface takes frames that an XDP program sends (XDP_TX) only if there is a
 * native XDP program on its own end: this one costs nothing and does nothing.
 */
SEC("xdp")
int pass(struct xdp_md *context)
{
	return XDP_PASS;
}

char _license[] SEC("license") = "Dual BSD/GPL";
