internal import JSON
internal import Postgres

extension ParameterDeclaration {
    fileprivate func isNamed(by fault: Fault) -> Bool {
        fault.pointer == JSONPointer.root.appending(name).description
    }
}

/// Reads a request's parameters and gathers *every* fault, not only the first.
struct ParameterReading {
    private(set) var values = ParameterValues()
    private var faults: [Fault] = []
    private var bodyFaults: [Fault] = []

    /// Takes the path's parameters.
    /// - Throws: 404 if one is not of its type: then nothing has that address.
    mutating func read(
        path segments: [(name: String, text: String)], _ declarations: [ParameterDeclaration]
    )
        throws(Problem)
    {
        for declaration in declarations where declaration.location == .path {
            guard let text = segments.first(where: { $0.name == declaration.name })?.text,
                case .success(let value) = declaration.parseText(text)
            else { throw .notFound() }
            values.set(declaration, value)
        }
    }

    /// Takes the query's parameters. A parameter that is not declared is a fault: it may be a
    /// misspelling.
    /// - Parameter withMembers: whether the query may also give the members of the body, since the
    ///   body is a file. None must be given then.
    mutating func read(
        _ query: QueryString, _ declarations: [ParameterDeclaration], withMembers: Bool = false
    ) {
        let declared = declarations.filter {
            $0.location == .query || withMembers && $0.location == .body
        }
        var seen: [String] = []
        for pair in query.pairs {
            guard let name = pair.name else {
                faults.append(.parameter("?", "a name is not percent-encoded UTF-8 without NUL"))
                continue
            }
            guard let declaration = declared.first(where: { $0.name == name }) else {
                faults.append(.parameter(name, "is not a parameter of this call"))
                continue
            }
            guard let text = pair.value else {
                faults.append(.parameter(name, "must be percent-encoded UTF-8 without NUL"))
                continue
            }
            guard !seen.contains(name) else {
                faults.append(.parameter(name, "must be given once"))
                continue
            }
            seen.append(name)
            guard !text.isEmpty else { continue }
            switch declaration.parseText(text) {
            case .success(let value): values.set(declaration, value)
            case .failure(let fault): faults.append(.parameter(name, fault.detail))
            }
        }
        for declaration in declared
        where !values.isPresent(declaration) && !faults.contains(where: declaration.isNamed(by:)) {
            if let standard = declaration.standard {
                values.set(declaration, standard)
            } else if declaration.isRequired, declaration.location == .query {
                faults.append(.parameter(declaration.name, "must be given"))
            }
        }
    }

    /// Takes the members of a JSON body.
    mutating func read(_ body: JSONValue, _ declarations: [ParameterDeclaration]) {
        let reading = ObjectReading(body, declarations.filter { $0.location == .body })
        for (declaration, value) in reading.values { values.set(declaration, value) }
        bodyFaults += reading.faults.map { .pointer($0.place, $0.detail) }
    }

    /// Takes who calls.
    mutating func read(_ caller: Caller?) {
        guard let caller else { return }
        values.set(Caller.id.declaration, .int(caller.id))
        values.set(Caller.session.declaration, .text(caller.session))
    }

    /// Adds a fault that concerns more than one parameter.
    mutating func add(_ fault: Fault) { faults.append(fault) }

    /// The values.
    /// - Throws: 400 for faults in the query, 422 for faults in the body, each with all of them.
    func checked() throws(Problem) -> ParameterValues {
        if !faults.isEmpty {
            throw .malformed(faults + bodyFaults)
        }
        if !bodyFaults.isEmpty {
            throw .invalid(bodyFaults)
        }
        return values
    }
}
