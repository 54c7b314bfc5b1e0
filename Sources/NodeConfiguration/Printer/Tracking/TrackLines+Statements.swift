import Addresses

extension TrackLines {
    func write(to block: inout StatementList) {
        block.lines("track_interface", interfaces.map { [$0.interface.description] + ($0.weight?.words ?? []) })
        block.lines("track_script", scripts.map(\.words))
        block.lines("track_file", files.map(\.words))
        block.lines("track_process", processes.map(\.words))
        block.lines(
            "track_virtual_server",
            virtualServers.map { line in
                [line.name] + (line.isFault ? ["fault"] : line.weight.map { ["weight", $0.description] } ?? [])
            })
    }
}

extension Weight {
    /// `weight N [reverse]`
    var words: [String] { ["weight", value.description] + (isReversed ? ["reverse"] : []) }
}

extension TrackReference {
    /// All of it, lest the block that it names be asked.
    fileprivate var words: [String] {
        [name, "weight", weight.description, isReversed ? "reverse" : "noreverse"]
    }
}
