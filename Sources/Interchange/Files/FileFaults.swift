import Foundation
import Synchronization

/// A call of the system that is to fail; for tests, of how the program takes it.
///
/// Holds for what runs within `FileFaults.$current.withValue(_:)`, on that thread.
package final class FileFaults: Sendable {
  @TaskLocal package static var current: FileFaults?

  package enum Call: String, Sendable, CaseIterable {
    case open, read, write, permissions, flush, rename
  }

  package enum Kind: Sendable, Equatable {
    /// With one of the system's reasons.
    case fails(Int32)
    /// A signal comes, once: no failure at all.
    case interrupted
    /// A part is read or written, once: no failure at all.
    case cutShort
  }

  private let call: Call
  private let number: Int
  private let kind: Kind
  private let counter = Mutex(0)

  /// - Parameter number: which of the calls, from 1.
  package init(_ call: Call, number: Int, _ kind: Kind) {
    self.call = call
    self.number = number
    self.kind = kind
  }

  /// Whether so many calls were made that the fault came.
  package var hasStruck: Bool { counter.withLock { $0 >= number } }

  /// Whether it is the call's turn to go wrong.
  private func strikes(_ call: Call) -> Bool {
    guard call == self.call else { return false }
    return counter.withLock { count in
      count += 1
      return count == number
    }
  }

  /// What a call that fails returns; nil for one that is to be made.
  static func fail(_ call: Call) -> Int32? {
    guard let current, current.kind != .cutShort, current.strikes(call) else { return nil }
    if case .fails(let reason) = current.kind { errno = reason } else { errno = EINTR }
    return -1
  }

  /// How many bytes to ask for.
  static func shortened(_ call: Call, _ count: Int) -> Int {
    guard let current, current.kind == .cutShort, current.strikes(call) else { return count }
    return max(count / 2, min(count, 1))
  }
}
