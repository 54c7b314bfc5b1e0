// swift-tools-version:6.2
import PackageDescription

// A package of its own: what the fuzzer needs to see is compiled with its instrumentation. `Fuzz/run` puts it together
// with links to the sources.

let package = Package(
    name: "fuzz",
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
    ],
    targets: [
        .target(name: "Addresses"),
        .target(name: "Bytes"),
        .systemLibrary(name: "CNetlink", pkgConfig: "libnl-genl-3.0"),
        .target(name: "CLinux"),
        .target(name: "Netlink", dependencies: ["CNetlink", "CLinux", "Addresses", "Bytes"]),
        .target(name: "IPVSKit", dependencies: ["CNetlink", "CLinux", "Netlink", "Addresses", "Bytes"]),
        .target(
            name: "HostileAnswers", dependencies: ["IPVSKit", "Netlink", "Addresses"], path: "Fuzz/HostileAnswers"),
        .executableTarget(
            name: "decoder", dependencies: ["HostileAnswers"], path: "Fuzz/decoder",
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
        .target(name: "Deadlines", dependencies: [.product(name: "HeapModule", package: "swift-collections")]),
        .target(
            name: "VRRPEngine",
            dependencies: ["Addresses", "Bytes", "Deadlines", .product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "LinkAnalysis", dependencies: ["VRRPEngine", "Addresses", "Bytes", "Deadlines"]),
        .target(
            name: "HostileFrames", dependencies: ["LinkAnalysis", "Deadlines"], path: "Fuzz/HostileFrames"),
        .executableTarget(
            name: "frames", dependencies: ["HostileFrames"], path: "Fuzz/frames",
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
        .target(name: "Topology", dependencies: ["Addresses"]),
        .target(
            name: "HostileTopologies", dependencies: ["Topology", "Addresses"], path: "Fuzz/HostileTopologies"),
        .executableTarget(
            name: "topologies", dependencies: ["HostileTopologies"], path: "Fuzz/topologies",
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
        .target(
            name: "HostileAdvertisements", dependencies: ["VRRPEngine", "Addresses", "Deadlines"],
            path: "Fuzz/HostileAdvertisements"),
        .executableTarget(
            name: "advertisements", dependencies: ["HostileAdvertisements"], path: "Fuzz/advertisements",
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
        .target(name: "ControlMessages"),
        .target(name: "ManagedAgent", dependencies: ["ControlMessages", "Addresses", "Deadlines"]),
        .target(
            name: "HostileProperties", dependencies: ["ManagedAgent", "Deadlines"], path: "Fuzz/HostileProperties"),
        .executableTarget(
            name: "properties", dependencies: ["HostileProperties"], path: "Fuzz/properties",
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
        .target(name: "Mail", dependencies: ["Deadlines"]),
        .target(name: "NodeConfiguration", dependencies: ["Addresses", "Deadlines", "Topology", "Mail"]),
        .target(
            name: "HostileConfigurations", dependencies: ["NodeConfiguration"], path: "Fuzz/HostileConfigurations"),
        .executableTarget(
            name: "configurations", dependencies: ["HostileConfigurations"], path: "Fuzz/configurations",
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
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
