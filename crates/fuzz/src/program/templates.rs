//! The tables of the grammar.
//!
//! In an expression `$` and a letter is a hole: `i` an int, `n` a small natural number, `s` a str, `l` a list of
//! ints, `x` a float, `d` a dict of ints by str, `e` a set of ints, `t` a tuple, `b` bytes, `c` a condition, `g` an
//! iterable of ints, `S` a set and `V` a dict's values to go over, `k` a key, `w` anything at all, `F` a function. In a statement `?` is a number of its own, and a
//! line that begins with `@` is a block. What begins with `~` CPython does in another way, and with `^`
//! upstream too, whose order of sets and dicts is its own. The first of each table is
//! the simplest. In comprehensions `q` is bound.

/// Templates for a type: those without holes, and the others. `own` allows what others show in another way or order.
pub fn expressions(hole: char, own: bool) -> (&'static [&'static str], &'static [&'static str]) {
    match hole {
        'n' => (&["0", "1", "2", "3", "5"], &["0", "1", "2", "3", "4", "7"]),
        's' if own => (OWN_STR_LEAVES, STRS),
        's' => (STR_LEAVES, STRS),
        'l' => (&["[]", "l0", "l1", "[1]", "[3, 1, 2]"], LISTS),
        'x' => (&["0.5", "x0", "-2.0", "1e10", "3.25"], FLOATS),
        'd' => (&["{}", "d0", "{'a': 1}", "{'x': 1, 'y': 2}"], DICTS),
        'e' => (&["{1}", "e0", "set()", "{1, 2, 3}"], SETS),
        't' => (&["()", "t0", "(1, 2)", "('p',)"], TUPLES),
        'b' => (&["b''", "b0", "b'abc'", "b'\\x00\\xff'"], BYTES),
        'c' => (&["True", "False", "i0 > 0", "s0 == s1", "(not l0)"], CONDITIONS),
        'S' if own => (&["e0"], &["$e"]),
        'S' => (&["sorted(e0)"], &["sorted($e)"]),
        'V' if own => (&["d0.values()"], &["$d.values()"]),
        'V' => (&["sorted(d0.values())"], &["sorted($d.values())"]),
        'g' => (&["l0", "range(3)", "(1, 2)", "count(3)", "$S"], ITERABLES),
        'k' => (&["'a'", "'b'", "'k'", "'zz'"], &["$s[:2]", "str($n)", "'k%d' % $n"]),
        'w' => (WILD_LEAVES, WILD),
        _ => (INT_LEAVES, INTS),
    }
}

const INT_LEAVES: &[&str] =
    &["0", "i0", "i1", "i2", "1", "-1", "7", "255", "-1000", "(1 << 30)", "((1 << 62) - 1)", "^-(1 << 63)", "(1 << 64)"];

const INTS: &[&str] = &[
    "($i + $i)", "($i - $i)", "($i * $i)", "($i // $i)", "($i % $i)", "(-$i)", "(~$i)", "($i & $i)", "($i | $i)",
    "($i ^ $i)", "($i >> $n)", "(($i) << $n)", "(($i) ** 2)", "abs($i)", "len($s)", "len($l)", "len($d)", "len($e)",
    "sum($g)", "$l[$i]", "$l[$n]", "$d[$k]", "$d.get($k, $i)", "int($x)", "int(str($i))", "min($i, $i)",
    "max($g)", "max($i, $i, $i)", "($i if $c else $i)", "($i or $i)", "($i and $i)", "$s.find($s)", "$s.count($s)",
    "$l.index($i)", "$l.count($i)", "n($F($i, $i))", "n($F(*$l))", "n($F($i, **$d))", "n($F(b=$i, a=$i))",
    "n($F($i, *$t, k=$i))", "(lambda a, b=$i: a - b)($i)", "bool(hash($i) or 1)", "ord($s[$n])", "$b[$n]",
    "sum([q * $i for q in $g])", "sum(q for q in $g if q > $i)", "len({q % 5 for q in $g})",
    "len({q: $i for q in $g})", "next(iter($g))", "~next(iter($g), $i)", "divmod($i, $i)[1]", "n($w)", "n($t)",
    "(1 if $i < $i else 2)", "round($x)", "pow($i, $n, 97)", "(bool($w) + $i)", "int('%d' % $i)",
    "~int.from_bytes($b, 'little')", "(lambda *a, **m: len(a) + len(m))(*$l, **$d)", "sum(map(lambda q: q ^ $i, $g))",
];

