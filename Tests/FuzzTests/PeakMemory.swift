import Foundation

/// The most memory that the process has held since it was last asked, where the system tells.
///
/// Only Linux lets the mark be set back; elsewhere nothing is measured.
enum PeakMemory {
  /// Sets the mark back to what is held now.
  ///
  /// - Returns: bytes held now; nil where the system does not tell.
  static func reset() -> Int? {
    #if os(Linux)
      let file = open("/proc/self/clear_refs", O_WRONLY)
      guard file >= 0 else { return nil }
      defer { close(file) }
      guard write(file, "5", 1) == 1 else { return nil }
      return peak
    #else
      return nil
    #endif
  }

  /// Bytes at the mark.
  static var peak: Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return nil }
    return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
  }
}
