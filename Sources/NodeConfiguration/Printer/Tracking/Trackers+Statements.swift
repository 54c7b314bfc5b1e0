import Deadlines

extension Configuration {
    /// What instances, sync groups and checks follow.
    func writeTrackers(to list: inout StatementList) {
        for script in trackScripts { script.write(to: &list) }
        for file in trackFiles { file.write(to: &list) }
        for process in trackProcesses { process.write(to: &list) }
    }
}

extension TrackScript {
    fileprivate func write(to list: inout StatementList) {
        list.block("vrrp_script", name) { block in
            block.add("script", CommandText.text(of: command.words))
            block.add("interval", interval)
            block.add("timeout", timeout)
            block.line(weight.words)
            block.add("rise", rise)
            block.add("fall", fall)
            if command.user != nil { block.line(["user"] + command.userWords) }
        }
    }
}

extension TrackFile {
    fileprivate func write(to list: inout StatementList) {
        list.block("track_file", name) { block in
            block.add("file", path)
            block.line(weight.words)
            if let initial {
                block.line(["init_file", initial.value.description] + (initial.overwrites ? ["overwrite"] : []))
            }
        }
    }
}

extension TrackProcess {
    fileprivate func write(to list: inout StatementList) {
        list.block("vrrp_track_process", name) { block in
            block.line(["process", process] + parameters)
            switch match {
            case .any: break
            case .exact: block.line(["param_match"])
            case .initial, .partial: block.add("param_match", match.rawValue)
            }
            block.line(weight.words)
            block.add("quorum", quorum)
            block.add("quorum_max", quorumMax)
            block.add("fork_delay", forkDelay.ifAny)
            block.add("terminate_delay", terminateDelay.ifAny)
            block.flag("full_command", isFullCommand)
        }
    }
}
