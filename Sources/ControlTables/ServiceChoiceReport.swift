package import ControlMessages

extension ServiceChoiceMessage: Report {
    package var showsTrouble: Bool { false }

    package var text: String {
        services.isEmpty ? "there was none" : services.map(\.printable).joined(separator: "\n")
    }
}
