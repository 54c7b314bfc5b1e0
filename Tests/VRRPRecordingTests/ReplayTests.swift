import Addresses
import Deadlines
import Testing
import VRRPEngine
import VRRPRecording

@Suite("Recordings, replayed")
struct ReplayTests {
    private func advertisement(_ priority: UInt8, interval: Nanoseconds = .seconds(1)) -> Event {
        .advertisement(Advertisement(priority: priority, interval: interval), from: Sample.other)
    }

    /// Whatever a router may hear.
    private func anyEvent(_ generator: inout SeededGenerator) -> Event {
        let causes = FaultCauses(rawValue: 1 << UInt16.random(in: 0...8, using: &generator))
        switch Int.random(in: 0..<14, using: &generator) {
        case 0: return .start
        case 1: return .resume
        case 2...4: return advertisement(UInt8.random(in: 0...255, using: &generator), interval: .centiseconds(50))
        case 5...7: return .deadlineReached
        case 8: return .faultBegan(causes)
        case 9: return .faultEnded(causes)
        case 10: return .sourceAddressChanged(Bool.random(using: &generator) ? Sample.own : nil)
        case 11:
            return .trackingChanged(
                TrackingVerdict(
                    adjustments: [
                        PriorityAdjustment(
                            cause: "track_script chk", weight: Int.random(in: -100...100, using: &generator))
                    ], faults: Bool.random(using: &generator) ? [] : ["track_file f failed"]))
        case 12: return Bool.random(using: &generator) ? .held : .released
        default: return Bool.random(using: &generator) ? .addressRefused : .shutdown
        }
    }

    @Test("a recording that begins at any moment of any life replays without a difference", arguments: 0..<200)
    func beginsAnywhere(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var sample = Sample(try Sample.settings(preemptDelay: .seconds(seed.isMultiple(of: 2) ? 0 : 3)))
        sample.tell(.sourceAddressChanged(Sample.own))
        sample.tell(.start)
        for _ in 0..<Int.random(in: 0...40, using: &generator) {
            sample.tell(anyEvent(&generator), after: .milliseconds(Int64.random(in: 0...2_000, using: &generator)))
        }
        sample.begin()
        for index in 0..<60 {
            if index == 30 { sample.reconfigure(to: try Sample.settings(priority: 120)) }
            sample.tell(anyEvent(&generator), after: .milliseconds(Int64.random(in: 0...2_000, using: &generator)))
        }
        let replay = try Replay(sample.lines)
        #expect(replay.differences == [])
        #expect(replay.steps == 62)
        #expect(replay.names == ["VI_1"])
    }

    /// A router that becomes master, recorded from its start.
    private func life() throws -> Sample {
        var sample = Sample(try Sample.settings())
        sample.begin()
        sample.tell(.sourceAddressChanged(Sample.own))
        sample.tell(.start)
        sample.tell(advertisement(50), after: .seconds(1))
        sample.tell(.deadlineReached, after: .seconds(3))
        return sample
    }

    @Test("an action that is another one now is named with its line")
    func anotherAction() throws {
        var lines = try life().lines.map { String(decoding: $0, as: UTF8.self) }
        let place = try #require(lines.firstIndex { $0.contains("announce 5 times") })
        lines[place].replace("announce 5 times", with: "announce 4 times")
        let replay = try Replay(lines.map { Array($0.utf8) })
        #expect(replay.differences.map(\.line) == [place + 1])
        #expect(replay.differences.first?.description.contains("announce 4 times") == true)
    }

    @Test("a deadline that is another one now is named with its line")
    func anotherDeadline() throws {
        var lines = try life().lines.map { String(decoding: $0, as: UTF8.self) }
        lines[2].replace(/"deadline":\d+/, with: "\"deadline\":1")
        let replay = try Replay(lines.map { Array($0.utf8) })
        #expect(replay.differences.map(\.line) == [3])
        #expect(replay.differences.first?.recordedDeadline == 1)
    }

    @Test("an event that is missing shows in those that follow")
    func missingEvent() throws {
        var lines = try life().lines
        lines.remove(at: 2)
        #expect(try Replay(lines).differences.isEmpty == false)
    }

    @Test("an event before its router's settings, another form and no JSON are errors with their line")
    func errors() throws {
        let lines = try life().lines
        #expect(throws: RecordingError("VI_1 is told something before its settings", line: 1)) {
            try Replay(lines.dropFirst())
        }
        let error = #expect(throws: RecordingError.self) { try Replay([Array(#"{"recording":2}"#.utf8)]) }
        #expect(error?.description.contains("later version") == true)
        let noJSON = #expect(throws: RecordingError.self) { try Replay([[], Array("{".utf8)]) }
        #expect(noJSON?.line == 2)
    }

    @Test("what the recorder had no room for is counted")
    func dropped() throws {
        let replay = try Replay([RecordingLine.dropped(3).text, RecordingLine.dropped(4).text])
        #expect(replay.dropped == 7)
    }
}
