#!/usr/bin/env python3
"""Writes the golden vectors of the wire format, independently of the C# code.

    python3 make_vectors.py          writes the .txt files beside this program
    python3 make_vectors.py --check  compares them with what it would write

SipHash is written from Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012); headers are packed with struct
from the drawings in docs/wire-format.md. Nothing but the standard library. Each line of a file is one vector: fields as
key=value, separated by blanks; bytes in hexadecimal.
"""

import ipaddress
import struct
import sys
from pathlib import Path

MASK = (1 << 64) - 1
HERE = Path(__file__).resolve().parent


def rotl(x, b):
    return ((x << b) | (x >> (64 - b))) & MASK


def sipround(v0, v1, v2, v3):
    v0 = (v0 + v1) & MASK
    v2 = (v2 + v3) & MASK
    v1 = rotl(v1, 13) ^ v0
    v3 = rotl(v3, 16) ^ v2
    v0 = rotl(v0, 32)
    v2 = (v2 + v1) & MASK
    v0 = (v0 + v3) & MASK
    v1 = rotl(v1, 17) ^ v2
    v3 = rotl(v3, 21) ^ v0
    v2 = rotl(v2, 32)
    return v0, v1, v2, v3


def siphash(c, d, key, message):
    k0, k1 = struct.unpack("<QQ", key)
    state = (k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573)
    padded = message + bytes(7 - len(message) % 8) + bytes([len(message) & 0xFF])
    for (m,) in struct.iter_unpack("<Q", padded):
        v0, v1, v2, v3 = state
        state = (v0, v1, v2, v3 ^ m)
        for _ in range(c):
            state = sipround(*state)
        v0, v1, v2, v3 = state
        state = (v0 ^ m, v1, v2, v3)
    v0, v1, v2, v3 = state
    state = (v0, v1, v2 ^ 0xFF, v3)
    for _ in range(d):
        state = sipround(*state)
    v0, v1, v2, v3 = state
    return v0 ^ v1 ^ v2 ^ v3


