// Hashes or verifies one password and ends, so that the memory that Argon2id takes is a responder's
// at no time.
//
// Input, from standard input to its end: for `verify` a line with the hash, then the password; for
// `make` the password alone. Output: for `make` the hash. Exit status 0: made, or the password is
// right; 1: it is wrong; 2: the call was wrong or there was not memory enough; 3: the password is right
// and its hash was not made with today's parameters.
import Glibc
import Security

/// Bytes of input at the most: a hash and the longest password.
let longestInput = 8_192

var input = [UInt8](repeating: 0, count: longestInput)
var length = 0
while length < input.count {
    let count = unsafe input.withUnsafeMutableBytes {
        unsafe read(0, $0.baseAddress! + length, $0.count - length)
    }
    if count <= 0 { break }
    length += count
}
// Input that fills the buffer may have been cut, and a part of a password is another password.
guard length < input.count else { exit(2) }
input.removeLast(input.count - length)
Sodium.initialise()

switch CommandLine.arguments.dropFirst().first {
case "make":
    guard let hash = PasswordHash.make(input) else { exit(2) }
    print(hash)
case "verify":
    guard let end = input.firstIndex(of: 10) else { exit(2) }
    let hash = String(decoding: input[..<end], as: UTF8.self)
    guard PasswordHash.verify(Array(input[(end + 1)...]), against: hash) else { exit(1) }
    exit(PasswordHash.isOutdated(hash) ? 3 : 0)
default:
    exit(2)
}
