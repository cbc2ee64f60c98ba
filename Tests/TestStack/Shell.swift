public import Foundation

/// A program that was run to its end.
public struct Outcome: Sendable {
    public let status: Int32
    public let output: Data
    public let errors: String

    public var text: String { String(decoding: output, as: UTF8.self) }
    public var lines: [String] { text.split(separator: "\n").map(String.init) }
}

/// A program that runs in the background.
public final class Running: @unchecked Sendable {
    public let process = Process()
    private let output = FileManager.default.temporaryDirectory
        .appendingPathComponent("guildhall-output-\(UUID().uuidString)")
    private let errors = FileManager.default.temporaryDirectory
        .appendingPathComponent("guildhall-errors-\(UUID().uuidString)")

    /// Starts a program, found on `PATH`. Its output goes to files, so that no pipe can fill up.
    public init(_ words: [String], environment: [String: String] = [:], input: String? = nil) throws
    {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        for file in [output, errors] {
            _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let pipe = Pipe()
        process.standardInput = input == nil ? FileHandle.nullDevice : pipe
        try process.run()
        if let input {
            // A program may end before it has read everything; its outcome tells.
            try? pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try pipe.fileHandleForWriting.close()
        }
    }

    /// What the program has written to standard output so far.
    public var outputSoFar: Data { (try? Data(contentsOf: output)) ?? Data() }

    /// Waits for the end.
    public func wait() throws -> Outcome {
        process.waitUntilExit()
        defer {
            try? FileManager.default.removeItem(at: output)
            try? FileManager.default.removeItem(at: errors)
        }
        return Outcome(
            status: process.terminationStatus, output: try Data(contentsOf: output),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}

/// Runs a program to its end.
public func run(
    _ words: [String], environment: [String: String] = [:], input: String? = nil
) throws -> Outcome {
    try Running(words, environment: environment, input: input).wait()
}
