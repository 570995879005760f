//! Floats of builds with single precision.

use micropyrite::hal::system::Nowhere;
use micropyrite::{Builder, Root};

static NOWHERE: Nowhere = Nowhere::new();

#[test]
fn values_have_few_digits() {
    let memory = Box::leak(vec![0; 128 * 1024].into_boxed_slice());
    let mut vm = Builder::new(memory, &NOWHERE).native_limit(256 << 10).build().unwrap();
    vm.exec("import math, struct").unwrap();
    let cases = [
        ("1 / 3", "0.33333334"),
        ("0.1 + 0.2", "0.3"),
        ("1e38 * 10", "inf"),
        ("2.0 ** 24 + 1", "16777216.0"),
        ("math.pi", "3.1415927"),
        ("math.exp(1)", "2.7182817"),
        ("math.sqrt(2), math.log(10)", "(1.4142135, 2.3025851)"),
        ("int(1e20)", "100000002004087734272"),
        ("10 ** 30 / 3", "3.3333334e+29"),
        ("struct.unpack('d', struct.pack('d', 1.5))", "(1.5,)"),
        ("hash(0.5) == hash(0.5), hash(3.0) == hash(3)", "(True, True)"),
        ("round(2.675, 2), 7.5 // 2, -7.5 % 2", "(2.68, 3.0, 0.5)"),
    ];
    for (source, expected) in cases {
        let text: Root = vm.eval(&format!("repr(({source}))")).unwrap();
        let text = vm.with_bytes(&text, |bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap();
        assert_eq!(text, expected, "{source}");
    }
}