class Lcg:
    """Knuth's MMIX generator: the same numbers on every machine and version."""

    def __init__(self, seed):
        self.state = seed

    def bits(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return self.state >> (64 - n)

    def below(self, n):
        return (self.bits(32) * n) >> 32

    def bytes(self, n):
        return bytes(self.bits(8) for _ in range(n))


def address(text):
    return ipaddress.IPv4Address(text).packed


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def siphash_lines():
    # Appendix A of the paper and vectors.h of the reference: key 00..0f, messages "", 00, 00 01, ...
    key = bytes(range(16))
    official = [0x726FDB47DD0E0E31, 0x74F839C593DC67FD, 0x0D6C8009D9A94F5A, 0x85676696D7FB7E2D]
    for length in range(64):
        value = siphash(2, 4, key, bytes(range(length)))
        if length < len(official):
            assert value == official[length], hex(value)
        if length == 15:
            assert value == 0xA129CA6149BE45E5, hex(value)
        yield f"c=2 d=4 key={key.hex()} message={bytes(range(length)).hex()} hash={value:016x}"
    random = Lcg(1)
    for length in list(range(0, 48)) + [16] * 16 + [40] * 16:
        key, message = random.bytes(16), random.bytes(length)
        yield f"c=1 d=3 key={key.hex()} message={message.hex()} hash={siphash(1, 3, key, message):016x}"


def flow_lines():
    random = Lcg(2)
    for i in range(256):
        key = bytes(range(16)) if i < 64 else random.bytes(16)
        source, destination = ipaddress.IPv4Address(random.bits(32)), ipaddress.IPv4Address(random.bits(32))
        source_port, destination_port = random.bits(16), random.bits(16)
        protocol = 6 if random.bits(1) else 17
        buckets = [65536, 1, 2, 3, 1000, 65537, 1 << 20][i % 7]
        message = struct.pack(
            ">4s4sHHB3x", source.packed, destination.packed, source_port, destination_port, protocol)
        value = siphash(1, 3, key, message)
        bucket = (value >> 32) * buckets >> 32
        port = 49152 + (value & 0x3FFF)
        yield (f"key={key.hex()} source={source} destination={destination} sport={source_port} "
               f"dport={destination_port} protocol={protocol} buckets={buckets} hash={value:016x} "
               f"bucket={bucket} port={port}")


def chain(version, reroutes, budget, next_hop, generation, pool, bucket, hops):
    if version == 0:
        head = struct.pack(">HBB", 0, next_hop, len(hops))
    else:
        head = struct.pack(">BBBBII", version << 4 | reroutes, budget, next_hop, len(hops), generation,
                           pool << 20 | bucket)
    return head + b"".join(hops)


def gue(control, words, protocol):
    return struct.pack(">BBH", control << 5 | words, protocol, 0)


def ipv4(source, destination, protocol, ttl, tos, identification, flags, payload):
    head = struct.pack(">BBHHHBBH4s4s", 0x45, tos, 20 + len(payload), identification, flags, ttl, protocol, 0,
                       source, destination)
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def headers(random):
    for version in (0, 1):
        for count in range(8):
            for next_hop in range(count + 1):
                hops = [address(f"10.0.{random.bits(8)}.{i + 1}") for i in range(count)]
                fields = (0, 0, next_hop, 0, 0, 0) if version == 0 else (
                    random.below(4), random.bits(8), next_hop, random.bits(32), random.bits(12), random.bits(20))
                yield version, *fields, hops


def field_text(version, reroutes, budget, next_hop, generation, pool, bucket, hops):
    names = ",".join(str(ipaddress.IPv4Address(h)) for h in hops)
    return (f"version={version} reroutes={reroutes} budget={budget} next={next_hop} generation={generation} "
            f"pool={pool} bucket={bucket} hops={names}")


def header_lines():
    for header in headers(Lcg(3)):
        yield f"{field_text(*header)} bytes={chain(*header).hex()}"


def packet_lines():
    random = Lcg(4)
    for header in headers(Lcg(5)):
        client, vip = random.bytes(3), address("192.0.2.10")
        client = bytes([198]) + client
        source_port, tos, ttl = random.bits(16) | 1, random.bits(8), 2 + random.below(254)
        payload = random.bytes(random.below(40))
        tcp = struct.pack(">HHIIBBHHH", source_port, 80, random.bits(32), random.bits(32), 0x50, 0x10, 64240, 0, 0)
        tcp += payload
        pseudo = client + vip + struct.pack(">BBH", 0, 6, len(tcp))
        tcp = tcp[:16] + struct.pack(">H", checksum(pseudo + tcp)) + tcp[18:]
        identification = random.bits(16)
        received = ipv4(client, vip, 6, ttl, tos, identification, 0x4000, tcp)
        sent = ipv4(client, vip, 6, ttl - 1, tos, identification, 0x4000, tcp)
        key, dscp = random.bytes(16), random.bits(6)
        value = siphash(1, 3, key, client + vip + struct.pack(">HHB3x", source_port, 80, 6))
        port = 49152 + (value & 0x3FFF)
        words = chain(*header)
        datagram = gue(0, len(words) // 4, 4) + words + sent
        udp = struct.pack(">HHHH", port, 6080, 8 + len(datagram), 0) + datagram
        mux, server = address("10.0.0.1"), address("10.0.1.1")
        outer = ipv4(mux, server, 17, 64, dscp << 2 | tos & 3, 0, 0x4000, udp)
        yield (f"{field_text(*header)} key={key.hex()} dscp={dscp} source=10.0.0.1 destination=10.0.1.1 "
               f"received={received.hex()} bytes={outer.hex()}")


def probe_lines():
    random = Lcg(6)
    for i in range(32):
        kind, nonce, generation = 1 + i % 2, random.bits(64), random.bits(32)
        flags = 0 if kind == 1 else i // 2
        ahead, others = 0, 0
        if i >= 16:
            flags |= 16 if kind == 1 else 0
            ahead, others = (0, 0) if kind == 1 else (random.bits(12), random.bits(12))
        body = gue(1, 0, kind) + struct.pack(">QII", nonce, generation, ahead << 20 | others << 8 | flags)
        yield (f"type={kind} nonce={nonce} generation={generation} flags={flags} ahead={ahead} others={others} "
               f"bytes={body.hex()}")


FILES = {
    "siphash.txt": siphash_lines,
    "flows.txt": flow_lines,
    "headers.txt": header_lines,
    "packets.txt": packet_lines,
    "probes.txt": probe_lines,
}


def main():
    for name, lines in FILES.items():
        text = "".join(line + "\n" for line in lines())
        if "--check" not in sys.argv:
            (HERE / name).write_text(text)
        elif (HERE / name).read_text() != text:
            sys.exit(f"{name} is not what this program writes")


if __name__ == "__main__":
    main()
