"""lane.py: builds the lane, runs every check, prints how each was seen, removes everything.

Last line: "vmlane: N passed, N failed". vmlane.sh starts it; docs/vm-lane.md says what is checked and why here.
"""
import argparse
import signal
import sys
import time

import checks
import network
from fleet import Fleet
from handshake import Client, packet_socket
from machine import Machine, MachineError


class Lane:
    """Two machines, the network, and the client. Made once; each check has a fleet of its own."""

    def __init__(self):
        self.machines = {}
        self.client = None

    def build(self, cache):
        network.build()
        for name, address in network.SERVERS.items():
            self.machines[name] = Machine(name, cache, network.PREFIX + 'fabric', name, network.mac_of(address))
        self.client = Client(packet_socket(network.PREFIX + 'client', 'eth0'), network.mac_of(network.CLIENT),
                             network.CLIENT, network.VIP, network.PORT)
        for name, machine in self.machines.items():
            machine.wait_until_ready()
            machine.run(network.server_setup(name))
            machine.start(f'python3 {checks.HERE}/answers.py {name} {network.VIP} {network.PORT}', 'answers')
        for machine in self.machines.values():
            # Sooner, a SYN would be answered with a RST, which counts against the machine.
            machine.run(f"until ss -Hltn 'sport = :{network.PORT}' | grep -q .; do sleep 0.1; done")

    def close(self):
        for machine in self.machines.values():
            machine.close()
        network.remove()


def run_check(check, lane, datapath, arguments):
    """One check on a fleet of its own; every criterion with what was seen. True when all hold."""
    title = check.TITLE + (f' [{datapath}]' if datapath else '')
    began = time.monotonic()
    lane.client.forget()
    try:
        seen = check.run(
            lane, lambda: Fleet(lane.machines, datapath, arguments.published), arguments.connections)
    except (MachineError, OSError) as problem:
        print(f'FAILED {title}\n  it could not be run: {problem}', flush=True)
        return False
    passed = all(holds for holds, _ in seen)
    print(f'{"passed" if passed else "FAILED"} {title} ({time.monotonic() - began:.0f} s)')
    for holds, sentence in seen:
        print(f'  {"+" if holds else "-"} {sentence}', flush=True)
    return passed


def leave(number, _):
    """Whoever stops it gets everything removed; a second signal does not stop that."""
    for other in (signal.SIGTERM, signal.SIGINT):
        signal.signal(other, signal.SIG_IGN)
    sys.exit(128 + number)


def main():
    parser = argparse.ArgumentParser(prog='vmlane.sh', description=__doc__)
    parser.add_argument('--cache', required=True, help=argparse.SUPPRESS)
    parser.add_argument('--connections', type=int, default=100, help='of each check; default 100')
    parser.add_argument('--datapath', action='append', choices=['portable', 'xdp'],
                        help="of the agents; may be given twice; default: both")
    parser.add_argument('--published', action='store_true', help='run what publish.sh has compiled')
    parser.add_argument('check', nargs='*', help=f'which checks; default all: {", ".join(checks.NAMES)}')
    arguments = parser.parse_args()
    if unknown := set(arguments.check) - set(checks.NAMES):
        parser.error(f'no check: {", ".join(sorted(unknown))}')

    results = []
    lane = Lane()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    try:
        began = time.monotonic()
        lane.build(arguments.cache)
        print(f'two machines with {lane.machines["s1"].run("uname -r")} are up ({time.monotonic() - began:.0f} s)',
              flush=True)
        for check, datapath in checks.chosen(arguments.check, arguments.datapath):
            results.append(run_check(check, lane, datapath, arguments))
    finally:
        lane.close()
    print(f'vmlane: {results.count(True)} passed, {results.count(False)} failed')
    return 0 if results and all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
