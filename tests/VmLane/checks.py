"""What the lane checks. Each check returns its criteria: whether it holds, and a sentence with what was seen."""
import os
import random
import re
from collections import Counter

import network

# In emulation a packet of these tests takes about 25 times as long.
DIFFERENTIAL_PACKETS, DIFFERENTIAL_SECONDS = 5000, 900
# Those that need no more packets than they are told; TCX, which one would need, is of Linux 6.6.
DIFFERENTIAL_TESTS = [
    ('Unit', "-method '*.ServerProgramTests.Packets_*' -method '*.KernelPathTests.*' -method- '*.Beside_a_stranger_*'"),
    ('DataPlane', "-method '*.MuxDifferenceTests.Whatever_*' -method '*.XdpDataPlaneTests.*'"),
]
HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.dirname(os.path.dirname(HERE))
SERVER_OF = {network.mac_of(address): name for name, address in network.SERVERS.items()}
MAC_OF = {name: mac for mac, name in SERVER_OF.items()}
MUX_MACS = {name: network.mac_of(address) for name, address in network.MUXES.items()}
KERNEL_COUNTERS = ('TcpExtSyncookiesSent', 'TcpExtSyncookiesRecv', 'TcpExtSyncookiesFailed', 'TcpOutRsts')
OFFER_SECONDS, ANSWER_SECONDS = 60, 90
DOUBLED_WITHIN_SECONDS, LATE_MAX = 0.05, 1000


class SecretsDiffer:
    NAME, TITLE = 'secrets', 'Control: no machine takes a SYN cookie of the other'
    uses_agents = False

    @staticmethod
    def run(lane, _, connections):
        """Without any balancer: straight to the machines, which both have sent cookies just before."""
        set_cookies(lane, 2)
        seen = []
        for to_syn, to_ack in (('s1', 's1'), ('s2', 's2'), ('s1', 's2'), ('s2', 's1')):
            handshakes = lane.client.open(20)
            lane.client.way = lambda _: MAC_OF[to_syn]
            lane.client.send_syns(handshakes, OFFER_SECONDS)
            for handshake in handshakes:
                handshake.accept(MAC_OF[to_syn])
            lane.client.way = lambda _: MAC_OF[to_ack]
            lane.client.ask(handshakes, 20)
            answered, reset = len(answered_at_home(handshakes)), sum(bool(one.resets) for one in handshakes)
            expected = (20, 0) if to_syn == to_ack else (0, 20)
            seen.append(((answered, reset) == expected,
                         f'SYN to {to_syn}, ACK to {to_ack}: {answered} of 20 answered, {reset} reset'))
        return seen


class CookiesAcrossMove:
    NAME, TITLE = 'X13', 'X13: SYN cookies (tcp_syncookies=2), buckets moved between SYN-ACK and ACK'
    uses_agents = True

    @staticmethod
    def run(lane, new_fleet, connections):
        set_cookies(lane, 2)
        client = lane.client
        with new_fleet() as fleet:
            # Not in between: to ask an agent takes a connection, and that a cookie.
            chained = fleet.agent_metric('s2', 'beamer_agent_packets_total', verdict='forward_to_previous')
            before = kernel_counters(lane)
            client.way = lambda _: MUX_MACS['mux1']
            handshakes = client.open(connections)
            client.send_syns(handshakes, OFFER_SECONDS)
            issued = Counter(SERVER_OF[mac] for one in handshakes for mac in one.offers)
            for one in handshakes:
                if one.offers:
                    one.accept(next(iter(one.offers)))
            fleet.drain('s1', at_mux='mux1')
            client.ask([one for one in handshakes if one.home], ANSWER_SECONDS)
            after = kernel_counters(lane)
            chained = fleet.agent_metric('s2', 'beamer_agent_packets_total', verdict='forward_to_previous') - chained
        spent = {name: {counter: after[name][counter] - before[name][counter] for counter in KERNEL_COUNTERS}
                 for name in after}
        at_home = Counter(SERVER_OF[one.home] for one in answered_at_home(handshakes))
        used = {name: spent[name]['TcpExtSyncookiesRecv'] for name in spent}
        return [
            (issued.total() == connections and min(issued['s1'], issued['s2']) > 0,
             f'{connections} SYNs: cookies of s1 {issued["s1"]}, of s2 {issued["s2"]}; then every bucket moved to s2'),
            (at_home == issued, f'completed by the issuer: s1 {at_home["s1"]}, s2 {at_home["s2"]}'),
            (not any(one.resets for one in handshakes), f'reset: {sum(bool(one.resets) for one in handshakes)}'),
            (used == dict(issued), f'cookies that the kernels took: s1 {used["s1"]}, s2 {used["s2"]}'),
            (chained >= issued['s1'], f'packets that s2 chained to s1: {chained:.0f}'),
            (all(spent[name]['TcpExtSyncookiesFailed'] == spent[name]['TcpOutRsts'] == 0 for name in spent),
             'cookies refused and RSTs sent by the kernels: '
             + ', '.join(f'{name} {spent[name]["TcpExtSyncookiesFailed"]} and {spent[name]["TcpOutRsts"]}'
                         for name in sorted(spent))),
        ]


