import ArgumentParser
import ControlMessages
import ControlTables
import NIOHTTP1

/// A command that asks one question and shows the answer.
protocol Question: AsyncParsableCommand {
    associatedtype Message: Decodable & Report

    var parent: SwiftLVSCtl { get }
    var options: Options { get }
    var method: HTTPMethod { get }
    var path: ControlPath { get }
}

extension Question {
    var method: HTTPMethod { .GET }

    func run() async throws {
        try await show(Message.self, from: path)
    }

    /// Asks, prints the answer, and ends with 1 where it says that something is wrong.
    func show<Shown: Decodable & Report>(
        _ type: Shown.Type, from path: ControlPath, sending body: [UInt8] = []
    ) async throws {
        let options = options.completed(by: parent.options)
        let answer = try await ControlClient(socket: options.socket ?? Options.defaultSocket).ask(
            method, path, body)
        // A configuration with errors is refused with a message of the usual shape and more.
        let isMessage = answer.status == .ok || answer.status == .unprocessableEntity
        if options.json {
            print(String(decoding: answer.body, as: UTF8.self))
        } else if !isMessage {
            let error = try? MessageCoding.decode(ErrorMessage.self, from: answer.body)
            throw ControlFailure.refused(error?.error.message ?? "swiftlvsd answered with status \(answer.status.code)")
        }
        guard isMessage else { throw ExitCode(ExitStatus.trouble.rawValue) }
        let message: Shown
        do {
            message = try MessageCoding.decode(type, from: answer.body)
        } catch {
            throw ControlFailure.refused("swiftlvsd's answer cannot be read (is it of another version?): \(error)")
        }
        if !options.json { print(message.text) }
        if message.showsTrouble { throw ExitCode(ExitStatus.trouble.rawValue) }
    }
}
