import ArgumentParser

/// The options that every command takes, before or after its name.
struct Options: ParsableArguments {
    static let defaultSocket = "/run/swiftlvsd/control.sock"

    @Option(help: ArgumentHelp("The daemon's control socket (default: \(defaultSocket)).", valueName: "path"))
    var socket: String?

    @Flag(help: "Print the daemon's JSON instead of a table.")
    var json = false

    /// These options, completed by those given before the command's name.
    func completed(by outer: Options) -> Options {
        var all = self
        all.socket = socket ?? outer.socket
        all.json = json || outer.json
        return all
    }
}
