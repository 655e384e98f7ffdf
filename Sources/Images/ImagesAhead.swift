import Foundation
import Synchronization

/// Reads batches of images ahead of whoever works on them, on a thread of its own.
///
/// What a batch holds is decided by what is asked for alone, so results do not depend on whether
/// the reading was ahead.
package final class ImagesAhead<Key: Equatable & Sendable>: Sendable {
  private let read: @Sendable (Key) throws -> ByteImages
  private let begun = Mutex<Reading?>(nil)

  /// One batch that is being read.
  private final class Reading: Sendable {
    let key: Key
    let result = Mutex<Result<ByteImages, any Error>?>(nil)
    let isDone = DispatchSemaphore(value: 0)

    init(_ key: Key) { self.key = key }
  }

  /// - Parameter read: reads a batch; the same for the same key.
  package init(_ read: @escaping @Sendable (Key) throws -> ByteImages) {
    self.read = read
  }

  /// Begins to read a batch that will be asked for next.
  package func begin(_ key: Key) {
    let reading = Reading(key)
    begun.withLock { $0 = reading }
    let thread = Thread { [read] in
      let result = Result { try read(key) }
      reading.result.withLock { $0 = result }
      reading.isDone.signal()
    }
    thread.name = "misclass reading"
    thread.stackSize = 1 << 22
    thread.start()
  }

  /// A batch: the one that was begun, or else read now.
  package func take(_ key: Key) throws -> ByteImages {
    let reading = begun.withLock { begun in
      let reading = begun
      begun = nil
      return reading
    }
    guard let reading, reading.key == key else { return try read(key) }
    reading.isDone.wait()
    return try reading.result.withLock { $0 }?.get() ?? read(key)
  }
}
