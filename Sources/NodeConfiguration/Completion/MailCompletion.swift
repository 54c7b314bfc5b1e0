import Deadlines

extension MailGlobalsDraft {
    func completed() -> MailSettings {
        var settings = MailSettings()
        settings.server = server.value
        settings.recipients = recipients
        settings.sender = sender.value
        // keepalived takes 0 for 1.
        if let seconds = timeout.value { settings.timeout = .seconds(Int64(seconds)) }
        settings.heloName = heloName.value
        settings.alerts = alerts.value
        settings.vrrpAlerts = vrrpAlerts.value
        settings.checkerAlerts = checkerAlerts.value
        settings.omitsFaults = omitsFaults.value ?? false
        settings.omitsChecks = omitsChecks.value ?? false
        return settings
    }

    /// The first place here that asks for mail.
    var firstRequest: SourceOffset? {
        [alerts, vrrpAlerts, checkerAlerts].compactMap(\.request).min()
    }
}

extension Setting<Bool> {
    /// Where this is switched on.
    var request: SourceOffset? { value == true ? position : nil }
}

extension ConfigurationDraft {
    /// Says once that mail is asked for and cannot be sent.
    func warnOfMissingMail(_ settings: MailSettings, _ context: inout ReadingContext) {
        guard !settings.canSend else { return }
        let requests =
            [globals.mail.firstRequest, virtualServers.firstMailRequest]
            + vrrpInstances.map(\.alerts.request) + syncGroups.map(\.alerts.request)
        guard let first = requests.compactMap(\.self).min() else { return }
        let missing = [
            settings.server == nil ? "'smtp_server'" : nil, settings.recipients.isEmpty ? "'notification_email'" : nil,
        ].compactMap(\.self).joined(separator: " and ")
        context.warning("no mail is sent: global_defs has no \(missing)", at: first)
    }
}
