internal import API
internal import Postgres

/// Adds an item to the catalogue.
enum CreateItem: ChangeEndpoint {
    static let operation = Operation(
        .post, "/admin/items", "Create an item", access: .admin, creates: true)

    static let name = Body<Line>("name", "The name as shown.")
    static let description = Body<String>(optional: "description", length: 0...4_000, "What it is.")
    static let quantity = Body<Int>(
        "quantity", in: 0...100_000, "How many there are, booked or not.")
    static let price = Body<Money>("price", "The price of one, for a booking.")
    static let currency = Body<Currency>("currency", "The currency, by ISO 4217.")

    static let change = PreparedSQL(
        """
        WITH i AS (
            INSERT INTO items (name, description, quantity, price_minor, currency)
            VALUES (\(name), coalesce(\(description), ''), \(quantity), \(price), \(currency)) RETURNING *
        )
        SELECT \(columns: columns) FROM i
        """)
    static let columns = ItemColumns.all
    static let encoder = RowEncoder(json: columns)
    static let violations = ItemViolations.all
}

/// What the constraints of items mean to a caller.
enum ItemViolations {
    static let all = [
        "booking_items_within_quantity": Problem.invalid([
            .pointer("/quantity", "is less than what is booked at one time")
        ])
    ]
}
