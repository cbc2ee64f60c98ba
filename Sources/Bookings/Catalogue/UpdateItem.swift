internal import API

/// Changes an item of the catalogue.
enum UpdateItem: ChangeEndpoint {
    static let operation = Operation(
        .patch, "/admin/items/{id}", "Change an item", access: .admin)

    static let id = Path<Int>("id", "The item's id.")
    static let name = Body<Line>(optional: "name", "The name as shown.")
    static let description = Body<String>(optional: "description", length: 0...4_000, "What it is.")
    static let quantity = Body<Int>(
        optional: "quantity", in: 0...100_000, "How many there are, booked or not.")
    static let price = Body<Money>(optional: "price", "The price of one, for a booking.")
    static let currency = Body<Currency>(optional: "currency", "The currency, by ISO 4217.")

    static let present: PreparedSQL? = PreparedSQL(
        columns, "FROM items i WHERE i.id = \(id) FOR NO KEY UPDATE OF i")
    static let change = PreparedSQL(
        """
        WITH i AS (
            UPDATE items
               SET name = coalesce(\(name), name),
                   description = coalesce(\(description), description),
                   quantity = coalesce(\(quantity), quantity),
                   price_minor = coalesce(\(price), price_minor),
                   currency = coalesce(\(currency), currency)
             WHERE id = \(id) RETURNING *
        )
        SELECT \(columns: columns) FROM i
        """)
    static let columns = ItemColumns.all
    static let encoder = RowEncoder(json: columns)
    static let violations = ItemViolations.all
}
