import Foundation

/// Who writes into a directory, as a file beside it: for file systems that several machines share,
/// whose own locks hold on one machine only, or on none.
///
/// The note names machine, process and the scheduler's job. It holds no longer than its process:
/// - on the machine that it names, until the process ends, however it ends;
/// - for a job of the same number, not at all: a scheduler starts a job again only once it is over;
/// - on other machines, while the note is renewed, which its process does every half minute. After
///   three minutes without that, by the file system's own clock, the machine is taken for gone.
struct LockNote: Codable, Equatable {
  var machine: String
  var process: Int32
  /// Nil outside a scheduler.
  var job: String?

  static let renewal = 30.0
  static let expiry = 180.0

  /// What this process would leave.
  static var own: LockNote {
    LockNote(machine: ownMachine, process: getpid(), job: ownJob)
  }

  private static var ownMachine: String {
    var name = [CChar](repeating: 0, count: 256)
    return gethostname(&name, name.count - 1) == 0
      ? String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : "?"
  }

  /// Job, and task of an array, as the schedulers name them.
  private static var ownJob: String? {
    let environment = ProcessInfo.processInfo.environment
    for names in [
      ["SLURM_JOB_ID"], ["PBS_JOBID"], ["JOB_ID", "SGE_TASK_ID"], ["AWS_BATCH_JOB_ID"],
    ] {
      let values = names.compactMap { environment[$0] }
      if !values.isEmpty { return names[0] + " " + values.joined(separator: ".") }
    }
    return nil
  }

  /// Whether the process that left the note may still write.
  ///
  /// - Parameter age: seconds since it was renewed.
  func holds(against other: LockNote, age: Double) -> Bool {
    if let job, job == other.job { return self == other }
    if machine == other.machine {
      return kill(process, 0) == 0 || errno == EPERM
    }
    return age < Self.expiry
  }
}

/// A note beside a directory, renewed until it is released.
final class HeldNote {
  private let path: String
  private let stop = DispatchSemaphore(value: 0)
  private let stopped = DispatchSemaphore(value: 0)

  /// - Throws: `InterchangeError` where another process holds the directory or the system refuses.
  init(beside directory: String, note: LockNote = .own) throws {
    path = Self.path(beside: directory)
    let bytes = [UInt8](try JSONEncoder().encode(note))
    // Another process may find the same stale note, and replace it, at the same time.
    for _ in 0..<8 {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        let written = bytes.withUnsafeBytes { SystemCalls.write(descriptor, $0) }
        let isFlushed = fsync(descriptor) == 0
        close(descriptor)
        guard written == bytes.count, isFlushed else {
          unlink(path)
          throw Self.refusal(path, "cannot be written: " + SystemReason.last)
        }
        renew()
        return
      }
      guard errno == EEXIST else {
        throw Self.refusal(path, "cannot be created: " + SystemReason.last)
      }
      try Self.clearStale(path, directory, against: note)
    }
    throw Self.refusal(directory, "other processes are about to write into this directory")
  }

  func release() {
    stop.signal()
    stopped.wait()
    unlink(path)
  }

  static func path(beside directory: String) -> String {
    let url = URL(fileURLWithPath: directory)
    return url.deletingLastPathComponent().path + "/." + url.lastPathComponent + ".lock"
  }

  /// Removes a note whose process is over.
  private static func clearStale(_ path: String, _ directory: String, against own: LockNote) throws
  {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    let renewed = status.modified
    let age = max(try now(beside: path) - renewed, 0)
    guard let bytes = try? FileReader.bytes(of: path),
      let former = try? JSONDecoder().decode(LockNote.self, from: Data(bytes))
    else {
      // Half written by a process that is about to finish it, or that was killed.
      guard age > LockNote.expiry else {
        throw refusal(directory, "another process writes into this directory (\(path))")
      }
      try takeAway(path)
      return
    }
    guard !former.holds(against: own, age: age) else {
      throw refusal(
        directory,
        "process \(former.process) on \(former.machine) writes into this directory"
          + (former.job.map { " (\($0))" } ?? ""))
    }
    try takeAway(path)
  }

  /// Of several processes that find a stale note one takes it away; the others begin again.
  private static func takeAway(_ path: String) throws {
    let aside = path + "." + String(UInt64.random(in: .min ... .max), radix: 36)
    if rename(path, aside) == 0 { unlink(aside) }
  }

  /// The time by the clock of the file system, which may not be this machine's.
  private static func now(beside path: String) throws -> Double {
    let probe = path + "." + String(UInt64.random(in: .min ... .max), radix: 36)
    let descriptor = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw refusal(path, "cannot be replaced: " + SystemReason.last) }
    defer {
      close(descriptor)
      unlink(probe)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw refusal(path, SystemReason.last) }
    return status.modified
  }

  private func renew() {
    let (path, stop, stopped) = (path, stop, stopped)
    Thread.detachNewThread {
      while stop.wait(timeout: .now() + LockNote.renewal) == .timedOut { utimes(path, nil) }
      stopped.signal()
    }
  }

  private static func refusal(_ path: String, _ problem: String) -> InterchangeError {
    InterchangeError(kind: .unwritable, file: path, problem: problem)
  }
}

extension stat {
  /// When the content last changed, in seconds.
  fileprivate var modified: Double {
    #if canImport(Darwin)
      Double(st_mtimespec.tv_sec)
    #else
      Double(st_mtim.tv_sec)
    #endif
  }
}

/// Whether several machines may see a directory.
enum SharedFileSystem {
  private static let kinds: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "lustre", "gpfs", "beegfs", "ceph", "afs", "panfs", "pvfs2",
    "9p", "glusterfs", "ocfs2", "gfs2",
  ]

  /// As the system's list of mounts says; nowhere where there is no such list.
  static func holds(_ path: String) -> Bool {
    guard let table = FileManager.default.contents(atPath: "/proc/self/mountinfo"),
      let real = realpath(path, nil)
    else { return false }
    defer { free(real) }
    return isShared(String(cString: real), mounts: String(decoding: table, as: UTF8.self))
  }

  /// - Parameter mounts: lines as in proc(5): the fifth word is where, and the word after the lone
  ///   dash is what.
  static func isShared(_ path: String, mounts: String) -> Bool {
    var best: (length: Int, kind: Substring) = (-1, "")
    for line in mounts.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 6, let dash = words[6...].firstIndex(of: "-"), dash + 1 < words.count
      else { continue }
      // Of mounts at one place the last hides the others.
      let place = words[4].replacing("\\040", with: " ")
      let isAbove = place == "/" || path == place || path.hasPrefix(place + "/")
      if isAbove, place.utf8.count >= best.length { best = (place.utf8.count, words[dash + 1]) }
    }
    return kinds.contains(String(best.kind)) || best.kind.hasPrefix("fuse.")
  }
}
