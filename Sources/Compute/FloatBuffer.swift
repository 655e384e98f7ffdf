#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Zeroed memory for floats, aligned to 64 bytes, freed with its last owner.
///
/// Large memory comes from the system zeroed, page by page as it is first touched: what is asked
/// for and not used costs nothing, such as the places of a batch that is never full. (With huge
/// pages, a network for small images gained 5 %, and one for large images lost more by zeroing.)
///
/// Unchecked, because kernels write into disjoint parts of one buffer from several threads; whoever
/// hands out pointers says which parts.
package final class FloatBuffer: @unchecked Sendable {
  package let count: Int
  package let pointer: UnsafeMutablePointer<Float>
  /// Bytes that were mapped; 0 for allocated memory.
  private let mapped: Int

  /// From how many bytes on memory is mapped.
  private static let leastMapped = 4 << 20

  /// - Precondition: `count` is not negative, and there is so much memory.
  package init(count: Int) {
    precondition(count >= 0)
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    mapped = bytes >= Self.leastMapped ? bytes : 0
    if mapped > 0 {
      pointer = Self.map(bytes).bindMemory(to: Float.self, capacity: count)
    } else {
      let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      pointer = raw.bindMemory(to: Float.self, capacity: max(count, 1))
      pointer.initialize(repeating: 0, count: max(count, 1))
    }
  }

  deinit {
    if mapped > 0 {
      munmap(pointer, mapped)
    } else {
      UnsafeMutableRawPointer(pointer).deallocate()
    }
  }

  private static func map(_ bytes: Int) -> UnsafeMutableRawPointer {
    let memory = mmap(
      nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else {
      preconditionFailure("no memory for \(bytes) bytes")
    }
    return memory
  }

  /// The floats as a Swift buffer, valid while this object lives.
  package var elements: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: pointer, count: count)
  }
}
