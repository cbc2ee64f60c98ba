internal import Postgres

/// Which rows of a list a request asks for, and whether it wants to know how many there are.
struct Page {
    enum Position {
        case number(Int)
        case cursor(KeysetCursor)
    }

    let size: Int
    let position: Position
    /// What the request says of the total; nil if it says nothing.
    let counting: List.Counting?

    /// A page that an endpoint found by itself.
    init(number: Int, size: Int) {
        self.size = size
        position = .number(number)
        counting = nil
    }

    /// Reads the paging parameters of a call.
    init(_ call: Call, _ list: List) throws(Problem) {
        let values = call.values
        size = values[list.size] ?? 50
        guard let text = values[List.cursor] else {
            position = .number(values[list.page] ?? 1)
            counting = values[List.counting]
            return
        }
        var faults: [Fault] = []
        if call.pagesGiven.contains("page") {
            faults.append(.parameter("page", "cannot be given together with cursor"))
        }
        let cursor = KeysetCursor(text, mark: list.mark, keys: list.keys)
        if cursor == nil { faults.append(.parameter("cursor", "is not a cursor of this list")) }
        guard let cursor, faults.isEmpty else { throw .malformed(faults) }
        position = .cursor(cursor)
        counting = values[List.counting] ?? List.Counting.none
    }

    /// The values for the statement that finds the page. One row more is asked for, to know whether
    /// there is another page.
    func machinery(_ values: ParameterValues, _ list: List) -> ParameterValues {
        var values = values
        values.set(ListMachinery.limit, .int(Int64(size + 1)))
        switch position {
        case .number(let number):
            values.set(ListMachinery.offset, .int(Int64((number - 1) * size)))
        case .cursor(let cursor):
            for (index, key) in cursor.keys.enumerated() {
                values.set(ListMachinery.key(index, list.keys[index].kind), key)
            }
        }
        return values
    }

    /// The statement that finds the page.
    func statement(_ values: ParameterValues, _ list: List) -> PreparedSQL {
        switch position {
        case .number(let number):
            if let tallied = list.tallied(values), (number - 1) * size > List.nearOffset {
                tallied.byNumber
            } else {
                list.byNumber
            }
        case .cursor(let cursor): cursor.isBackwards ? list.before : list.after
        }
    }

    /// The statement that finds the total, if it is wanted.
    func totalStatement(_ values: ParameterValues, _ list: List) -> PreparedSQL? {
        let kept = list.tallied(values)?.total ?? list.keptTotal(values)
        return switch counting {
        case .some(.none): nil
        case .estimated: list.estimate
        case .exact: kept ?? list.count
        case nil: kept ?? list.boundedCount ?? list.count
        }
    }
}

extension Call {
    /// Which of `page` and `cursor` the request itself gives: `page` has a value in any case.
    public var pagesGiven: [String] {
        ["page", "cursor"].filter { name in
            query.pairs.contains { $0.name == name && $0.value != "" }
        }
    }
}

extension List {
    /// The tally's statements, if it knows all filters that are given.
    fileprivate func tallied(_ values: ParameterValues) -> (
        total: PreparedSQL, byNumber: PreparedSQL
    )? {
        guard let tallied, areAll(values, in: tallied.known) else { return nil }
        return (tallied.total, tallied.byNumber)
    }

    /// The statement for the total that is kept, if that knows all filters that are given.
    fileprivate func keptTotal(_ values: ParameterValues) -> PreparedSQL? {
        guard let kept, areAll(values, in: kept.known) else { return nil }
        return kept.total
    }

    private func areAll(_ values: ParameterValues, in known: [ParameterDeclaration]) -> Bool {
        filters.allSatisfy { filter in
            !values.isPresent(filter) || known.contains(where: filter.isSame(as:))
        }
    }
}
