public import API

/// How the service is, and what it can do.
public enum Operations {
    public static let area = Area([
        GetLiveness.self,
        GetReadiness.self,
        GetOpenAPI.self,
        TestDatabase.self,
        ListIndexes.self,
        GetHealth.self,
        GetMemory.self,
        ListQueries.self,
        GetCache.self,
        ClearCache.self,
        GetLogLevel.self,
        SetLogLevel.self,
        GetMetrics.self,
    ])
}
