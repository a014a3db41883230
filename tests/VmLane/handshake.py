"""TCP handshakes in slow motion: what a client's kernel does, segment by segment, so that a table can change."""
import ctypes
import random
import select
import socket
import struct
import time

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
QUESTION = b'who\n'
RESEND_SECONDS = 1.0
PACE_SEGMENTS_PER_SECOND = 400
SO_RCVBUFFORCE, RECEIVE_BYTES = 33, 32 << 20
CLONE_NEWNET = 0x40000000


def checksum(data):
    data += b'\0' * (len(data) & 1)
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    total = (total >> 16) + (total & 0xffff)
    return ~(total + (total >> 16)) & 0xffff


def packet_socket(namespace, interface):
    """A raw socket on an interface of another namespace; the process stays in its own."""
    set_namespace = ctypes.CDLL(None, use_errno=True).setns
    with open('/proc/self/ns/net') as own, open(f'/run/netns/{namespace}') as other:
        if set_namespace(other.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f'cannot enter {namespace}')
        try:
            opened = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
            opened.bind((interface, 0))
        finally:
            set_namespace(own.fileno(), CLONE_NEWNET)
    opened.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BYTES)
    opened.setblocking(False)
    return opened


class Handshake:
    """One connection, as its client sees it. A server is known by the MAC that its segments come from."""

    def __init__(self, port):
        self.port = port
        self.first = random.getrandbits(32)     # the SYN's sequence number
        self.sent = 1                           # sequence numbers used since, the SYN's own included
        self.offers = {}                        # each server's first SYN-ACK: MAC to sequence number
        self.home = None                        # the server whose SYN-ACK was accepted
        self.expected = None                    # the next sequence number of the server
        self.answer = b''
        self.answered_by = set()
        self.finished = False
        self.resets = []                        # who sent RST

    def accept(self, home):
        """The client's choice of a SYN-ACK: from now on it knows no other."""
        self.home = home
        self.expected = self.offers[home] + 1


class Client:
    """Speaks TCP for many connections at once.

    way(handshake) is the MAC of the MUX, or of the machine, that the next segment of a connection goes to.
    """

    def __init__(self, opened, mac, address, vip, vip_port):
        self._socket = opened
        self._mac = bytes.fromhex(mac.replace(':', ''))
        self._address, self._vip = socket.inet_aton(address), socket.inet_aton(vip)
        self._vip_port = vip_port
        self._handshakes = {}
        self._ports = iter(range(10_000, 60_000))
        self.way = lambda _: mac

    def open(self, count):
        """Connections of which nothing has been sent yet."""
        opened = [Handshake(next(self._ports)) for _ in range(count)]
        self._handshakes.update((handshake.port, handshake) for handshake in opened)
        return opened

    def forget(self):
        """From now on no segment of an earlier connection is answered: its fleet is gone, and with it who owns it."""
        self._handshakes.clear()

    def send_syns(self, handshakes, seconds, is_enough=lambda handshake: handshake.offers):
        """Sends each SYN, and again as long as there are not enough SYN-ACKs."""
        self._send_until(handshakes, self.send_syn, is_enough, seconds)

    def ask(self, handshakes, seconds):
        """Ends each handshake with the ACK that carries the question, and waits for the end of the connection."""
        self._send_until(handshakes, self._send_question, lambda asked: asked.finished or asked.resets, seconds)

    def listen(self, seconds):
        """Goes on reading, and answering what a client must answer."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._read(left)

    def _send_until(self, handshakes, send, is_done, seconds):
        end = time.monotonic() + seconds
        while (waiting := [one for one in handshakes if not is_done(one)]) and time.monotonic() < end:
            resend_at = time.monotonic() + RESEND_SECONDS
            for handshake in waiting:
                if not is_done(handshake):
                    send(handshake)
                self._read(1 / PACE_SEGMENTS_PER_SECOND)
            while time.monotonic() < resend_at and not all(map(is_done, waiting)):
                self._read(0.05)

    def send_syn(self, handshake):
        self._send(handshake, handshake.first, 0, SYN, options=struct.pack('!BBH', 2, 4, 1400))

    def _send_question(self, handshake):
        handshake.sent = 1 + len(QUESTION)
        self._send(handshake, handshake.first + 1, handshake.expected, ACK | PSH, QUESTION)

    def _acknowledge(self, handshake):
        flags = ACK | FIN if handshake.finished else ACK
        self._send(handshake, handshake.first + handshake.sent, handshake.expected, flags)

    def _send(self, handshake, sequence, acked, flags, data=b'', options=b''):
        segment = struct.pack('!HHIIBBHHH', handshake.port, self._vip_port, sequence & 0xffffffff, acked & 0xffffffff,
                              20 + len(options) << 2, flags, 65535, 0, 0) + options + data
        pseudo = self._address + self._vip + struct.pack('!BBH', 0, socket.IPPROTO_TCP, len(segment))
        segment = segment[:16] + struct.pack('!H', checksum(pseudo + segment)) + segment[18:]
        header = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(segment), 0, 0x4000, 64, socket.IPPROTO_TCP, 0,
                             self._address, self._vip)
        header = header[:10] + struct.pack('!H', checksum(header)) + header[12:]
        to = bytes.fromhex(self.way(handshake).replace(':', ''))
        self._socket.send(to + self._mac + b'\x08\0' + header + segment)

    def _read(self, seconds):
        """Takes what comes within a time."""
        end = time.monotonic() + seconds
        while select.select([self._socket], [], [], max(end - time.monotonic(), 0))[0]:
            frame, (_, _, kind, _, _) = self._socket.recvfrom(65536)
            if kind != socket.PACKET_OUTGOING and frame[23] == socket.IPPROTO_TCP and frame[26:30] == self._vip:
                self._take(frame)

    def _take(self, frame):
        tcp = 14 + (frame[14] & 15) * 4
        port, sequence, _, offset, flags = struct.unpack('!2xHIIBB', frame[tcp:tcp + 14])
        data = frame[tcp + (offset >> 4) * 4:14 + struct.unpack('!H', frame[16:18])[0]]
        handshake, sender = self._handshakes.get(port), frame[6:12].hex(':')
        if handshake is None:
            return
        if flags & RST:
            handshake.resets.append(sender)
        elif flags & SYN:
            handshake.offers.setdefault(sender, sequence)
            # One SYN-ACK too many is answered with an ACK of what is right (RFC 9293, 3.10.7.4).
            if handshake.home is not None:
                self._acknowledge(handshake)
        elif data or flags & FIN:
            self._take_data(handshake, sender, sequence, data, flags)

    def _take_data(self, handshake, sender, sequence, data, flags):
        handshake.answered_by.add(sender)
        if sequence == handshake.expected & 0xffffffff:
            handshake.answer += data
            handshake.expected += len(data) + bool(flags & FIN)
            handshake.finished = bool(flags & FIN)
        self._acknowledge(handshake)
