extension Setting<String> {
    /// The network namespace that is named here.
    func completed(_ context: ReadingContext) -> NamespaceChoice? {
        guard let value, let position else { return nil }
        return NamespaceChoice(name: value, position: context.position(of: position))
    }
}

extension Argument<String> {
    /// What names a file in /run/netns, and directories.
    static let namespaceName = Argument(.word("the name of a network namespace")) { text in
        text.isEmpty || text.contains("/") || text == "." || text == ".." ? nil : text
    }
}
