# binascii.
import binascii

print(binascii.hexlify(b"\x00\xffab"), binascii.unhexlify(b"00ff6162"), binascii.hexlify(b"abc", ":"))
for data in (b"", b"a", b"ab", b"abc", b"abcd", bytes(range(20))):
    text = binascii.b2a_base64(data)
    print(text, binascii.a2b_base64(text) == data)
print(binascii.a2b_base64("aGVsbG8="), binascii.crc32(b"hello"), binascii.crc32(b"lo", binascii.crc32(b"hel")) == binascii.crc32(b"hello"))
for bad in (lambda: binascii.unhexlify(b"0"), lambda: binascii.unhexlify(b"zz"), lambda: binascii.a2b_base64(b"a")):
    try:
        bad()
    except ValueError:
        print("ValueError")
