import Foundation

/// Where symbolic links lead, also those to what does not exist yet.
package enum LinkTarget {
  /// As many links as the system follows.
  private static let mostLinks = 40

  /// The path at the end of a chain of links; the path itself where it is no link.
  ///
  /// - Throws: `InterchangeError` for links that lead in a circle.
  package static func of(_ path: String) throws(InterchangeError) -> String {
    var target = path
    for _ in 0..<mostLinks {
      guard let next = destination(of: target) else { return target }
      let directory = target.lastIndex(of: "/").map { target[...$0] } ?? ""
      target = next.hasPrefix("/") ? next : directory + next
    }
    throw FileSink.unwritable(path, "too many levels of symbolic links")
  }

  private static func destination(of path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink(path, &buffer, buffer.count - 1)
    return count < 0 ? nil : String(cString: Array(buffer[..<count]) + [0])
  }
}

/// Paths that stand for files the process has open.
enum OpenDescriptor {
  /// The number behind a path such as `/dev/stdout`; nil for other paths.
  static func number(of path: String) -> Int32? {
    switch path {
    case "/dev/stdin": STDIN_FILENO
    case "/dev/stdout": STDOUT_FILENO
    case "/dev/stderr": STDERR_FILENO
    default:
      ["/dev/fd/", "/proc/self/fd/"].lazy.compactMap { prefix in
        path.hasPrefix(prefix) ? Int32(path.dropFirst(prefix.count)) : nil
      }.first
    }
  }
}
