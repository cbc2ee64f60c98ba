import Postgres

@testable import API

/// Parameters as an endpoint would declare them.
enum Sample {
    static let id = Path<Int>("id", "An id.")
    static let size = Query<Int>("size", default: 50, in: 1...100, "A number within bounds.")
    static let least = Query<Int>("least", in: -5...5, "An optional number.")
    static let name = Query<String>("name", length: 2...4, "A text of bounded length.")
    static let exact = Query<Bool>("exact", "A truth value.")
    static let needed = Query<SpanStart>(required: "needed", "A moment that must be given.")
    static let colour = Query<Colour>("colour", "A choice.")
    static let email = Body<String>("email", length: 3...10, "A text.")
    static let password = Body<String>("password", length: 8...20, "A longer text.")

    enum Colour: String, ChoiceContent { case red, green }

    static let query: [ParameterDeclaration] = .of(size, least, name, exact, colour)
    static let body: [ParameterDeclaration] = .of(email, password)
}

extension ParameterReading {
    /// What a query string gives.
    static func query(
        _ text: String, _ declarations: [ParameterDeclaration] = Sample.query
    ) throws(Problem) -> ParameterValues {
        var reading = ParameterReading()
        reading.read(QueryString(text), declarations)
        return try reading.checked()
    }

    /// The faults of a query string, each as its pointer and what is wrong.
    static func faults(_ text: String, _ declarations: [ParameterDeclaration] = Sample.query)
        -> [String]
    {
        do throws(Problem) {
            _ = try query(text, declarations)
            return []
        } catch {
            return error.faults.map { "\($0.pointer) \($0.detail)" }
        }
    }
}
