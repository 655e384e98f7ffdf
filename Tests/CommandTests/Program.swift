import Dispatch
import Foundation

/// The built program, run as a user runs it.
struct Program: Sendable {
  struct Output: Sendable {
    let code: Int32
    let out: String
    let err: String
  }

  enum Failure: Error, CustomStringConvertible {
    case notBuilt(searched: [String])
    case tooSlow(arguments: [String], seconds: Double, err: String)

    var description: String {
      switch self {
      case .notBuilt(let searched): "no executable 'misclass' in \(searched)"
      case .tooSlow(let arguments, let seconds, let err):
        "misclass \(arguments.joined(separator: " ")) was still running after \(seconds) s: \(err)"
      }
    }
  }

  /// The directory the program runs in.
  let directory: String

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - arguments: what follows the program's name.
  ///   - seconds: a run that takes longer is ended and fails.
  ///   - signal: sent once standard error contains `mark` and the program has made `file`, a path
  ///     in its directory.
  /// - Throws: `Failure`.
  func run(
    _ arguments: [String], within seconds: Double = 60, signal: Int32? = nil,
    after mark: String? = nil, and file: String = ""
  ) async throws -> Output {
    // A thread of its own: the tests' few threads may all be busy with long computations just when
    // the signal is due.
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        Self.places.wait()
        defer { Self.places.signal() }
        continuation.resume(
          with: Result {
            try watch(arguments, within: seconds, signal: signal, after: mark, and: file)
          })
      }
    }
  }

  /// Suites start all their cases at once; more children than this only wait for each other.
  private static let places = DispatchSemaphore(value: 6)

  private func watch(
    _ arguments: [String], within seconds: Double, signal: Int32?, after mark: String?,
    and file: String
  ) throws -> Output {
    let id = UUID().uuidString
    // Files hold any amount of text, where a pipe that nobody empties would stop the program.
    let (out, err) = (directory + "/.out-" + id, directory + "/.err-" + id)
    defer { for path in [out, err] { try? FileManager.default.removeItem(atPath: path) } }
    let child = try ChildProcess(
      Self.executable().path(percentEncoded: false), arguments, in: directory, output: out,
      errors: err)
    let end = Date(timeIntervalSinceNow: seconds)
    var isSignalled = false
    while true {
      if let code = try child.codeIfEnded() {
        return Output(code: code, out: Self.text(out), err: Self.text(err))
      }
      if let signal, let mark, !isSignalled, Self.text(err).contains(mark),
        FileManager.default.fileExists(atPath: directory + "/" + file)
      {
        child.send(signal)
        isSignalled = true
      }
      if Date() > end {
        child.send(SIGKILL)
        _ = try child.codeAtEnd()
        throw Failure.tooSlow(arguments: arguments, seconds: seconds, err: Self.text(err))
      }
      Thread.sleep(forTimeInterval: 0.002)
    }
  }

  func run(_ arguments: String..., within seconds: Double = 60) async throws -> Output {
    try await run(arguments, within: seconds)
  }

  private static func text(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }

  /// The executable that was built with the tests: it lies beside what holds them.
  static func executable() throws -> URL {
    // The test runner, the bundle it loads, and the words that name the bundle.
    let places =
      CommandLine.arguments.filter { $0.contains("/") } + [Bundle.main.bundlePath]
      + Bundle.allBundles.map(\.bundlePath)
    var directories: [URL] = []
    for place in places {
      var directory = URL(filePath: place).resolvingSymlinksInPath()
      // A bundle's binary lies up to three directories deep.
      for _ in 0..<5 {
        directories.append(directory)
        directory = directory.deletingLastPathComponent()
      }
    }
    #if DEBUG
      directories.append(Places.root.appending(path: ".build/debug"))
    #else
      directories.append(Places.root.appending(path: ".build/release"))
    #endif
    for directory in directories {
      let url = directory.appending(path: "misclass")
      let path = url.path(percentEncoded: false)
      var isDirectory: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
        !isDirectory.boolValue, FileManager.default.isExecutableFile(atPath: path)
      {
        return url
      }
    }
    throw Failure.notBuilt(searched: directories.map { $0.path(percentEncoded: false) })
  }
}

enum Places {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The reference data, which only some machines have.
  private static let shared =
    ProcessInfo.processInfo.environment["MISCLASS_SHARED"].map { URL(filePath: $0) }
    ?? root.deletingLastPathComponent().appending(path: "shared")

  static func shared(_ path: String) -> String {
    shared.appending(path: path).path(percentEncoded: false)
  }

  static var hasShared: Bool {
    FileManager.default.fileExists(atPath: shared("data/models/resnet20.safetensors"))
      && FileManager.default.fileExists(atPath: shared("data/predictions"))
  }
}
