import Glibc
package import Logging
package import NodeConfiguration

/// Gives tracked files the numbers that they are to start with (`init_file`).
package enum InitialFiles {
    package static func write(_ files: [TrackFile], logger: Logger) {
        for file in files {
            guard let initial = file.initial else { continue }
            // A link that others put there is not followed, and what is there stays unless it is to be replaced.
            let replacing = initial.overwrites ? O_TRUNC : O_EXCL
            let descriptor = open(
                file.path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | replacing, 0o644)
            guard descriptor >= 0 else {
                if errno != EEXIST || initial.overwrites {
                    logger.warning(
                        "track_file \(file.name): \(file.path) was not written: \(String(cString: strerror(errno)))")
                }
                continue
            }
            let bytes = Array("\(initial.value)\n".utf8)
            if Glibc.write(descriptor, bytes, bytes.count) != bytes.count {
                logger.warning("track_file \(file.name): \(file.path) was not written")
            }
            close(descriptor)
        }
    }
}
