"""A fleet of two MUXes and a controller in namespaces, and of agents in machines."""
import contextlib
import glob
import os
import re
import shutil
import subprocess
import tempfile
import time

import network
from machine import PATIENCE_SECONDS, MachineError

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROJECTS = {'beamer-controller': 'Controller', 'beamer-mux': 'Mux', 'beamer-backend': 'Backend', 'beamerctl': 'Cli'}

SAMPLE = r'^NAME(\{(?P<tags>[^}]*)\})? (?P<value>\S+)'



def declaration():
    servers = [f'  - {{ name: {name}, address: {address}, pool: web }}' for name, address in network.SERVERS.items()]
    muxes = [f'  - {{ name: {name}, address: {address} }}' for name, address in network.MUXES.items()]
    service = f'  - {{ vip: {network.VIP}, port: {network.PORT}, protocol: tcp, pool: web }}'
    return '\n'.join(['pools:', '  - { name: web }', 'services:', service, 'servers:', *servers, 'muxes:', *muxes, ''])


def program(name, is_published):
    """What publish.sh has compiled, or what dotnet build has."""
    folder = 'beamer' if is_published else f'bin/{PROJECTS[name]}/release'
    return os.path.join(REPOSITORY, 'artifacts', folder, name)


class Fleet:
    """Starts empty and converged; ends with its daemons, and leaves the machines for the next one."""

    def __init__(self, machines, datapath, is_published):
        self._machines = machines
        self._is_published = is_published
        self._folder = tempfile.mkdtemp(prefix='beamer-vm-fleet-')
        self._socket = os.path.join(self._folder, 'controller.sock')
        self._processes = []
        self._datapath = datapath
        try:
            self._start()
        except BaseException:
            # What kept it from starting is the news, not what that does to the end.
            with contextlib.suppress(MachineError):
                self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _start(self):
        self._daemon('controller', 'beamer-controller', f'--Controller:Listen={network.CONTROLLER}:7400',
                     f'--Controller:OperatorListen=unix:{self._socket}',
                     f'--Controller:StatePath={self._folder}/controller.db', '--Controller:SlowStartSeconds=0')
        path = os.path.join(self._folder, 'fleet.yaml')
        with open(path, 'w') as file:
            file.write(declaration())
        self._until('the controller takes the declaration', lambda: os.path.exists(self._socket)
                    and self.operate('apply', '-f', path, check=False).returncode == 0)
        for name, address in network.MUXES.items():
            self._daemon(name, 'beamer-mux', f'--Mux:Name={name}', '--Mux:Interface=eth0', '--Mux:Output=raw',
                         '--Mux:Datapath=portable',
                         f'--Mux:Address={address}', f'--Mux:Controller=http://{network.CONTROLLER}:7400',
                         f'--Mux:StateDirectory={self._folder}/{name}',
                         f'--Mux:ControlSocket={self._folder}/{name}.sock')
        for name, machine in self._machines.items():
            machine.run('rm -rf /run/beamer/state /lane/agent.log')
            options = [f'--Backend:Name={name}', f'--Backend:Address={network.SERVERS[name]}',
                       f'--Backend:Controller=http://{network.CONTROLLER}:7400',
                       '--Backend:StateDirectory=/run/beamer/state']
            if self._datapath:
                options.append(f'--Backend:Datapath={self._datapath}')
            machine.start(f'{program("beamer-backend", self._is_published)} {" ".join(options)}', 'agent')
        self._until('both servers are active, and every MUX has their rows, which are settled', self._is_whole)

    def _is_whole(self):
        newest = self.controller_metric('beamer_table_generation')
        return (all(self._buckets_of(server) for server in network.SERVERS)
                and self.controller_metric('beamer_controller_converged') == 1
                # A bucket that has a previous owner may not go back to it: a drain would wait for it.
                and self.controller_metric('beamer_controller_buckets_unsettled') == 0
                and all(self.mux_metric(mux, 'beamer_table_generation') == newest for mux in network.MUXES))

    def _buckets_of(self, server):
        return self.controller_metric('beamer_controller_server_buckets', server=server)

    def operate(self, *words, check=True):
        """beamerctl."""
        command = [program('beamerctl', self._is_published), '--controller', f'unix:{self._socket}', *words]
        return subprocess.run(command, capture_output=True, text=True, check=check)

    def drain(self, server, at_mux):
        """Returns when the MUX forwards by a table in which the server owns nothing."""
        self.operate('drain', server)
        self._until(f'{server} owns no bucket, also at {at_mux}', lambda: self._buckets_of(server) == 0
                    and self.mux_metric(at_mux, 'beamer_table_generation')
                    == self.controller_metric('beamer_table_generation'))

    def controller_metric(self, name, **tags):
        return metric(_get('controller', 9100), name, **tags)

    def mux_metric(self, mux, name, **tags):
        return metric(_get(mux, 9101), name, **tags)

    def agent_metric(self, server, name, **tags):
        return metric(self._machines[server].run('curl -s http://127.0.0.1:9102/metrics'), name, **tags) or 0

    def cut(self, mux):
        """Takes the way between a MUX and the controller, both directions: it goes on with the table that it has."""
        for namespace, address in ends_of(mux):
            network.run('ip', '-n', network.PREFIX + namespace, 'route', 'add', 'blackhole', f'{address}/32')

    def close(self):
        for process in self._processes:
            process.kill()
            process.wait()
        for namespace, address in [end for mux in network.MUXES for end in ends_of(mux)]:
            subprocess.run(['ip', '-n', network.PREFIX + namespace, 'route', 'delete', 'blackhole', f'{address}/32'],
                           capture_output=True, check=False)
        shutil.rmtree(self._folder)
        for machine in self._machines.values():
            # An agent's program in the kernel outlives it; without pin and process it is gone.
            machine.run('[ ! -e /run/agent.pid ] || kill -9 $(cat /run/agent.pid) 2> /dev/null; rm -f /run/agent.pid; '
                        'rm -rf /sys/fs/bpf/beamer; ip link delete beamer0 2> /dev/null; true')

    def _daemon(self, namespace, name, *options):
        log = open(os.path.join(self._folder, namespace + '.log'), 'wb')
        command = network.in_namespace(namespace, program(name, self._is_published), *options)
        self._processes.append(subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True))

    def _until(self, what, holds):
        end = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            if time.monotonic() > end:
                raise MachineError(f'not within {PATIENCE_SECONDS} s: {what}\n{self._tell()}')
            time.sleep(0.2)

    def _tell(self):
        """What an operator would look at first."""
        told = [self.operate('status', check=False).stdout]
        for path in sorted(glob.glob(os.path.join(self._folder, '*.log'))):
            with open(path, errors='replace') as log:
                told.append(f'{os.path.basename(path)}: {log.read()[-1000:]}')
        told += [f'{name}: {machine.log("agent")[-1000:]}' for name, machine in self._machines.items()]
        return '\n'.join(told)


def ends_of(mux):
    """The namespaces of a MUX and of the controller, each with the address of the other."""
    return [(mux, network.CONTROLLER), ('controller', network.MUXES[mux])]


def _get(namespace, port):
    command = network.in_namespace(namespace, 'curl', '-s', '--max-time', '2', f'http://127.0.0.1:{port}/metrics')
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def metric(text, name, **tags):
    """The sum of a metric's values with these tags; None when there is none. The exporter adds tags of its own."""
    wanted = [f'{tag}="{value}"' for tag, value in tags.items()]
    found = [float(line['value']) for line in re.finditer(SAMPLE.replace('NAME', name), text, re.MULTILINE)
             if all(tag in (line['tags'] or '') for tag in wanted)]
    return sum(found) if found else None
