import JSON
import Postgres
import Testing

@testable import API

private let items = Body<Objects>(
    optional: "items",
    of: .of(
        Body<Int>("item_id", in: 1...1_000, "The item."),
        Body<Int>("quantity", in: 1...9, "How many."),
        Body<String>(optional: "note", length: 0...10, "A note.")),
    most: 3, "What is wanted.")
private let church = Body<Int>(nullable: "church_id", "A church, or none.")

@Suite("Members of bodies")
struct BodyMembers {
    private func read(_ json: String, _ declared: [ParameterDeclaration]) throws
        -> (values: ParameterValues, faults: [String])
    {
        let reading = ObjectReading(try JSONReader().parse(Array(json.utf8)), declared)
        var values = ParameterValues()
        for (declaration, value) in reading.values { values.set(declaration, value) }
        return (values, reading.faults.map { "\($0.place) \($0.detail)" })
    }

    @Test("An array of objects reaches PostgreSQL as JSON of the members that are declared")
    func objects() throws {
        let (values, faults) = try read(
            #"{"items":[{"quantity":2,"item_id":7},{"item_id":8,"quantity":1,"note":"\"ü\n"}]}"#,
            .of(items))
        #expect(faults.isEmpty)
        #expect(
            values[items.declaration]
                == .text(
                    #"[{"quantity":2,"item_id":7},{"item_id":8,"quantity":1,"note":"\"ü\n"}]"#))
    }

    @Test("Every fault of every object is named with its place")
    func faults() throws {
        let (_, faults) = try read(
            #"{"items":[{"item_id":0,"quantity":1},{"quantity":10,"colour":"red"},7]}"#, .of(items))
        #expect(
            faults == [
                "/items/0/item_id must be at least 1", "/items/1/quantity must be at most 9",
                "/items/1/colour is not a member of this body", "/items/1/item_id must be given",
                "/items/2 must be an object",
            ])
    }

    @Test("There are no more objects than there may be", arguments: ["{}", "[1,2,3,4]", "null"])
    func bounds(json: String) throws {
        let (_, faults) = try read("{\"items\":\(json)}", .of(items))
        #expect(faults.count == 1 && faults[0].hasPrefix("/items must"))
    }

    @Test("Null means none where that is said, and is a fault elsewhere")
    func null() throws {
        let (values, faults) = try read(#"{"church_id":null}"#, .of(church))
        #expect(faults.isEmpty && values.isPresent(church.declaration))
        #expect(values[church.declaration] == .null && values[church] == nil)
        let absent = try read("{}", .of(church))
        #expect(absent.faults.isEmpty && !absent.values.isPresent(church.declaration))
        let name = Body<String>(optional: "name", length: 1...10, "A name.")
        #expect(try read(#"{"name":null}"#, .of(name)).faults == ["/name must be a text"])
    }
}
