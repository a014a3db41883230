"""daemons.py JSON: what each daemon takes in memory, and how long it starts, as JIT and as machine code (NativeAOT).

A fleet of one MUX, one server and a controller in two network namespaces, all with a table of 65,536 rows. Each round
ends the daemons and starts them again, from what they have stored, in turn as JIT and as machine code. "Ready" is the
first answer of /metrics with a table in force. The memory is VmRSS, 5 seconds after all are ready. Prints a table for
docs/performance.md.
"""
import ctypes
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROUNDS = int(os.environ.get('BEAMER_ROUNDS', '9'))
SETTLE_SECONDS = 5
READY_SECONDS = 120
CLONE_NEWNET = 0x40000000
FRONT, SERVER = '10.77.0.1', '10.77.0.11'
FORMS = {
    'JIT': lambda project, program: f'{REPOSITORY}/artifacts/bin/{project}/release/{program}',
    'NativeAOT': lambda project, program: f'{REPOSITORY}/artifacts/beamer/{program}',
}


class Daemon:
    def __init__(self, project, program, namespace, port, *options):
        self.project, self.program, self.namespace, self.port, self.options = project, program, namespace, port, options
        self._process = None

    def start(self, form, log):
        """Returns the milliseconds until it is ready."""
        began = time.monotonic()
        self._process = subprocess.Popen(
            ['ip', 'netns', 'exec', self.namespace, FORMS[form](self.project, self.program), *self.options],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while not (self.generation() or 0) > 0:
            if time.monotonic() - began > READY_SECONDS or self._process.poll() is not None:
                sys.exit(f'{self.program} ({form}) does not start; its log is {log.name}')
            time.sleep(0.002)
        return (time.monotonic() - began) * 1000

    def generation(self):
        """The table in force, or None while nobody answers."""
        try:
            with socket_in(self.namespace) as asked:
                asked.settimeout(2)
                asked.connect(('127.0.0.1', self.port))
                asked.sendall(b'GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
                text = b''.join(iter(lambda: asked.recv(65536), b'')).decode()
        except OSError:
            return None
        found = re.search(r'^beamer_(?:table|agent)_generation(?:\{[^}]*\})? (\S+)', text, re.MULTILINE)
        return float(found[1]) if found else None

    def resident_mib(self):
        with open(f'/proc/{self._process.pid}/status') as status:
            return int(re.search(r'VmRSS:\s+(\d+)', status.read())[1]) / 1024

    def stop(self):
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None


def socket_in(namespace):
    set_namespace = ctypes.CDLL(None).setns
    with open('/proc/self/ns/net') as own, open(f'/run/netns/{namespace}') as other:
        set_namespace(other.fileno(), CLONE_NEWNET)
        try:
            return socket.socket()
        finally:
            set_namespace(own.fileno(), CLONE_NEWNET)


def build_network():
    script = f'''
        ip netns add bd-front; ip netns add bd-server
        ip link add eth0 mtu 1600 netns bd-front type veth peer name eth0 mtu 1600 netns bd-server
        for n in front server; do ip -n bd-$n link set lo up; ip -n bd-$n link set eth0 up; done
        ip -n bd-front address add {FRONT}/24 dev eth0; ip -n bd-server address add {SERVER}/24 dev eth0
        ip -n bd-server address add 192.0.2.10/32 dev lo
        ip netns exec bd-server sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2 \\
            net.ipv4.conf.all.rp_filter=0'''
    subprocess.run(['sh', '-ec', script], check=True)


def remove_network():
    for name in ('bd-front', 'bd-server'):
        subprocess.run(['ip', 'netns', 'delete', name], capture_output=True, check=False)


def daemons_in(folder):
    controller = f'http://{FRONT}:7400'
    return {
        'controller': Daemon(
            'Controller', 'beamer-controller', 'bd-front', 9100, f'--Controller:Listen={FRONT}:7400',
            f'--Controller:OperatorListen=unix:{folder}/controller.sock',
            f'--Controller:StatePath={folder}/controller.db'),
        'MUX': Daemon(
            'Mux', 'beamer-mux', 'bd-front', 9101, '--Mux:Name=mux1', '--Mux:Interface=eth0', f'--Mux:Address={FRONT}',
            f'--Mux:Controller={controller}', f'--Mux:StateDirectory={folder}/mux',
            f'--Mux:ControlSocket={folder}/mux.sock'),
        'agent': Daemon(
            'Backend', 'beamer-backend', 'bd-server', 9102, '--Backend:Name=s1', f'--Backend:Address={SERVER}',
            f'--Backend:Controller={controller}', f'--Backend:StateDirectory={folder}/agent',
            f'--Backend:ControlSocket={folder}/agent.sock'),
    }


def declare_fleet(folder):
    """The first table, of 65,536 rows; from then on every daemon has it in its store."""
    fleet = f'''
pools:
  - {{ name: web }}
services:
  - {{ vip: 192.0.2.10, port: 80, protocol: tcp, pool: web }}
servers:
  - {{ name: s1, address: {SERVER}, pool: web }}
muxes:
  - {{ name: mux1, address: {FRONT} }}
'''
    path = os.path.join(folder, 'fleet.yaml')
    with open(path, 'w') as file:
        file.write(fleet)
    beamerctl = FORMS['NativeAOT']('Cli', 'beamerctl')
    command = [beamerctl, '--controller', f'unix:{folder}/controller.sock', 'apply', '-f', path]
    end = time.monotonic() + READY_SECONDS
    while subprocess.run(command, capture_output=True, check=False).returncode != 0:
        if time.monotonic() > end:
            sys.exit('the controller takes no fleet')
        time.sleep(0.2)


def measure(daemons, folder, log):
    results = {name: {form: {'ready_ms': [], 'resident_mib': []} for form in FORMS} for name in daemons}
    controller = daemons['controller']
    controller._process = subprocess.Popen(
        ['ip', 'netns', 'exec', controller.namespace, FORMS['NativeAOT']('Controller', 'beamer-controller'),
         *controller.options], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    declare_fleet(folder)
    for name in ('MUX', 'agent'):
        daemons[name].start('NativeAOT', log)
    for number in range(ROUNDS):
        for form in FORMS if number % 2 == 0 else reversed(FORMS):
            for daemon in daemons.values():
                daemon.stop()
            for name, daemon in daemons.items():
                results[name][form]['ready_ms'].append(daemon.start(form, log))
            time.sleep(SETTLE_SECONDS)
            for name, daemon in daemons.items():
                results[name][form]['resident_mib'].append(daemon.resident_mib())
            print(f'round {number + 1} of {ROUNDS}, {form}', file=sys.stderr)
    return results


def cell(values):
    return f'{statistics.median(values):,.0f} ({min(values):,.0f}–{max(values):,.0f})'


def main():
    remove_network()
    folder = tempfile.mkdtemp(prefix='beamer-daemons-')
    daemons = daemons_in(folder)
    with open(sys.argv[1] + '.log', 'w') as log:
        try:
            build_network()
            results = measure(daemons, folder, log)
        finally:
            for daemon in daemons.values():
                daemon.stop()
            remove_network()
            shutil.rmtree(folder)
    with open(sys.argv[1], 'w') as report:
        json.dump({'rows': 65536, 'rounds': ROUNDS, 'daemons': results}, report, indent=2)
    print('| daemon | MiB, JIT | MiB, NativeAOT | ready after ms, JIT | ready after ms, NativeAOT |')
    print('|---|---|---|---|---|')
    for name, forms in results.items():
        cells = [cell(forms[form][what]) for what in ('resident_mib', 'ready_ms') for form in FORMS]
        print(f'| {name} |', ' | '.join(cells), '|')


if __name__ == '__main__':
    main()
