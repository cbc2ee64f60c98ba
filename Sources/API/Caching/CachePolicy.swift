public import Cache
public import Configuration

/// How an endpoint's answers are kept, as a declaration: under which key, for how long, and who may
/// see them.
public struct CachePolicy: Sendable {
    /// What one answer is kept as.
    public struct Entry: Sendable {
        let key: [String]
        let lifetime: Setting
        let prefixes: [CachePrefix]

        /// Declares an entry.
        /// - Parameters:
        ///   - key: the parts of its name, all that the answer depends on; the first is the prefix
        ///     under which it is invalidated. What is for one caller has the caller's id among them.
        ///   - lifetime: the setting with the seconds that it is kept; 0 for not at all.
        ///   - prefixes: what else puts it out of date.
        public init(
            _ key: [String], for lifetime: Setting, outdatedBy prefixes: [CachePrefix] = []
        ) {
            self.key = key
            self.lifetime = lifetime
            self.prefixes = prefixes
        }
    }

    /// Who sees the same answer.
    public enum Audience: Sendable { case everyone, caller }

    let entry: @Sendable (ParameterValues, Caller?) -> (Entry, Audience)?
    let warmUp: [String]

    /// Declares a policy.
    /// - Parameters:
    ///   - warmUp: queries whose answers are made when a process starts, before anybody asks.
    ///   - entry: what the answer to a call is kept as, and for whom; nil if it is not kept.
    public init(
        warmUp: [String] = [],
        _ entry: @escaping @Sendable (ParameterValues, Caller?) -> (Entry, Audience)?
    ) {
        self.warmUp = warmUp
        self.entry = entry
    }
}

extension List {
    /// The parts of a key that name a page by number, `page` and `size`.
    ///
    /// Nil for a page by cursor or with another total: those are asked for once and hardly again.
    public func pageKey(_ values: ParameterValues) -> [String]? {
        guard !values.isPresent(Self.cursor.declaration),
            !values.isPresent(Self.counting.declaration),
            let page = values[page], let size = values[size]
        else { return nil }
        return [String(page), String(size)]
    }
}