const STR_LEAVES: &[&str] = &["''", "s0", "s1", "'abc'", "'a,b,,c'", "' pad '", "'AbC'", "'xyx' 'yx'"];

const OWN_STR_LEAVES: &[&str] =
    &["''", "s0", "s1", "'abc'", "'a,b,,c'", "' pad '", "'AbC'", "'\\u00e9t\\u00e9'", "'\\U0001f600x'", "'\\x00\\n\"'"];

const STRS: &[&str] = &[
    "($s + $s)", "($s * $n)", "$s[$n:]", "$s[:$n]", "$s[$i:$i]", "~$s[::-1]", "$s[$n]", "$s.upper()", "$s.lower()",
    "$s.strip()", "$s.replace($s, 'r')", "$s.join(['1', '2', $s])", "'-'.join([str(q) for q in $g])",
    "$s.split(',')[0]", "$s.split()[-1]", "str($i)", "hex($i)", "bin($n)", "repr($s)", "chr(97 + $n)", "('%s|%d' % ($s, $i))",
    "'{}:{:>5}'.format($s, $n)", "'{:05d}'.format($n)", "f'{i0 + $n}<{i1:3}>'", "f'{s0!r:>9}{x0:.2f}{{}}'", "show($w)", "($s if $c else $s)",
    "max($s, $s)", "''.join(sorted($s))", "$s.partition(',')[2]", "('%.3f' % $x)", "('%-6s|' % $s)", "($s or $s)",
    "min([$s, $s])", "''.join(reversed($s))", "$b.decode()", "''.join([q for q in $s if q != 'a'])", "$s.lstrip('a ')",
    "('%x' % $n)", "('%(a)s' % {'a': $s})", "'{0}{0}{a}'.format($s, a=$i)", "$s.rsplit(',', 1)[0]", "~$s.center(9)",
];

const LISTS: &[&str] = &[
    "$l[:$n]", "$l[$n:]", "$l[$i:$i]", "$l[::-1]", "$l[::2]", "($l + $l)", "($l * $n)", "list($g)", "sorted($g)",
    "sorted($l, reverse=True)", "sorted($g, key=lambda q: -q)", "sorted($g, key=lambda q: (q % 3, q))", "[$i, $i]",
    "[$i for q in $g]", "[q + $i for q in $g if q % 2]", "[q - r for q in $g for r in $g]", "list(map(abs, $g))",
    "list(filter(lambda q: q > $i, $g))", "[a * b for a, b in zip($g, $g)]", "list($b)", "list($V)",
    "list(range($n, $n))", "($l if $c else $l)", "[q for q, r in enumerate($g)]", "[[q, $i][r % 2] for q in $g for r in $g]",
    "list(reversed($l))", "[n(q) for q in $t]", "([$i] * $n)", "[len(q) for q in $s.split('b')]",
];

const FLOATS: &[&str] = &[
    "($x + $x)", "($x * $x)", "($x - $i)", "($x / 8)", "($i / ($n + 1))", "float($i)", "abs($x)", "-$x", "($x // 2)",
    "($x % 3)", "round($x, 2)", "max($x, $x)", "float(str($n))", "($x if $c else $x)", "($n ** -2)", "float('1.5')",
    "sum([$x, $x])", "min($i, $x) * 1.0",
];

const DICTS: &[&str] = &[
    "{$k: $i}", "{$k: $i, $k: $i}", "dict($d)", "$d.copy()", "{q: $i for q in $s}", "{str(q): q for q in $g}",
    "dict(zip($s, $g))", "dict(a=$i, b=$i)", "($d if $c else $d)", "dict([($k, $i)])",
    "dict.fromkeys($s, $i)", "{q: $d[q] for q in $d if q > 'a'}", "dict($d, c=$i)",
];

const SETS: &[&str] = &[
    "{$i, $i}", "set($g)", "($e | $e)", "($e & $e)", "($e - $e)", "($e ^ $e)", "{q % 4 for q in $g}", "$e.union($g)",
    "$e.copy()", "{q for q in $e if q in $l}", "set(range($n))",
];

const TUPLES: &[&str] = &[
    "($i, $s)", "tuple($g)", "($t + $t)", "$t[1:]", "~$t[::-1]", "($t * $n)", "divmod($i, $i)", "($w, $w)", "$s.partition('b')",
    "tuple([q for q in $t])", "tuple(zip($g, $s))", "tuple(enumerate($s))", "tuple(sorted($d.items()))",
];

