a = 0, 00, 1, 1_000, 123456789, 1073741823, 1073741824, 4611686018427387903
a = 0x1F, 0XfF, 0b1_01, 0B11, 0o17, 0O7, 0xffffffffffffffffffff
a = 4611686018427387904, 9999999999999999999999999999
a = 1., .5, 1e5, 1E-5, 1.5e+3, 1_0.0_1, 1j, 1.5J, 1e3j, .5j
a = True, False, None, ..., __debug__
a = '', 'a', "b", '''c''', """d
e""", 'ten bytes.', 'eleven byte'
a = r'\n', b'bytes', rb'\x', Rb
a = 'a' 'b' "c" 'd'
a = ('a'
     'b')
a = b'a' b'b'
a = '\a\b\t\n\v\f\r\\\'\"\x41\u0042\U00000043\101\7\q\
z'
a = b'\u1234\x80\377'
a = 'é' 'ünïcödé', naïve
a = u'x'
a = '\ud800 surrogate'
a = "it's", 'say "x"', 'both\' and "'
