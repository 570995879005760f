# Bytes: slices, views, numbers packed and found again, text encoded.
# class: bytes
# host: N = 6100
# expect: 42044749
# expect on hosts: 6452035406
import struct

N = 40


def run():
    data = bytearray(256)
    view = memoryview(data)
    total = 0
    for turn in range(N):
        for i in range(0, 256, 16):
            struct.pack_into("<HhI", data, i, i * 7 + turn, -i, i * 65537)
            data[i + 8 : i + 12] = (i + turn).to_bytes(4, "big")
        total += int.from_bytes(view[8:12], "big") + sum(view[:64])
        a, b, c = struct.unpack_from("<HhI", data, 16)
        total += a + b + c + data.find(b"\x07") + len(bytes(view[3:77]))
        text = ("turn %d" % turn).encode()
        total += len(text + b"-" * 3) + text[-1] + (b"," + text).count(b"n")
        total += len(b" ".join([text, text]).split(b" "))
    return total
