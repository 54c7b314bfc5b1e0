import LabScenario

extension TwoNodeTopology {
    /// Makes the FIFO `fifo` of the workspace, and has what comes through it written to the file `lines`.
    func startFIFOReader() async throws -> (path: String, reader: BackgroundProcess) {
        let path = workspace.path("fifo")
        let reader = try await start(
            Command("sh", "-c", "rm -f \(path); mkfifo \(path); exec 3<>\(path); exec cat <&3"), log: "lines")
        try await eventually("the FIFO is there", within: Lab.patience) { workspace.exists("fifo") }
        return (path, reader)
    }
}
