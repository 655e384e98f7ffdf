import KernelInterface

#if PREFETCH
  import _Builtin_intrinsics.intel
#endif

/// Goes through the lines of an `Ahead`, the first stretch's and then the second's.
struct Fetcher {
  private var next: UnsafePointer<Float>?
  private var left: Int
  private var second: UnsafeBufferPointer<Float>

  @inline(__always) init(_ ahead: Ahead) {
    next = ahead.first.baseAddress
    left = ahead.first.count
    second = ahead.second
  }

  /// The first of `lines` lines that are to be fetched, or nil where all have been.
  @inline(__always)
  mutating func take(_ lines: Int) -> UnsafePointer<Float>? {
    #if PREFETCH
      if left <= 0 {
        next = second.baseAddress
        left = second.count
        second = UnsafeBufferPointer(start: nil, count: 0)
      }
      guard left > 0, let start = next else { return nil }
      next = start + lines &* floatsPerLine
      left &-= lines &* floatsPerLine
      return start
    #else
      return nil
    #endif
  }
}

/// Floats of a cache line.
let floatsPerLine = 16

/// Asks for the cache line at `pointer`; any address will do.
@inline(__always)
func fetch(_ pointer: UnsafePointer<Float>) {
  #if PREFETCH
    // The one prefetch that Swift reaches: others are macros. Processors without it take it for
    // another kind (AMD) or for none (Intel).
    _m_prefetchrs(pointer)
  #endif
}
