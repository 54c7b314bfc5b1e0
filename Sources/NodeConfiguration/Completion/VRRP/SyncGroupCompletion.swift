extension ConfigurationDraft {
    /// The groups with members that are there; their members learn of it.
    func completedSyncGroups(
        _ instances: inout [VRRPInstance], _ trackers: inout TrackerIndex, priorityChanges: Bool,
        _ context: inout ReadingContext
    ) -> [SyncGroupBlock] {
        var names: [String: SourceOffset] = [:]
        var groupOfMember: [String: SourceOffset] = [:]
        var groups: [SyncGroupBlock] = []
        for draft in syncGroups {
            if let earlier = names.updateValue(draft.name.position, forKey: draft.name.text) {
                context.error(
                    "vrrp_sync_group '\(draft.name.text)' is already defined at \(context.position(of: earlier))",
                    at: draft.name.position)
                continue
            }
            let members = members(of: draft, &groupOfMember, &context)
            let group = SyncGroupBlock(
                name: draft.name.text, members: members.filter { name in instances.contains { $0.name == name } },
                tracking: draft.tracking.completed(&trackers, &context),
                notify: draft.notify.completed(priorityChanges: priorityChanges),
                tracksWithWeights: draft.tracksWithWeights.value ?? false,
                position: context.position(of: draft.name.position))
            guard !members.isEmpty else { continue }
            join(group, &instances, &context)
            groups.append(group)
        }
        return groups
    }

    private func members(
        of group: SyncGroupDraft, _ groupOfMember: inout [String: SourceOffset], _ context: inout ReadingContext
    ) -> [String] {
        let names = vrrpInstances.map(\.name.text)
        var members: [String] = []
        for word in group.members {
            guard names.contains(word.text) else {
                context.error(
                    "there is no vrrp_instance '\(word.text)'", at: word.position,
                    suggestion: Suggestion.closest(to: word.text, among: names.sorted()))
                continue
            }
            if let earlier = groupOfMember[word.text] {
                context.warning(
                    "'\(word.text)' is already in a sync group at \(context.position(of: earlier)): "
                        + "here it is left out", at: word.position)
                continue
            }
            groupOfMember[word.text] = word.position
            members.append(word.text)
        }
        if group.members.isEmpty {
            context.error("vrrp_sync_group '\(group.name.text)' has no 'group'", at: group.name.position)
        } else if members.count == 1 {
            context.warning("vrrp_sync_group '\(group.name.text)' has one member only", at: group.name.position)
        }
        return members
    }

    private func join(
        _ group: SyncGroupBlock, _ instances: inout [VRRPInstance], _ context: inout ReadingContext
    ) {
        for index in instances.indices where group.members.contains(instances[index].name) {
            instances[index].syncGroup = group.name
            guard !group.tracksWithWeights,
                let draft = vrrpInstances.first(where: { $0.name.text == instances[index].name })
            else { continue }
            instances[index].tracking.dropWeights(
                inGroup: group.name, of: draft.name.text, at: draft.name.position, &context)
        }
    }
}
