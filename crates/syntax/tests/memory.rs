//! Memory: it may run out anywhere, all of it comes back, and little is enough.

mod support;

use micropyrite_syntax::{ErrorKind, InputKind, LiteralKind, Node, Rule, Tree, View, parse};
use support::Host;

const PROGRAM: &[u8] = b"def f(a, b=1):\n    '''doc'''\n    x = f'{a}{b!r:>{a}}' + t'{a}'.x\n    \
    return [y ** 2 for y in range(10) if y] + (1, 2, 12345678901234567890, 'a longer string')\n";

#[test]
fn running_out_anywhere_is_an_error() {
    let mut failures = 0;
    for budget in 0..4096 {
        let mut host = Host::new(PROGRAM);
        host.budget = budget;
        match parse(&mut host, InputKind::File, true) {
            Ok(mut tree) => {
                tree.free(&mut host);
                assert_eq!(host.lent, 0);
                assert!(failures > 10);
                return;
            }
            Err(error) => {
                assert_eq!(error.kind, ErrorKind::NoMemory);
                assert_eq!(host.lent, 0);
                failures += 1;
            }
        }
    }
    panic!("never enough");
}

#[test]
fn a_small_heap_is_enough_for_a_page() {
    let page = b"for i in range(10):\n    if i % 2:\n        print('odd', i)\n".repeat(10);
    let mut host = Host::new(&page);
    host.budget = 6 << 8;
    assert!(parse(&mut host, InputKind::File, true).is_ok());
}

#[test]
fn a_long_doc_string_does_not_stay() {
    let text = format!("'''{}'''\na = 1\n", "long ".repeat(1000));
    let mut host = Host::new(text.as_bytes());
    let mut tree = parse(&mut host, InputKind::File, true).unwrap();
    // Its room is used again by what follows, so no other block is needed.
    assert!(host.lent < 5000 / 4 + 64, "{}", host.lent);
    tree.free(&mut host);
}

#[test]
fn trees_can_be_rewritten() {
    let mut host = Host::new(b"a = 1 + 2\n");
    let mut tree = parse(&mut host, InputKind::File, true).unwrap();
    let statement = tree.root();
    assert_eq!(tree.view(statement), View::Rule(Rule::ExprStmt));
    let sum = tree.child(statement, 1);
    assert!(tree.is(sum, Rule::ArithExpr));
    assert_eq!(tree.n_children(sum), 3);
    assert_eq!(tree.line(sum), 1);
    assert_eq!(tree.view(tree.child(sum, 2)), View::Int(2));
    assert_eq!(tree.child(sum, 3), Node::NULL);
    tree.set_child(statement, 1, Node::int(-3).unwrap());
    assert_eq!(tree.child(statement, 1).as_int(), Some(-3));
    assert_eq!(Node::int(1 << 30), None);

    let digits = tree.new_literal(&mut host, LiteralKind::Int, 7, b"12345678901").unwrap();
    assert_eq!(tree.literal(digits), Some((LiteralKind::Int, 11)));
    assert_eq!((tree.line(digits), tree.n_children(digits), tree.literal_byte(digits, 4)), (7, 0, b'5'));
    let mut text = [0; 11];
    assert_eq!(tree.copy_literal(digits, &mut text), 11);
    assert_eq!(&text, b"12345678901");

    let tuple = tree.new_tuple(&mut host, 8, &[digits, Node::int(1).unwrap()]).unwrap();
    assert_eq!(tree.literal(tuple), Some((LiteralKind::Tuple, 2)));
    assert_eq!(tree.child(tuple, 0), digits);
    assert_eq!(tree.n_children(tuple), 2);

    let pass = tree.new_rule(&mut host, Rule::PassStmt, 9, &[]).unwrap();
    tree.set_root(pass);
    assert_eq!(tree.n_children(tree.root()), 0);
    tree.set_rule(pass, Rule::BreakStmt);
    assert!(tree.is(pass, Rule::BreakStmt));
    tree.free(&mut host);
    assert_eq!(host.lent, 0);
}

#[test]
fn an_empty_tree_answers() {
    let tree = Tree::new();
    assert_eq!(tree.view(tree.root()), View::Null);
    assert_eq!(tree.child(tree.root(), 0), Node::NULL);
    assert_eq!(tree.literal(tree.root()), None);
}
