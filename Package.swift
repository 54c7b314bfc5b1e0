// swift-tools-version:6.2
import PackageDescription

// Three rings, imports only inward: values (no I/O, clock or chance) <- transports (system calls, C) <- composition.
// ARCHITECTURE.md says what lives where; `make lint` checks that no target imports outward.

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "swiftlvsd",
    products: [
        .library(name: "IPVSKit", targets: ["IPVSKit", "Addresses"]),
        .executable(name: "swiftlvsd", targets: ["swiftlvsd"]),
        .executable(name: "swiftlvsctl", targets: ["swiftlvsctl"]),
        .executable(name: "swiftlvs-agent", targets: ["swiftlvs-agent"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0", traits: []),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.10.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.5.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.0", traits: []),
    ],
    targets: [
        // MARK: Values

        // IP and MAC addresses, prefixes and interface names as fixed-size values with text forms.
        .target(name: "Addresses"),
        // Bounds-checked reading and writing of bytes, and the Internet checksum.
        .target(name: "Bytes"),
        // Time and chance as arguments: instants, deadlines, seeded numbers.
        .target(name: "Deadlines"),
        // The VRRP protocol: events and a time in, actions and one deadline out.
        .target(name: "VRRPEngine", dependencies: ["Addresses", "Bytes", "Deadlines", crypto]),
        // Virtual routers among bad links and dying nodes, from a seed: what went wrong, and the story of it.
        .target(name: "VRRPSimulator", dependencies: ["VRRPEngine", "Addresses", "Deadlines"]),
        // What is said about virtual routers on a link: captured frames and their times in, findings out.
        .target(name: "LinkAnalysis", dependencies: ["VRRPEngine", "Addresses", "Bytes", "Deadlines"]),
        // What goes into virtual routers and what comes out, as lines of JSON; replayed, they are a test.
        .target(
            name: "VRRPRecording", dependencies: ["VRRPEngine", "ControlMessages", "Addresses", "Deadlines"]),
        // When a server counts as dead: check results and a time in, verdicts and one deadline out.
        .target(name: "HealthChecker", dependencies: ["Addresses", "Deadlines", crypto]),
        // Mail and its way to a mail server: replies and a time in, commands, outcomes and one deadline out.
        .target(name: "Mail", dependencies: ["Deadlines"]),
        // keepalived.conf as a value, with every problem and its place.
        .target(name: "NodeConfiguration", dependencies: ["Topology", "Mail", "Addresses", "Deadlines"]),
        // What a platform's topology of services, clusters and members comes to: virtual services with real servers.
        .target(name: "Topology", dependencies: ["Addresses", "Bytes"]),
        // What tracked things say about a virtual router: scripts, files, processes, interfaces, services.
        .target(name: "Tracking", dependencies: ["Deadlines"]),
        // Ordered lists of management servers for agents.
        .target(name: "ManagementServers", dependencies: ["Addresses", "Deadlines"]),
        // One agent of a cloud platform: its properties file, who wrote that, and when the agent should reconnect.
        .target(name: "ManagedAgent", dependencies: ["ControlMessages", "Addresses", "Deadlines"]),
        // The JSON of every control answer.
        .target(name: "ControlMessages"),
        // Control answers as tables for people.
        .target(name: "ControlTables", dependencies: ["ControlMessages"]),

        // MARK: Transports

        // libnl-3, libnl-genl-3 and the kernel's netlink headers.
        .systemLibrary(
            name: "CNetlink", pkgConfig: "libnl-genl-3.0",
            providers: [.apt(["libnl-3-dev", "libnl-genl-3-dev"])]),
        // libpcap.
        .systemLibrary(name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
        // Frames from interfaces and pcap files, and back into files.
        .target(name: "LinkCapture", dependencies: ["CPcap", "LinkAnalysis", "Deadlines"]),
        // epoll, eventfd, raw and packet sockets as plain functions.
        .target(name: "CLinux"),
        // A small epoll loop with exact deadlines.
        .target(name: "Polling", dependencies: ["CLinux", "Deadlines"]),
        // Netlink messages, batches and dumps for any family; links and addresses over rtnetlink.
        .target(name: "Netlink", dependencies: ["CNetlink", "CLinux", "Addresses", "Bytes"]),
        // The kernel's IPVS as a library: model, wire, table differences, one client.
        .target(name: "IPVSKit", dependencies: ["CNetlink", "Netlink", "Addresses", "Bytes"]),
        // SQLite.
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        // Where agents and operators' orders to groups outlive the daemon.
        .target(name: "AgentStore", dependencies: ["CSQLite", "CLinux", "ManagementServers", "Polling"]),
        // Questions to a node's API from another host, or another program.
        .target(
            name: "PeerClient",
            dependencies: [
                "NodeConfiguration", "ControlMessages", "Polling", "CLinux", nioCore, nioPosix, nioHTTP1, nioSSL,
                nioTLS,
            ]),
        // VRRP on raw sockets: one thread that runs the engine.
        .target(
            name: "VRRPTransport",
            dependencies: [
                "VRRPEngine", "VRRPRecording", "Tracking", "Netlink", "Polling", "CLinux", "Addresses", "Bytes",
                "Deadlines", logging,
            ]),
        // PCRE2.
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        // Patterns in bodies, with bounds on what a match may cost.
        .target(name: "BodyMatching", dependencies: ["CPCRE2", "HealthChecker"]),
        // One file per checker: the connections behind the checks, and the thread that schedules them.
        .target(
            name: "HealthProbes",
            dependencies: [
                "HealthChecker", "BodyMatching", "Scripts", "Polling", "CLinux", "Addresses", "Deadlines", nioCore,
                nioPosix, nioSSL,
                logging,
            ]),
        // Mail handed to a mail server.
        .target(name: "MailDelivery", dependencies: ["Mail", "Polling", "Deadlines", nioCore, nioPosix]),
        // Programs of the operator, run as another user and ended whole.
        .target(name: "Scripts", dependencies: ["Deadlines", subprocess, systemPackage]),
        // A host as a real server: its virtual IPs, what they need of the kernel, and everything put back.
        .target(
            name: "RealServerHost", dependencies: ["Netlink", "CLinux", "ControlMessages", "Addresses"]),
        // The files, processes and interfaces that are tracked, as they are now.
        .target(
            name: "SystemWatch",
            dependencies: ["Tracking", "Netlink", "Polling", "CLinux", "Addresses", "Deadlines"]),

        // MARK: Composition

        // What every daemon does as a process: log without waiting, speak to the service manager.
        .target(name: "DaemonProcess", dependencies: ["ControlMessages", "Polling", "CLinux", logging]),
        // The node: configuration, health and operators' wishes joined into tables, routers and answers.
        .target(
            name: "LoadBalancer",
            dependencies: [
                "NodeConfiguration", "IPVSKit", "VRRPEngine", "VRRPRecording", "VRRPTransport", "HealthChecker",
                "HealthProbes", "BodyMatching", "Tracking", "Topology", "Mail", "MailDelivery", "Scripts",
                "SystemWatch",
                "ManagementServers", "AgentStore", "PeerClient", "ControlMessages", "Netlink", "Addresses", "Deadlines",
                "Polling", "CLinux",
                crypto,
                logging,
            ]),
        // The control API: HTTP and JSON on the control socket, and a part of it for other hosts.
        .target(
            name: "ControlAPI",
            dependencies: [
                "ControlMessages", "CLinux", "Addresses", hummingbird, hummingbirdCore, httpTypes, nioCore, nioPosix,
                nioHTTP1, nioSSL, crypto,
                logging,
                lifecycle,
            ]),
        // The daemon: parse the command line, wire, run.
        .executableTarget(
            name: "swiftlvsd",
            dependencies: [
                "LoadBalancer", "ControlAPI", "ControlMessages", "NodeConfiguration", "DaemonProcess", "Polling",
                "CLinux", "Addresses", arguments, logging, lifecycle,
            ]),
        // The operator's command.
        .executableTarget(
            name: "swiftlvsctl",
            dependencies: [
                "ControlMessages", "ControlTables", "RealServerHost", "LinkCapture", "LinkAnalysis", "VRRPRecording",
                "VRRPEngine", "NodeConfiguration", "PeerClient", "Addresses",
                "Deadlines",
                arguments, nioCore, nioPosix, nioHTTP1,
            ]),

        // One agent taken care of: load balancers, its properties file and its connections joined.
        .target(
            name: "AgentService",
            dependencies: [
                "ManagedAgent", "NodeConfiguration", "PeerClient", "ControlMessages", "Scripts", "Polling", "CLinux",
                "Addresses", "Deadlines", nioCore, nioPosix, nioHTTP1, logging,
            ]),
        // The agent's program: parse the command line, wire, run.
        .executableTarget(
            name: "swiftlvs-agent",
            dependencies: [
                "AgentService", "NodeConfiguration", "ControlMessages", "DaemonProcess", "Polling", arguments, logging,
            ]),

        // MARK: Examples

        // A small ipvsadm on IPVSKit's public interface alone.
        .executableTarget(name: "ipvs-list", dependencies: ["IPVSKit"], path: "Examples/ipvs-list"),

        // MARK: Laboratory

        // Any bytes as the kernel's answers; the fuzzer's corpus runs through it as a test.
        .target(
            name: "HostileAnswers", dependencies: ["IPVSKit", "Netlink", "Addresses"], path: "Fuzz/HostileAnswers"),

        // Any bytes as advertisements that were received.
        .target(
            name: "HostileAdvertisements", dependencies: ["VRRPEngine", "Addresses", "Deadlines"],
            path: "Fuzz/HostileAdvertisements"),

        // Any bytes as captured frames, likewise.
        .target(name: "HostileFrames", dependencies: ["LinkAnalysis", "Deadlines"], path: "Fuzz/HostileFrames"),

        // Any bytes as topologies, likewise.
        .target(name: "HostileTopologies", dependencies: ["Topology", "Addresses"], path: "Fuzz/HostileTopologies"),
        // Any bytes as an agent's properties file, likewise.
        .target(
            name: "HostileProperties", dependencies: ["ManagedAgent", "Deadlines"], path: "Fuzz/HostileProperties"),
        // Any bytes as servers' answers to checks, likewise.
        .target(name: "HostileReplies", dependencies: ["HealthChecker", "Addresses"], path: "Fuzz/HostileReplies"),
        // Any bytes as a configuration and the files it includes, likewise.
        .target(
            name: "HostileConfigurations", dependencies: ["NodeConfiguration"], path: "Fuzz/HostileConfigurations"),

        // Namespaces, links, processes and nodes for scenarios on a real kernel.
        .target(
            name: "LabScenario",
            dependencies: [
                "Addresses", "CLinux", "Deadlines", "Polling", "ControlMessages", subprocess, systemPackage,
            ],
            path: "lab/Scenario"),
        // The whole product in one run, with what it measured.
        .executableTarget(
            name: "lvs-demo",
            dependencies: ["LabScenario", "Addresses", "Deadlines", "Polling", "ControlMessages", arguments],
            path: "lab/demo"),
        // What was measured: figures, goals, growth, budgets.
        .target(name: "BenchFigures", path: "lab/BenchFigures"),
        // Prepared netlink messages sent and taken in a loop of C, and a count of what others write to IPVS.
        .target(name: "RawKernel", path: "lab/RawKernel"),
        // Counts how often a program that links it asks for memory.
        .target(name: "AllocationCounter", path: "lab/AllocationCounter"),
        // Servers that accept and are done, and a loop of C that connects to them as checks do.
        .target(name: "CheckLoad", path: "lab/CheckLoad"),
        // How fast the kernel's table is filled, read, changed and emptied, and what that takes.
        .executableTarget(
            name: "lvs-bench",
            dependencies: [
                "BenchFigures", "RawKernel", "CheckLoad", "AllocationCounter", "LabScenario", "ManagementServers",
                "Topology", "HealthProbes", "HealthChecker", "VRRPTransport", "VRRPEngine",
                "IPVSKit", "Netlink", "CNetlink", "CLinux", "Addresses", "Deadlines", "Polling", arguments, logging,
            ],
            path: "lab/bench", exclude: ["allocations.json"]),

        // MARK: Tests

        .testTarget(name: "AddressesTests", dependencies: ["Addresses"]),
        .testTarget(name: "BytesTests", dependencies: ["Bytes"]),
        .testTarget(name: "DeadlinesTests", dependencies: ["Deadlines"]),
        .testTarget(
            name: "VRRPSimulatorTests", dependencies: ["VRRPSimulator", "VRRPEngine", "Addresses", "Deadlines"]),
        .testTarget(
            name: "VRRPEngineTests",
            dependencies: ["VRRPEngine", "HostileAdvertisements", "Addresses", "Bytes", "Deadlines"]),
        .testTarget(
            name: "LinkAnalysisTests",
            dependencies: [
                "LinkAnalysis", "LinkCapture", "HostileFrames", "VRRPEngine", "Addresses", "Bytes", "Deadlines",
            ]),
        .testTarget(
            name: "VRRPRecordingTests",
            dependencies: ["VRRPRecording", "VRRPEngine", "ControlMessages", "Addresses", "Deadlines"]),
        .testTarget(name: "LinkCaptureTests", dependencies: ["LinkCapture", "LinkAnalysis", "Deadlines"]),
        .testTarget(
            name: "HealthCheckerTests", dependencies: ["HealthChecker", "HostileReplies", "Addresses", "Deadlines"]),
        .testTarget(
            name: "NodeConfigurationTests",
            dependencies: ["NodeConfiguration", "HostileConfigurations", "Topology", "Mail", "Addresses", "Deadlines"]),
        .testTarget(name: "TopologyTests", dependencies: ["Topology", "HostileTopologies", "Addresses", "Deadlines"]),
        .testTarget(name: "MailTests", dependencies: ["Mail", "Deadlines"]),
        .testTarget(
            name: "MailDeliveryTests", dependencies: ["MailDelivery", "Mail", "LabScenario", "Polling", "Deadlines"]),
        .testTarget(name: "TrackingTests", dependencies: ["Tracking", "Deadlines"]),
        .testTarget(name: "RealServerHostTests", dependencies: ["RealServerHost", "Addresses"]),
        .testTarget(name: "ScriptsTests", dependencies: ["Scripts", "Deadlines"]),
        .testTarget(name: "SystemWatchTests", dependencies: ["SystemWatch", "Tracking", "Deadlines"]),
        .testTarget(name: "ManagementServersTests", dependencies: ["ManagementServers", "Addresses", "Deadlines"]),
        .testTarget(name: "AgentStoreTests", dependencies: ["AgentStore", "ManagementServers", "Polling"]),
        .testTarget(
            name: "PeerClientTests",
            dependencies: [
                "PeerClient", "NodeConfiguration", "ControlMessages", "LoadBalancer", "ManagementServers", nioCore,
                nioPosix,
                nioHTTP1, nioSSL,
                logging,
            ]),
        .testTarget(
            name: "ManagedAgentTests",
            dependencies: ["ManagedAgent", "HostileProperties", "ControlMessages", "Addresses", "Deadlines"]),
        .testTarget(
            name: "AgentServiceTests",
            dependencies: [
                "AgentService", "ManagedAgent", "NodeConfiguration", "ControlMessages", "LabScenario", "Scripts",
                "Addresses", "Deadlines", nioCore, nioPosix, nioHTTP1, nioSSL, logging,
            ]),
        .testTarget(name: "ControlMessagesTests", dependencies: ["ControlMessages"]),
        .testTarget(name: "ControlTablesTests", dependencies: ["ControlTables", "ControlMessages"]),
        .testTarget(
            name: "NetlinkTests", dependencies: ["Netlink", "CNetlink", "Polling", "Addresses", "Bytes", "Deadlines"]),
        .testTarget(
            name: "IPVSKitTests",
            dependencies: ["IPVSKit", "HostileAnswers", "CNetlink", "Netlink", "Addresses", "Bytes", "Deadlines"]),
        .testTarget(
            name: "VRRPTransportTests",
            dependencies: [
                "VRRPTransport", "VRRPRecording", "VRRPEngine", "Netlink", "Polling", "Addresses", "Bytes", "Deadlines",
                logging,
            ]),
        .testTarget(
            name: "HealthProbesTests",
            dependencies: [
                "HealthProbes", "HealthChecker", "Polling", "CLinux", "Addresses", "Deadlines", nioCore, nioPosix,
                nioSSL,
                logging,
            ]),
        .testTarget(name: "BodyMatchingTests", dependencies: ["BodyMatching", "HealthChecker"]),
        .testTarget(
            name: "LoadBalancerTests",
            dependencies: [
                "LoadBalancer", "NodeConfiguration", "HealthChecker", "IPVSKit", "VRRPEngine", "ManagementServers",
                "AgentStore", "Tracking", "Topology", "Mail", "MailDelivery", "Scripts", "SystemWatch",
                "ControlMessages", "Addresses", "CLinux", "Deadlines", "Polling",
                logging,
            ]),
        .testTarget(
            name: "ControlAPITests",
            dependencies: [
                "ControlAPI", "LoadBalancer", "PeerClient", "NodeConfiguration", "ControlMessages", "Addresses",
                "CLinux",
                lifecycle, logging, nioCore,
                nioPosix, nioSSL,
                nioHTTP1,
            ]),
        .testTarget(name: "BenchFiguresTests", dependencies: ["BenchFigures"]),
        .testTarget(name: "LabScenarioTests", dependencies: ["LabScenario"]),
        .testTarget(
            name: "LabTests",
            dependencies: [
                "LabScenario", "VRRPTransport", "VRRPEngine", "IPVSKit", "Netlink", "Addresses", "Deadlines", "Polling",
                "ControlMessages", logging,
            ]),
    ]
)

// The same language rules for every target of ours.
for target in package.targets where target.type != .system {
    var settings = target.swiftSettings ?? []
    settings += [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableExperimentalFeature("Lifetimes"),
        .treatAllWarnings(as: .error),
    ]
    target.swiftSettings = settings
}
