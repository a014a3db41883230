"""A virtual machine of the lane: an emulated processor, Debian's kernel, and this host's own file system, read-only."""
import os
import subprocess
import tempfile
import time

# Any sooner, a busy host is not to be told from a hang.
PATIENCE_SECONDS = int(os.environ.get('BEAMER_VMLANE_PATIENCE', '300'))
HERE = os.path.dirname(os.path.abspath(__file__))


class MachineError(Exception):
    """A machine does not do what it must before anything can be checked."""


class Machine:
    """Boots at once; commands are run as root, one at a time, and may be given as soon as it is ready."""

    def __init__(self, name, cache, namespace, tap, mac, memory_mib=768):
        self.name = name
        self.mac = mac
        self._count = 0
        self._folder = tempfile.mkdtemp(prefix=f'beamer-vm-{name}-')
        self._console = open(os.path.join(self._folder, 'console.log'), 'wb')
        kernel_words = ' '.join([
            'console=ttyS0 panic=-1 quiet nokaslr mitigations=off no_timer_check',
            f'vmlane.name={name}', f'vmlane.cache={cache}', f'vmlane.guest={HERE}/guest.sh'])
        self._process = subprocess.Popen(
            ['ip', 'netns', 'exec', namespace, 'qemu-system-x86_64', '-name', f'beamer-vm-{name}',
             # tb-size bounds what translated code may take: without it a machine grows beyond 1 GiB.
             '-M', 'q35', '-accel', 'tcg,tb-size=128', '-cpu', 'max', '-smp', '1', '-m', str(memory_mib),
             '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-serial', 'stdio',
             '-kernel', f'{cache}/vmlinux', '-initrd', f'{cache}/initrd.gz', '-append', kernel_words,
             '-fsdev', 'local,id=host,path=/,security_model=none,readonly=on,multidevs=remap',
             '-device', 'virtio-9p-pci,fsdev=host,mount_tag=host',
             '-fsdev', f'local,id=lane,path={self._folder},security_model=none',
             '-device', 'virtio-9p-pci,fsdev=lane,mount_tag=lane', '-device', 'virtio-rng-pci',
             '-netdev', f'tap,id=fabric,ifname={tap},script=no,downscript=no',
             # Offloads off: with them a driver refuses native XDP.
             '-device', f'virtio-net-pci,netdev=fabric,mac={mac},guest_csum=off,guest_tso4=off,guest_tso6=off,'
                        'guest_ecn=off,guest_ufo=off'],
            # In a session of its own: Ctrl-C ends the lane, which then ends its machines in order.
            stdin=subprocess.DEVNULL, stdout=self._console, stderr=self._console, start_new_session=True)

    def wait_until_ready(self):
        self._wait_for('ready', PATIENCE_SECONDS, 'it does not boot')

    def run(self, script, seconds=PATIENCE_SECONDS, check=True):
        """Runs a bash script in the machine; returns what it printed, or (status, output) when check is off."""
        self._count += 1
        path = os.path.join(self._folder, str(self._count))
        with open(path + '.new', 'w') as file:
            file.write(script)
        os.rename(path + '.new', path + '.command')
        self._wait_for(f'{self._count}.status', seconds, f'this takes longer than {seconds} s: {script[:200]}')
        status = int(open(path + '.status').read())
        output = open(path + '.output', errors='replace').read().strip()
        if not check:
            return status, output
        if status != 0:
            raise MachineError(f'{self.name}: status {status}: {output[-2000:]}')
        return output

    def start(self, command, log):
        """Starts a command that stays, and logs into a file of the machine."""
        self.run(f'setsid {command} >> /lane/{log}.log 2>&1 < /dev/null & echo $! > /run/{log}.pid')

    def log(self, name):
        path = os.path.join(self._folder, name + '.log')
        return open(path, errors='replace').read() if os.path.exists(path) else ''

    def close(self):
        open(os.path.join(self._folder, 'stop'), 'w').close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._console.close()
        subprocess.run(['rm', '-rf', self._folder], check=True)

    def _wait_for(self, name, seconds, complaint):
        path = os.path.join(self._folder, name)
        end = time.monotonic() + seconds
        while not os.path.exists(path):
            if self._process.poll() is not None or time.monotonic() > end:
                raise MachineError(f'{self.name}: {complaint}\n{self.log("console")[-2000:]}')
            time.sleep(0.05)