const BYTES: &[&str] = &[
    "($b + $b)", "$b[$n:]", "~$b[::-1]", "($b * $n)", "bytes([1, $n, 255])", "$s.encode()", "bytes($n)", "bytes(bytearray($b))",
    "$b.replace(b'a', b'zz')", "(b'%d' % $n)", "($i & 0xffff).to_bytes(2, 'big')", "b','.join([$b, $b])", "bytes(memoryview($b)[1:])",
];

const CONDITIONS: &[&str] = &[
    "$i < $i", "$i == $i", "$i != $n", "$i in $l", "$i not in $e", "$s in $s", "$k in $d", "$s < $s", "$l == $l", "$l < $l",
    "$t == $t", "(not $c)", "($c) and ($c)", "($c) or ($c)", "$n < $i <= $i", "isinstance($w, int)", "$w is None", "$x < $i",
    "any($g)", "all($g)", "$s.startswith($s)", "$s.isdigit()", "$e <= $e", "$b == $b", "$w == $w", "callable($w)",
    "hasattr($w, 'append')", "bool($l)", "$d == $d", "(lambda: $c)()",
];

const ITERABLES: &[&str] = &[
    "range($n)", "range($n, $n, 2)", "$l", "(q for q in $g)", "(q * 2 for q in $g if q)", "map(abs, $g)", "filter(None, $g)",
    "reversed($l)", "count($i)", "iter($l)", "$S", "$b", "(n(q) for q in $t)", "[$i, $i]", "$V",
];

const WILD_LEAVES: &[&str] = &["None", "i0", "s0", "l0", "t0", "x0", "^d0", "^e0", "b0", "True", "~len", "~Base", "o0"];

const WILD: &[&str] = &[
    "$i", "$s", "$l", "$x", "^$d", "$t", "$b", "^$e", "$c", "($w + $w)", "($w - $w)", "$w[$w]", "~$w[$n:$w]", "($w < $w)",
    "($w in $w)", "~$w($w)", "(-$w)", "len($w)", "int($w)", "list($w)", "sorted($w)", "~($w).append", "~($w).v", "($w & $w)",
    "($w % $w)", "(str($n) + $w)", "^dict($w)", "max($w)", "sum($w)", "float($w)", "(not $w)", "($w if $w else $w)",
    "tuple($w)", "^set($w)", "^{$w: $w}", "^{$w}", "bytes($w)", "($w).join($w)", "('%d' % $w)", "[q for q in $w]", "($w).m($w)", "abs($w)",
    "($w or $w)", "($w // $w)", "($w | $w)", "chr($w)", "ord($w)", "round($w)", "isinstance($w, $w)", "iter($w)", "next($w)",
];

/// Statements of the module.
pub const GUARDS: &[&str] = &[
    "try:\n @\nexcept Exception as e:\n print('raised', kind(e))",
    "~try:\n @\nexcept (ValueError, KeyError, IndexError):\n print('lookup')\nexcept Exception as e:\n print('other', kind(e))",
    "try:\n @\nexcept Exception as e:\n print('raised', kind(e))\nelse:\n print('fine')\nfinally:\n print(show(i0))",
    "@",
];

/// Statements without blocks.
pub const SIMPLE: &[&str] = &[
    "print(show($i))", "i0 = ci($i)", "i1 = ci($i)", "i2 = ci($i)", "s0 = c($s)", "s1 = c($s)", "l0 = c($l)", "l1 = c($l)",
    "x0 = cf($x)", "d0 = cd($d)", "e0 = set(sorted($e)[:12])", "t0 = c($t)", "b0 = c($b)", "print(show($s))",
    "print(show($l), show($d))", "print(show($x), show($e), show($t), show($b))", "print(show($w))", "print($c)",
    "i0 += ci($i)", "i1 -= $n", "s0 += c($s)[:5]", "l0 += $l[:5]", "x0 = cf(x0 * $x)", "l0.append($i)", "l0.insert($n, $i)",
    "l0.pop()", "l0.pop($i)", "l0.sort()", "l1.sort(key=lambda q: q & 7)", "l0.reverse()", "l0.extend($l[:4])", "l0.remove($i)",
    "l0[$n] = $i", "l0[$n:$n] = $l[:3]", "del l0[$n]", "del l1[$n:]", "d0[$k] = $i", "del d0[$k]", "d0.pop($k, None)",
    "d0.update($d)", "d0.setdefault($k, $i)", "d0.clear()", "e0.add($i)", "e0.discard($i)", "e0.remove($i)", "i0, i1 = i1, i0",
    "i0, *l0 = $l[:6]", "*l1, i1 = $l[:6]", "i0, (i1, i2) = $i, ($n, $n)", "assert $c, 'claim'", "raise ValueError($i)",
    "raise KeyError", "i0 = l0[0] = $n", "l0[$n] += $n", "d0[$k] += 1", "print(show([q for q in $g]), end=';')", "i1 = (i2 := $n) + 1",
    "del x0\nx0 = $x", "b0 = b0[:4] + bytes([$n])", "l0, l1 = l1, l0", "pass", "gc.collect()", "t0 = (l0[:], dict(d0))",
    "a, b, *r = $t\nprint(show(a), show(b), show(r))", "i0 |= $n", "i1 ^= i0 & 0xff", "i0 >>= $n", "s1 = '%s' % c($s)",
    "print(show(sorted([kk for kk in $d])))", "g? = count($n + 2)\nprint(show(next(g?)), show(g?.send($w)))\ng?.close()",
];

