"""The lane's network: one Ethernet for namespaces of this host and for the machines, wide enough for a tunnel."""
import subprocess

PREFIX = 'bvm-'
MTU_BYTES = 1600
VIP, PORT = '192.0.2.10', 80
CONTROLLER, CLIENT = '10.78.0.1', '10.78.0.99'
MUXES = {'mux1': '10.78.0.2', 'mux2': '10.78.0.3'}
SERVERS = {'s1': '10.78.0.11', 's2': '10.78.0.12'}


def mac_of(address):
    return '02:78:' + ':'.join(f'{int(part):02x}' for part in address.split('.'))


def in_namespace(name, *command):
    return ['ip', 'netns', 'exec', PREFIX + name, *command]


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def remove():
    """Removes what this run, or one that was killed, has made. Links first: they outlive a namespace with sockets."""
    for line in run('ip', 'netns', 'list').splitlines():
        name = line.split()[0]
        if not name.startswith(PREFIX):
            continue
        for link in ('eth0', 'bridge'):
            subprocess.run(['ip', '-n', name, 'link', 'delete', link], capture_output=True, check=False)
        run('ip', 'netns', 'delete', name)


def build():
    """fabric holds the bridge; every other namespace hangs on it with eth0.

    The client's address is on no interface: the program that speaks TCP from it must not be answered for by a kernel.
    """
    remove()
    run('ip', 'netns', 'add', PREFIX + 'fabric')
    fabric = ['ip', '-n', PREFIX + 'fabric', 'link']
    run(*fabric, 'add', 'bridge', 'mtu', str(MTU_BYTES), 'type', 'bridge')
    run(*fabric, 'set', 'bridge', 'up')
    for name, address in {'controller': CONTROLLER, **MUXES, 'client': CLIENT}.items():
        namespace = PREFIX + name
        run('ip', 'netns', 'add', namespace)
        run(*fabric, 'add', name, 'mtu', str(MTU_BYTES), 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace)
        run(*fabric, 'set', name, 'master', 'bridge', 'up')
        run('ip', '-n', namespace, 'link', 'set', 'lo', 'up')
        run('ip', '-n', namespace, 'link', 'set', 'eth0', 'address', mac_of(address), 'mtu', str(MTU_BYTES), 'up')
        run(*in_namespace(name, 'ethtool', '-K', 'eth0', 'gro', 'off', 'tx', 'off', 'tso', 'off', 'gso', 'off'))
        if name != 'client':
            run('ip', '-n', namespace, 'address', 'add', f'{address}/24', 'dev', 'eth0')
        if name in MUXES:
            run(*in_namespace(name, 'sysctl', '-qw', 'net.ipv4.ip_forward=0'))
    for name in SERVERS:
        run('ip', '-n', PREFIX + 'fabric', 'tuntap', 'add', 'dev', name, 'mode', 'tap')
        run(*fabric, 'set', name, 'mtu', str(MTU_BYTES), 'master', 'bridge', 'up')


SERVER_SETUP = f'''
set -e
modprobe -a tun tcp_diag
sysctl -qw kernel.printk=3 net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2 \\
    net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv4.ip_forward=0
ip link set lo up
ip link set eth0 mtu {MTU_BYTES} up
# An agent on XDP asks the kernel for the way to the next server, and the kernel answers those who forward alone.
sysctl -qw net.ipv4.conf.eth0.forwarding=1
ip address add ADDRESS/24 dev eth0
ip address add {VIP}/32 dev lo
ip neighbour replace {CLIENT} lladdr {mac_of(CLIENT)} dev eth0 nud permanent
mkdir -p /run/beamer
'''


def server_setup(name):
    """The script that makes a machine a server: addresses, and what an agent would complain of."""
    return SERVER_SETUP.replace('ADDRESS', SERVERS[name])
