// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target is compiled with.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// Everything outside the C wrappers also marks each use of unsafe memory where it stands.
let safe = strict + [.strictMemorySafety()]

let package = Package(
    name: "guildhall",
    products: [
        .executable(name: "guildhall", targets: ["guildhall"]),
        .executable(name: "guildhall-responder", targets: ["guildhall-responder"]),
        .executable(name: "guildhall-hasher", targets: ["guildhall-hasher"]),
        .executable(name: "guildhall-worker", targets: ["guildhall-worker"]),
        .executable(name: "guildhall-thumbnailer", targets: ["guildhall-thumbnailer"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // C libraries, each imported by exactly one module.
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CFastCGI", pkgConfig: "fcgi", providers: [.apt(["libfcgi-dev"])]),
        .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CSandbox"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // The kit.
        .target(name: "FastCGI", dependencies: ["CFastCGI", "CLinux"], swiftSettings: strict),
        .target(name: "Postgres", dependencies: ["CPostgres"], swiftSettings: strict),
        .target(
            name: "Security", dependencies: ["CSodium", "Configuration", "JSON"],
            swiftSettings: strict),
        .target(name: "HTTPClient", dependencies: ["CCurl"], swiftSettings: strict),
        .target(name: "Cache", dependencies: ["CHiredis", "CZlib"], swiftSettings: strict),
        .target(name: "JSON", swiftSettings: safe),
        .target(name: "Calendar", swiftSettings: safe),
        .target(name: "Configuration", swiftSettings: safe),
        .target(name: "Supervision", swiftSettings: safe),
        .target(name: "Telemetry", swiftSettings: safe),
        .target(
            name: "API",
            dependencies: [
                "Cache", "Calendar", "Configuration", "FastCGI", "JSON", "Postgres", "Security",
                "Telemetry",
            ],
            swiftSettings: safe),

        .target(name: "Images", swiftSettings: safe),
        .target(
            name: "Photos",
            dependencies: ["API", "Configuration", "Images", "Postgres", "Security"],
            swiftSettings: safe),

        // The areas: each depends on the kit, never on another, and exports its list of endpoints.
        .target(
            name: "Accounts",
            dependencies: ["API", "Calendar", "Configuration", "JSON", "Postgres", "Security"],
            swiftSettings: safe),
        .target(
            name: "Bookings",
            dependencies: ["API", "Calendar", "Configuration", "JSON", "Postgres", "Security"],
            swiftSettings: safe),
        .target(
            name: "Forum",
            dependencies: ["API", "Cache", "Calendar", "Configuration", "JSON", "Postgres"],
            swiftSettings: safe),
        .target(
            name: "Fasts", dependencies: ["API", "Calendar", "JSON", "Postgres"],
            swiftSettings: safe),
        .target(
            name: "Gallery", dependencies: ["API", "JSON", "Photos", "Postgres"],
            swiftSettings: safe),
        .target(
            name: "Garden", dependencies: ["API", "JSON", "Photos", "Postgres"],
            swiftSettings: safe),
        .target(name: "Dashboard", dependencies: ["API"], swiftSettings: safe),
        .target(
            name: "Operations",
            dependencies: ["API", "Cache", "JSON", "Postgres", "Telemetry"],
            swiftSettings: safe),

        // The programs.
        .target(
            name: "Responder",
            dependencies: [
                "API", "Accounts", "Bookings", "Configuration", "Dashboard", "FastCGI", "Fasts",
                "Forum", "Gallery", "Garden", "Operations", "Security",
                "Telemetry",
            ],
            swiftSettings: safe),
        .target(
            name: "Jobs", dependencies: ["API", "Configuration", "Postgres", "Security"],
            swiftSettings: safe),
        .target(
            name: "Worker",
            dependencies: [
                "API", "Calendar", "Configuration", "HTTPClient", "Jobs", "Postgres", "Security",
                "Supervision", "Telemetry",
            ],
            swiftSettings: safe),
        .executableTarget(
            name: "guildhall-responder", dependencies: ["Responder"], swiftSettings: safe),
        .executableTarget(
            name: "guildhall-hasher", dependencies: ["Security"], swiftSettings: safe),
        .executableTarget(
            name: "guildhall-thumbnailer", dependencies: ["CSandbox"], swiftSettings: strict),
        .executableTarget(
            name: "guildhall-worker", dependencies: ["Worker"], swiftSettings: safe),
        .executableTarget(
            name: "guildhall",
            dependencies: [
                "API", "Bookings", "Configuration", "JSON", "Jobs", "Operations", "Photos",
                "Postgres", "Responder", "Security", "Supervision", "Telemetry",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: safe),

        // The tests of the whole, on a stack of their own.
        .target(
            name: "TestStack", dependencies: ["JSON", "TestSupport"], path: "Tests/TestStack",
            swiftSettings: strict),
        .executableTarget(
            name: "benchmarks", dependencies: ["JSON", "TestStack", "TestSupport"],
            path: "Tests/Benchmarks", exclude: ["peer.py", "recorded.json"], swiftSettings: strict),
        .testTarget(
            name: "EndToEnd", dependencies: ["JSON", "Security", "TestStack", "TestSupport"],
            swiftSettings: strict),

        // The tests of the kit.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(
            name: "APITests",
            dependencies: [
                "API", "Calendar", "Configuration", "FastCGI", "JSON", "Postgres", "Security",
                "Telemetry", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "BookingsTests", dependencies: ["API", "Bookings", "Calendar", "Postgres"],
            swiftSettings: strict),
        .testTarget(
            name: "CacheTests", dependencies: ["Cache", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "CalendarTests", dependencies: ["Calendar", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ConfigurationTests", dependencies: ["Configuration"], swiftSettings: strict),
        .testTarget(
            name: "FastCGITests", dependencies: ["FastCGI", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "HTTPClientTests", dependencies: ["HTTPClient"], swiftSettings: strict),
        .testTarget(name: "ImagesTests", dependencies: ["Images"], swiftSettings: strict),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: strict),
        .testTarget(
            name: "PostgresTests", dependencies: ["Postgres", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "SecurityTests",
            dependencies: ["JSON", "Security", "TestSupport", "guildhall-hasher"],
            swiftSettings: strict),
        .testTarget(
            name: "TelemetryTests", dependencies: ["Telemetry", "TestSupport"],
            swiftSettings: strict),
    ]
)
