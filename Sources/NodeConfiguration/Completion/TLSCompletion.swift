extension ConfigurationDraft {
    func completedTLS(_ context: inout ReadingContext) -> TLSSettings? {
        guard let first = tlsBlocks.first else { return nil }
        for other in tlsBlocks.dropFirst() {
            context.error(
                "there is one SSL block, and it is defined at \(context.position(of: first.position))",
                at: other.position)
        }
        return first.completed(&context)
    }
}

extension TLSDraft {
    fileprivate func completed(_ context: inout ReadingContext) -> TLSSettings {
        if certificateFile.isGiven != keyFile.isGiven {
            let (given, missing) = certificateFile.isGiven ? ("certificate", "key") : ("key", "certificate")
            context.error(
                "'\(given)' needs '\(missing)'", at: certificateFile.position ?? keyFile.position ?? position)
        }
        if let place = password.position, !keyFile.isGiven {
            context.warning("'password' has no effect without 'key'", at: place)
        }
        return TLSSettings(
            authorityFile: authorityFile.value, certificateFile: certificateFile.value, keyFile: keyFile.value,
            password: password.value)
    }
}
