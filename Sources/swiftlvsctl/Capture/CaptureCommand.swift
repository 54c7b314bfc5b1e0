import ArgumentParser
import ControlMessages
import Glibc
import LinkAnalysis
import LinkCapture
import Synchronization

/// `swiftlvsctl capture`.
struct CaptureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "What routers say about VRRP on a link, and what is wrong with it.",
        discussion: """
            Shows advertisements of both versions, gratuitous ARP and unsolicited neighbour advertisements, a line each: \
            "!!" stands before what is wrong, "--" before what is worth a word. On an interface, a swiftlvsd that runs \
            here is asked what it is configured with, and differences are wrong, too. Ends with 1 where something is \
            wrong.
            """)

    private static let isStopped = Atomic(false)
    /// How often a signal that came between two waits is looked for, in milliseconds.
    private static let patience = 200

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    @Option(
        name: [.short, .long], help: ArgumentHelp("Capture on this interface, or on all (any).", valueName: "iface"))
    var interface: String?

    @Option(name: [.customShort("r"), .long], help: ArgumentHelp("Read a pcap file.", valueName: "file"))
    var read: String?

    @Option(
        name: [.customShort("w"), .long], help: ArgumentHelp("Write what is shown to a pcap file.", valueName: "file"))
    var write: String?

    @Option(name: [.short, .long], help: ArgumentHelp("Keep this many bytes of each frame.", valueName: "bytes"))
    var snaplen = 0

    @Option(name: [.short, .long], help: ArgumentHelp("End after this many frames.", valueName: "n"))
    var count: Int?

    @Flag(name: [.customShort("p"), .long], help: "Do not put the interface into promiscuous mode.")
    var noPromiscuous = false

    @Flag(help: "Do not ask swiftlvsd what it is configured with.")
    var noCompare = false

    func validate() throws {
        guard (interface == nil) != (read == nil) else {
            throw ValidationError("capture wants either -i INTERFACE or -r FILE")
        }
        guard snaplen >= 0 else { throw ValidationError("--snaplen takes a number of bytes") }
        if let count, count < 1 { throw ValidationError("--count takes a number of frames") }
        if let read, let write, Self.areSame(read, write) { throw ValidationError("-r and -w name the same file") }
    }

    /// Whether two paths lead to one file.
    private static func areSame(_ first: String, _ second: String) -> Bool {
        var facts = (stat(), stat())
        guard stat(first, &facts.0) == 0, stat(second, &facts.1) == 0 else { return first == second }
        return facts.0.st_dev == facts.1.st_dev && facts.0.st_ino == facts.1.st_ino
    }

    func run() async throws {
        let isClean: Bool
        do throws(CaptureError) {
            isClean = try await capture(options.completed(by: parent.options))
        } catch {
            throw ControlFailure.refused(error.description)
        }
        guard isClean else { throw ExitCode(ExitStatus.trouble.rawValue) }
    }

    /// Returns whether nothing is wrong.
    private func capture(_ options: Options) async throws(CaptureError) -> Bool {
        let source = try openSource()
        let file = try write.map { path throws(CaptureError) in try CaptureFile(writing: path, source.linkType) }
        var configured: [ConfiguredRouter] = []
        if let interface, !noCompare {
            configured = await ConfiguredRouter.ofDaemon(on: interface, at: options.socket ?? Options.defaultSocket)
        }
        var listing = CaptureListing(
            json: options.json, analysis: LinkAnalysis(comparingWith: configured),
            // Frames and lines in one stream would be neither.
            to: write == "-" ? .standardError : .standard)
        if let interface { listing.begin(on: interface, source.linkType, comparedWith: configured) }
        try follow(source, into: file, &listing)
        listing.end(dropped: source.dropped)
        return listing.isClean
    }

    private func openSource() throws(CaptureError) -> CaptureSource {
        guard let interface else { return try CaptureSource(file: read ?? "-") }
        return try CaptureSource(
            interface: interface, snapshotLength: snaplen, isPromiscuous: !noPromiscuous)
    }

    private func follow(
        _ source: CaptureSource, into file: CaptureFile?, _ listing: inout CaptureListing
    ) throws(CaptureError) {
        Self.isStopped.store(false, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in Self.isStopped.store(true, ordering: .relaxed) }
        }
        var shown = 0
        while !Self.isStopped.load(ordering: .relaxed) {
            let outcome: CaptureSource.Outcome
            do throws(CaptureError) {
                outcome = try source.next(within: Self.patience)
            } catch {
                // A file that breaks off has told something before.
                listing.end(dropped: 0)
                throw error
            }
            switch outcome {
            case .nothing: continue
            case .end: return
            case .frame(let frame):
                guard listing.show(frame) else { continue }
                try file?.write(frame)
                shown += 1
                if shown == count { return }
            }
        }
    }
}
