import ArgumentParser
import Configuration
import Postgres
import Security

/// What all commands have in common.
enum Command {
    /// Runs a command's body and reports what it throws in words.
    static func run(_ body: () throws -> Void) throws {
        Sodium.initialise()
        do {
            try body()
        } catch let exit as ExitCode {
            throw exit
        } catch {
            Terminal.complain("guildhall: \(explanation(of: error))")
            throw ExitCode.failure
        }
    }

    /// An error in words.
    static func explanation(of error: any Error) -> String {
        (error as? DatabaseError)?.explanation ?? "\(error)"
    }
}