/// Statements with blocks.
pub const COMPOUND: &[&str] = &[
    "if $c:\n @", "if $c:\n @\nelse:\n @", "if $c:\n @\nelif $c:\n @\nelse:\n @",
    "for v? in $g:\n tick()\n @L", "for v? in $l[:4]:\n tick()\n @L\nelse:\n @", "for i0 in range($n):\n tick()\n @L",
    "for v?, k? in enumerate($g):\n tick()\n i1 = v?\n @L", "for k?, v? in sorted($d.items()):\n tick()\n @L",
    "for v? in range($n, $n + 3):\n tick()\n @L", "for i1 in reversed(range(-$n, $n, 2)):\n tick()\n @L",
    "w? = $n\nwhile w? > 0:\n w? -= 1\n tick()\n @L", "w? = 3\nwhile w? and $c:\n w? -= 1\n tick()\n @L\nelse:\n @",
    "while True:\n tick()\n @L\n break", "for v?, k? in zip($g, $s):\n tick()\n s1 = k?\n @L",
    "try:\n @\nexcept Exception:\n @", "try:\n @\nexcept Exception as e:\n print(kind(e))\n @\nfinally:\n @", "try:\n @\nfinally:\n @",
    "~try:\n @\nexcept ZeroDivisionError:\n @\nexcept (TypeError, IndexError) as e?:\n print(kind(e?))\nelse:\n @",
    "~try:\n @\nexcept KeyError:\n raise\nexcept ValueError as e:\n raise IndexError from e\nfinally:\n i0 = $n",
    "with Ctx($i):\n @", "with Ctx($s, True) as y?:\n print(show(y?))\n @", "with Ctx(1) as y?, Ctx(2, $c):\n @",
    "with Ctx($w, $c):\n try:\n  @\n finally:\n  @",
];

/// Functions inside of functions, and closures over the variables of a loop.
pub const NESTED_FUNCTIONS: &[&str] = &[
    "def g?(a, b=$i):\n @F\n return ci(n(a) - n(b))\nprint(show(g?($i)), show(g?($i, b=$i)))",
    "def g?(*r, k=$n, **m):\n @F\n return (r, k, sorted(m))\nprint(show(g?($i, k=$w)), show(g?(*$l, **$d)))",
    "def g?(a):\n def h?(b=1):\n  nonlocal a\n  a = ci(n(a) + n(b))\n  return a\n @F\n return h?\nh? = g?($i)\nprint(show(h?()), show(h?($i)))",
    "a? = [lambda q=q, r=r: q + r for q in $g for r in $l[:2]]\nprint(show([q() for q in a?]))",
    "def y?(a):\n @G\n yield $i\nfor v? in y?($i):\n tick()\n print(show(v?))",
    "def y?(a):\n try:\n  @G\n  yield a\n finally:\n  print('closed')\nz? = y?($n)\nprint(show(next(z?)))\nz?.close()",
    "def y?(a):\n got = yield from count(a)\n @G\n return got\nprint(show(list(y?($n))))",
];

