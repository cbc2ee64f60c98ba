/// A command with its arguments, which may hold any bytes.
struct RedisCommand {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    /// Makes a command of texts.
    init(_ words: String...) { for word in words { add(Array(word.utf8)) } }

    /// Adds an argument.
    mutating func add(_ word: [UInt8]) {
        bytes += word
        ends.append(bytes.count)
    }

    /// Adds an argument.
    mutating func add(_ word: String) { add(Array(word.utf8)) }

    /// The form in which hiredis takes commands that are not variadic.
    func withWords<Result>(
        _ body: (
            Int32, UnsafeMutablePointer<UnsafePointer<CChar>?>, UnsafePointer<Int>
        ) -> Result
    ) -> Result {
        let starts = [0] + ends.dropLast()
        let lengths = zip(starts, ends).map { $1 - $0 }
        return bytes.withUnsafeBytes { bytes in
            let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            var words = starts.map { start in base.map { $0 + start } }
            return words.withUnsafeMutableBufferPointer { words in
                lengths.withUnsafeBufferPointer { lengths in
                    body(Int32(ends.count), words.baseAddress!, lengths.baseAddress!)
                }
            }
        }
    }
}
