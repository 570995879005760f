#!/bin/sh
# Makes the certificates of this folder; see README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
cat >ca.cnf <<'END'
[ca]
default_ca = tests
[tests]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[host]
basicConstraints = critical,CA:FALSE
subjectAltName = IP:127.0.0.1,DNS:localhost
[other]
basicConstraints = critical,CA:FALSE
subjectAltName = DNS:example.org
[stale]
basicConstraints = critical,CA:FALSE
subjectAltName = IP:127.0.0.1
END
: >index
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }
# sign NAME SUBJECT KEY UNTIL ARGUMENTS...
sign() {
    name=$1 subject=$2 key=$3 until=$4
    shift 4
    openssl req -new -key "$key" -subj "/CN=$subject" -out request
    openssl ca -batch -notext -config ca.cnf -in request -out "$name.pem" -keyfile authority.key \
        -extensions "$name" -startdate 20000101000000Z -enddate "$until" "$@" 2>/dev/null
}
key authority.key
key host.key
sign authority "Tests of MicroPyrite" authority.key 21260101000000Z -selfsign
sign host localhost host.key 21260101000000Z -cert authority.pem
sign other example.org host.key 21260101000000Z -cert authority.pem
sign stale localhost host.key 20010101000000Z -cert authority.pem
cp ./authority.pem ./host.pem ./other.pem ./stale.pem host.key "$here"
