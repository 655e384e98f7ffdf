import KernelInterface

/// Goes through the cache lines of an `Ahead`, the first stretch's and then the second's.
struct AheadLines {
  private var next: UInt64
  private var left: Int
  private var second: UnsafeBufferPointer<Float>
  private static let floatsPerLine = 16

  init(_ ahead: Ahead) {
    next = UInt64(UInt(bitPattern: ahead.first.baseAddress))
    left = ahead.first.count
    second = ahead.second
  }

  /// The first of `lines` lines that are to be fetched, or nil where all have been.
  mutating func take(_ lines: Int) -> UInt64? {
    if left <= 0 {
      next = UInt64(UInt(bitPattern: second.baseAddress))
      left = second.count
      second = UnsafeBufferPointer(start: nil, count: 0)
    }
    guard left > 0 else { return nil }
    defer {
      next += UInt64(4 * Self.floatsPerLine * lines)
      left -= Self.floatsPerLine * lines
    }
    return next
  }
}