/// Functions and classes of the module.
pub const DEFINITIONS: &[&str] = &[
    "def f?(a=1, b=2, *r, k=3, **m):\n @F\n return a",
    "def f?(a, b=$i, *r):\n @F\n @\n return n(b)",
    "def f?(a, b, k=0, **m):\n @F\n for v in $g:\n  tick()\n  k += n(v)\n return ci(n(a) * n(b))",
    "def f?(*r, **m):\n try:\n  @F\n finally:\n  return len(r) + len(m)",
    "class C?(Base):\n def __init__(self, v):\n  super().__init__(v)\n  self.w = $n\n def m(self, a=0, *r, k=1):\n  @M\n  return super().m(a)\no0 = C?($i)",
    "class C?(Base):\n v = $i\n @property\n def p(self):\n  @M\n  return self.v\n @classmethod\n def z(cls, a):\n  return cls.v\n @staticmethod\n def y(a):\n  @M\n  return a\no0 = C?($s)\nprint(show(o0.p), show(C?.z(1)), show(o0.y($i)))",
    "class C?:\n def __init__(self, v):\n  self.v = v\n def __add__(self, o):\n  return C?((self.v, n(o)))\n def __eq__(self, o):\n  @M\n  return isinstance(o, C?)\n def __lt__(self, o):\n  return $c\n def __len__(self):\n  return $n\n def __getitem__(self, i):\n  if type(i) is int and i > 4:\n   raise IndexError\n  return $i\n def __iter__(self):\n  return iter([self.v, $i])\n def __contains__(self, i):\n  return $c\n def __call__(self, *a, **k):\n  @M\n  return len(a)\n def __getattr__(self, a):\n  if a == 'm':\n   return lambda *r: $n\n  raise AttributeError(a)\n def __hash__(self):\n  return $n\no0 = C?($i)",
    "class C?(Base):\n def __iter__(self):\n  @G\n  yield self.v\n def __enter__(self):\n  return self\n def __exit__(self, *a):\n  @M\n  return $c\n def __setattr__(self, a, v):\n  super().__setattr__(a, ci(n(v)))\no0 = C?($i)",
    "class E?(ValueError):\n def m(self, a=0):\n  return self.args\ntry:\n raise E?($i, $s)\nexcept ValueError as e:\n print(show(e.args), show(e.m()))\no0 = E?($n)\no0.v = $i",
];

/// Statements that use the program's objects.
pub const WITH_OBJECTS: &[&str] = &[
    "print(show(o0.v))", "print(show(o0.m($i, $i)))", "o0 = Base($w)", "o0.v = $i", "print(len(o0), show(o0[$n]))", "print(o0 == $w, o0 == o0)",
    "print($i in o0)", "print(show(list(o0)))", "for v? in o0:\n tick()\n @L", "with o0:\n @", "print(show(o0($i, *$l, k=1)))", "o0 = o0 + $i",
    "print(hasattr(o0, 'p'), isinstance(o0, Base))", "del o0.v", "setattr(o0, 'w', $w)\nprint(show(o0.w))", "print(show(getattr(o0, 'zz', $i)))",
    "print(type(o0).__name__, bool(o0))", "l? = [o0, o0]\nprint(o0 in l?, l?.index(o0))", "print(show(sorted([o0, o0], key=lambda q: $i)[0].v))",
    "raise o0", "print(show(o0.m(*$t, **$d)))", "print(show([q for q in o0][:3]))", "a, *b = o0\nprint(show(a), show(b))", "print(show(n(o0 < o0)))",
];

/// Statements that loops may contain.
pub const IN_LOOPS: &[&str] = &[
    "break", "continue", "if $c:\n break", "if $c:\n continue", "try:\n continue\nfinally:\n @", "try:\n @\n break\nfinally:\n print('left')",
    "with Ctx($n):\n if $c:\n  break", "try:\n raise KeyError\nexcept KeyError:\n continue", "for v? in $g:\n tick()\n if v? > $i:\n  break\nelse:\n continue",
];

/// Statements that functions may contain.
pub const IN_FUNCTIONS: &[&str] = &[
    "return $i", "return", "if $c:\n return $w", "try:\n return $i\nfinally:\n @", "with Ctx($i):\n return $s", "for v? in $g:\n tick()\n return v?",
    "try:\n raise ValueError\nexcept ValueError:\n return $t", "try:\n @\nfinally:\n return $n", "print(show(sorted(locals())[:0]))",
];

/// Statements that generators may contain.
pub const IN_GENERATORS: &[&str] = &[
    "yield $i", "i0 = n((yield $i))", "yield from $g", "for v? in $g:\n tick()\n yield v?", "try:\n yield $i\nfinally:\n print('end')",
    "with Ctx($n):\n yield $i", "try:\n yield $n\nexcept GeneratorExit:\n print('exit')\n raise", "if $c:\n return", "yield from count($n)", "yield",
];
