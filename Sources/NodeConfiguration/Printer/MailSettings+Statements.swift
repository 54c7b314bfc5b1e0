import Deadlines
import Mail

extension MailSettings {
    /// What `global_defs` says of mail.
    func write(to block: inout StatementList) {
        block.lines("notification_email", recipients.map { [$0.description] })
        block.add("notification_email_from", sender)
        if let server { block.line(["smtp_server", server.host, server.port.description]) }
        block.add("smtp_connect_timeout", timeout.count / 1_000_000_000)
        block.add("smtp_helo_name", heloName)
        block.add("smtp_alert", alerts)
        block.add("smtp_alert_vrrp", vrrpAlerts)
        block.add("smtp_alert_checker", checkerAlerts)
        block.flag("no_email_faults", omitsFaults)
        block.add("no_checker_emails", omitsChecks)
    }
}
