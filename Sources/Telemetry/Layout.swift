/// Where what stands in a segment, in words of eight bytes.
enum Layout {
    /// Told apart by the number at the end: a program that lays words out differently has another.
    static let version: UInt64 = 0x6775_696c_6400_0001

    // The head.
    static let mark = 0
    /// When the segment was made, in Unix seconds.
    static let startedAt = 1
    static let endpointCount = 2
    static let generations = 3
    static let logLevel = 4
    /// The memory guard's state, last sample (monotonic milliseconds) and last reading.
    static let guardState = 8
    static let guardSampledAt = 9
    static let guardSource = 10
    static let guardTotal = 11
    static let guardUsed = 12
    /// Requests that were refused because of memory.
    static let guardRefusals = 13
    /// The samples of the processes' memory: how many there were, and a ring of the last ones.
    static let trendCount = 16
    static let trendCheckedAt = 17
    static let trend = 64
    static let trendSamples = 60
    static let trendWords = 3

    // Processes: more places than may run at once during a reload.
    static let processes = 512
    static let processCount = 128
    static let processWords = 16

    // Endpoints.
    static let endpoints = processes + processCount * processWords
    static let mostEndpoints = 160
    static let endpointWords = EndpointCounters.Word.histogram + Histogram.buckets

    static let words = endpoints + mostEndpoints * endpointWords
    static let bytes = words * 8
}
