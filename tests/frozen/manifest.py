# Frozen into a board's firmware by `cargo xtask ci ports`, which imports all of it there.
module("values.py")
module("imaginary.py")
package("tools")
freeze_as_str("source")
