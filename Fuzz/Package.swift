// swift-tools-version:6.2
import PackageDescription

// A package of its own: what the fuzzer needs to see is compiled with its instrumentation. `Fuzz/run` puts it together
// with links to the sources.

/// A fuzzer that hands what libFuzzer makes up to a target of that name.
func fuzzer(_ name: String, for hostile: String) -> Target {
    .executableTarget(
        name: name, dependencies: [.target(name: hostile), "FuzzDriver"], path: "Fuzz/\(name)",
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])])
}

let package = Package(
    name: "fuzz",
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
    ],
    targets: [
        .target(name: "FuzzDriver", path: "Fuzz/FuzzDriver"),
        .target(name: "Addresses"),
        .target(name: "Bytes"),
        .systemLibrary(name: "CNetlink", pkgConfig: "libnl-genl-3.0"),
        .target(name: "CLinux"),
        .target(name: "Netlink", dependencies: ["CNetlink", "CLinux", "Addresses", "Bytes"]),
        .target(name: "IPVSKit", dependencies: ["CNetlink", "CLinux", "Netlink", "Addresses", "Bytes"]),
        .target(
            name: "HostileAnswers", dependencies: ["IPVSKit", "Netlink", "Addresses"], path: "Fuzz/HostileAnswers"),
        fuzzer("decoder", for: "HostileAnswers"),
        .target(name: "Deadlines", dependencies: [.product(name: "HeapModule", package: "swift-collections")]),
        .target(
            name: "VRRPEngine",
            dependencies: ["Addresses", "Bytes", "Deadlines", .product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "LinkAnalysis", dependencies: ["VRRPEngine", "Addresses", "Bytes", "Deadlines"]),
        .target(
            name: "HostileFrames", dependencies: ["LinkAnalysis", "Deadlines"], path: "Fuzz/HostileFrames"),
        fuzzer("frames", for: "HostileFrames"),
        .target(name: "Topology", dependencies: ["Addresses", "Bytes"]),
        .target(
            name: "HostileTopologies", dependencies: ["Topology", "Addresses"], path: "Fuzz/HostileTopologies"),
        fuzzer("topologies", for: "HostileTopologies"),
        .target(
            name: "HostileAdvertisements", dependencies: ["VRRPEngine", "Addresses", "Deadlines"],
            path: "Fuzz/HostileAdvertisements"),
        fuzzer("advertisements", for: "HostileAdvertisements"),
        .target(name: "ControlMessages"),
        .target(name: "ManagedAgent", dependencies: ["ControlMessages", "Addresses", "Deadlines"]),
        .target(
            name: "HostileProperties", dependencies: ["ManagedAgent", "Deadlines"], path: "Fuzz/HostileProperties"),
        fuzzer("properties", for: "HostileProperties"),
        .target(
            name: "HealthChecker",
            dependencies: ["Addresses", "Deadlines", .product(name: "Crypto", package: "swift-crypto")]),
        .target(
            name: "HostileReplies", dependencies: ["HealthChecker", "Addresses"], path: "Fuzz/HostileReplies"),
        fuzzer("replies", for: "HostileReplies"),
        .target(name: "Mail", dependencies: ["Deadlines"]),
        .target(name: "NodeConfiguration", dependencies: ["Addresses", "Deadlines", "Topology", "Mail"]),
        .target(
            name: "HostileConfigurations", dependencies: ["NodeConfiguration"], path: "Fuzz/HostileConfigurations"),
        fuzzer("configurations", for: "HostileConfigurations"),
    ]
)

for target in package.targets where target.type != .system && target.name != "CLinux" {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableExperimentalFeature("Lifetimes"),
        .unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"]),
    ]
}
