internal import API
public import Postgres

extension PhotoStore {
    /// Removes a photo's files unless it has a row, beside whoever may be writing one just now.
    /// - Returns: whether they were removed.
    @discardableResult
    public func removeUnlessNeeded(
        _ digest: String, of audience: PhotoAudience, on database: Connection
    ) throws -> Bool {
        let values = PhotoStatements.values(digest, audience)
        return try database.transaction { transaction in
            // Two statements, since the second is to see what was committed before the lock was got.
            let rows = try transaction.run([
                PhotoStatements.lock.command(values), PhotoStatements.look.command(values),
            ])
            let isNeeded = rows[1][0].bool(0)
            if !isNeeded { remove(digest, of: audience) }
            _ = try transaction.commit()
            return !isNeeded
        }
    }

    /// Removes what nothing needs: files that a crash left before their row was written or after it was
    /// removed, and rows that nothing points at.
    ///
    /// It can run beside uploads at any time.
    /// - Returns: how many photos were removed.
    public func sweep(on database: Connection) throws -> Int {
        var count = 0
        for audience in PhotoAudience.allCases {
            let unused = try database.run([
                PhotoStatements.unused.command(PhotoStatements.values("", audience))
            ])[0]
            for index in 0..<unused.count {
                let values = PhotoStatements.values(unused[index].text(0), audience)
                try database.transaction { transaction in
                    _ = try transaction.run([PhotoStatements.lock.command(values)])
                    _ = try transaction.commit(with: [PhotoStatements.forget.command(values)])
                }
            }
            try forEachShard(of: audience) { digests in
                let found = PhotoStatements.values(digests.joined(separator: " "), audience)
                let strays = try database.run([PhotoStatements.strays.command(found)])[0]
                for index in 0..<strays.count {
                    let digest = strays[index].text(0)
                    if try removeUnlessNeeded(digest, of: audience, on: database) { count += 1 }
                }
            }
        }
        return count
    }
}
