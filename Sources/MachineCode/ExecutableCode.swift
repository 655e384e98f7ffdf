#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Machine code in memory of its own: first written, then executable, never both at once.
///
/// The memory goes with this object, which must outlive every call.
package final class ExecutableCode: @unchecked Sendable {
  /// What can be called: a function of one address and no result.
  package typealias Function = @Sendable @convention(c) (UnsafeMutableRawPointer) -> Void

  private let start: UnsafeMutableRawPointer
  private let size: Int

  /// Nil where the system or the processor has no place for such code.
  package init?(_ code: [UInt8]) {
    #if arch(x86_64) && os(Linux)
      let page = max(sysconf(Int32(_SC_PAGESIZE)), 4096)
      size = (max(code.count, 1) + page - 1) / page * page
      guard
        let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
        memory != MAP_FAILED
      else { return nil }
      start = memory
      UnsafeMutableRawBufferPointer(start: memory, count: size).copyBytes(from: code)
      guard mprotect(memory, size, PROT_READ | PROT_EXEC) == 0 else { return nil }
    #else
      return nil
    #endif
  }

  deinit {
    #if arch(x86_64) && os(Linux)
      munmap(start, size)
    #endif
  }

  /// The function that begins at `offset`; to be called while this object lives.
  package func function(at offset: Int) -> Function {
    precondition((0..<size).contains(offset))
    return unsafeBitCast(start + offset, to: Function.self)
  }
}