class SplitSyn:
    NAME, TITLE = 'X11', 'X11: each SYN to the old and to the new owner of its bucket'
    uses_agents = True

    @staticmethod
    def run(lane, new_fleet, connections):
        """Old and new owner each answer with a sequence number of their own; the client takes one of the two."""
        set_cookies(lane, 1)
        client = lane.client
        with new_fleet() as fleet:
            resets_before = {name: count['TcpOutRsts'] for name, count in kernel_counters(lane).items()}
            fleet.cut('mux2')
            client.way = lambda _: MUX_MACS['mux1']
            early = client.open(connections)
            client.send_syns(early, OFFER_SECONDS)
            # Those whose bucket will move. The others would have their SYN doubled to the same server.
            split = [one for one in early if MAC_OF['s1'] in one.offers]
            for one in split[::2]:
                one.accept(MAC_OF['s1'])
            fleet.drain('s1', at_mux='mux1')
            client.send_syns(split, OFFER_SECONDS, lambda one: MAC_OF['s2'] in one.offers)
            for one in split[1::2]:
                if MAC_OF['s2'] in one.offers:
                    one.accept(MAC_OF['s2'])
            both = sum(len(one.offers) == 2 for one in split)
            different = sum(len(set(one.offers.values())) == 2 for one in split)

            late = client.open(min(connections // 2, LATE_MAX))
            send_doubled(client, late)
            for one in late:
                if one.offers:
                    one.accept(next(iter(one.offers)))
            rerouted = fleet.agent_metric('s1', 'beamer_agent_packets_total', verdict='forward_by_own_row')

            asked = [one for one in split + late if one.home]
            client.way = lambda _: random.choice(list(MUX_MACS.values()))
            client.ask(asked, ANSWER_SECONDS)
            # A server sends its SYN-ACK again after 1, 3 and 7 s: the one that lost the race is heard out.
            client.listen(8)
            generations = {mux: fleet.mux_metric(mux, 'beamer_table_generation') for mux in network.MUXES}
            resets = sum(count['TcpOutRsts'] - resets_before[name] for name, count in kernel_counters(lane).items())
        at_home = answered_at_home(split + late)
        old = sum(one.home == MAC_OF['s1'] for one in at_home)
        return [
            (0 < len(split) == both == different,
             f'{len(split)} SYNs went to s1 before the move and to s2 after it; answered by both: {both}, with '
             f'sequence numbers that differ: {different}'),
            (rerouted > 0 and generations['mux2'] < generations['mux1'],
             f'{len(late)} SYNs went through a stale and a fresh MUX (generations {generations["mux2"]:.0f} and '
             f'{generations["mux1"]:.0f}) at once; s1 sent {rerouted:.0f} of the stale one on by its newer row'),
            (len(at_home) == len(split) + len(late) and 0 < old < len(at_home),
             f'answered by the server whose SYN-ACK the client took: {len(at_home)} of {len(split) + len(late)}, {old} '
             f'of them by the old owner'),
            (resets == 0 and not any(one.resets for one in early + late),
             f'RSTs sent by the kernels: {resets}; connections reset: {sum(bool(one.resets) for one in early + late)}'),
        ]


class ObjectsOnThisKernel:
    NAME, TITLE = 'objects', "The BPF programs load in Debian's kernel and decide as the C# functions do"
    uses_agents = False

    @staticmethod
    def run(lane, _, connections):
        """The unit tests that feed the same packets to both, with few of them, run by .NET inside a machine."""
        seen = []
        for project, tests in DIFFERENTIAL_TESTS:
            status, output = lane.machines['s1'].run(
                f'BEAMER_DATAPLANE_CASES={DIFFERENTIAL_PACKETS} '
                f'{REPOSITORY}/artifacts/bin/{project}/release/Beamer.Tests.{project} -noColor {tests}',
                DIFFERENTIAL_SECONDS, check=False)
            counts = re.search(r'Total: (\d+), Errors: 0, Failed: 0, Skipped: 0', output)
            seen.append((status == 0 and counts is not None and int(counts[1]) > 0,
                         f'{project}, {DIFFERENTIAL_PACKETS} packets: '
                         + (f'{counts[1]} tests passed' if counts else output[-1500:])))
        return seen


CHECKS = [SecretsDiffer, SplitSyn, CookiesAcrossMove, ObjectsOnThisKernel]
NAMES = [check.NAME for check in CHECKS]


def chosen(names, datapaths):
    """The checks to run, each with the data path of its agents."""
    for check in CHECKS:
        if not names or check.NAME in names:
            for datapath in (datapaths or ['portable', 'xdp']) if check.uses_agents else [None]:
                yield check, datapath


def send_doubled(client, handshakes):
    """Each SYN by the stale MUX and by the fresh one, up to 50 ms apart, either of them first."""
    for one in handshakes:
        ways = list(MUX_MACS.values())
        random.shuffle(ways)
        for way in ways:
            client.way = lambda _, mac=way: mac
            client.send_syn(one)
            client.listen(random.uniform(0, DOUBLED_WITHIN_SECONDS))
    client.way = lambda _: MUX_MACS['mux1']
    client.send_syns(handshakes, OFFER_SECONDS)


def answered_at_home(handshakes):
    """Those that ended well: the whole answer, and from the server whose SYN-ACK was accepted alone."""
    return [one for one in handshakes if one.finished and not one.resets and one.answered_by == {one.home}
            and one.answer.decode().strip() == SERVER_OF[one.home]]


def set_cookies(lane, value):
    for machine in lane.machines.values():
        machine.run(f'sysctl -qw net.ipv4.tcp_syncookies={value} net.ipv4.tcp_max_syn_backlog=8192')


def kernel_counters(lane):
    counters = {}
    for name, machine in lane.machines.items():
        lines = machine.run(f'nstat -asz {" ".join(KERNEL_COUNTERS)}').splitlines()
        counters[name] = {words[0]: int(words[1]) for words in map(str.split, lines) if words[0] in KERNEL_COUNTERS}
    return counters
