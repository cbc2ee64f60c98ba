/// Finds the parts of a `multipart/form-data` body (RFC 7578, RFC 2046, section 5.1) as its bytes
/// come by, in pieces of any size.
///
/// It remembers where a part's content is, not the content, so a part of any size takes no memory.
struct MultipartParser {
    /// What is more than a form may have.
    enum Limit {
        /// Parts.
        static let parts = 16
        /// Bytes of the head of one part.
        static let head = 4_096
    }

    /// Why the body is no form.
    struct Fault: Error, Equatable {
        let detail: String
    }

    private enum State {
        /// Before a delimiter: in front of the first part, or in a part.
        case content
        /// Behind a delimiter, with as many bytes of its line as are held in `line`.
        case delimiterLine
        case head
        /// Behind the last part; whatever comes is no more of the form's (RFC 2046, section 5.1.1).
        case epilogue
    }

    private let delimiter: [UInt8]
    /// For each number of bytes that match, how many match still if the next does not (Knuth, Morris
    /// and Pratt).
    private let fallback: [Int]
    private var state = State.content
    private var matched: Int
    private var line: [UInt8] = []
    private var offset = 0
    private var open: (head: MultipartHead, start: Int)?
    private(set) var parts: [MultipartPart] = []

    /// Prepares to read a body.
    /// - Parameter boundary: what separates the parts, 1 to 70 characters.
    init(boundary: String) {
        delimiter = Array("\r\n--\(boundary)".utf8)
        var fallback = [0, 0]
        for index in 1..<delimiter.count {
            var length = fallback[index]
            while length > 0, delimiter[length] != delimiter[index] { length = fallback[length] }
            fallback.append(delimiter[length] == delimiter[index] ? length + 1 : 0)
        }
        self.fallback = fallback
        // The first delimiter may stand at the very beginning, where no line ends before it.
        matched = 2
    }

    /// Takes the next bytes.
    mutating func feed(_ bytes: ArraySlice<UInt8>) throws(Fault) {
        var rest = bytes
        while let byte = rest.first {
            if state == .epilogue { return }
            if state == .content, matched == 0 {
                // Most bytes of a file are not the first of a delimiter.
                let skipped = (rest.firstIndex(of: 13) ?? rest.endIndex) - rest.startIndex
                offset += skipped
                rest = rest.dropFirst(skipped)
                if rest.isEmpty { return }
                matched = 1
            } else {
                try step(byte)
            }
            offset += 1
            rest = rest.dropFirst()
        }
    }

    /// Says that there are no more bytes.
    /// - Throws: if the form did not end before.
    func finish() throws(Fault) {
        guard state == .epilogue else { throw Fault(detail: "it has no end") }
    }

    private mutating func step(_ byte: UInt8) throws(Fault) {
        switch state {
        case .content: try match(byte)
        case .delimiterLine: try lineByte(byte)
        case .head: try headByte(byte)
        case .epilogue: break
        }
    }

    private mutating func match(_ byte: UInt8) throws(Fault) {
        while matched > 0, delimiter[matched] != byte { matched = fallback[matched] }
        if delimiter[matched] == byte { matched += 1 }
        guard matched == delimiter.count else { return }
        matched = 0
        if let open {
            let end = offset + 1 - delimiter.count
            parts.append(MultipartPart(head: open.head, content: open.start..<end))
            self.open = nil
        }
        state = .delimiterLine
        line = []
    }

    /// What follows a delimiter: `--` at the end, or padding and the end of the line.
    private mutating func lineByte(_ byte: UInt8) throws(Fault) {
        line.append(byte)
        if line == Array("--".utf8) {
            state = .epilogue
        } else if line.suffix(2) == [13, 10] {
            guard parts.count < Limit.parts else {
                throw Fault(detail: "it has more than \(Limit.parts) parts")
            }
            state = .head
            line = []
        } else {
            let isPadding = [32, 9, 13].contains(byte) && line.dropLast().last != 13
            let isFirstDash = line == [45]
            guard isPadding || isFirstDash, line.count <= 100 else {
                throw Fault(detail: "a boundary is followed by something else")
            }
        }
    }

    private mutating func headByte(_ byte: UInt8) throws(Fault) {
        line.append(byte)
        guard line.count <= Limit.head else {
            throw Fault(detail: "the head of a part is longer than \(Limit.head) bytes")
        }
        guard byte == 10, line == [13, 10] || line.suffix(4) == [13, 10, 13, 10] else { return }
        open = (try MultipartHead(line), offset + 1)
        state = .content
        line = []
    }
}

/// A part of a form.
struct MultipartPart: Equatable {
    let head: MultipartHead
    /// Where in the body its content is.
    let content: Range<Int>
}
