/// A reason to stop that a person can act upon.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// SIGINT or SIGTERM came before the work was done.
struct Interruption: Error, CustomStringConvertible {
    let description = "stopped before it was done"
}
