/// Memory of a picture that is being decoded: numbers side by side, zero at first.
///
/// The loops over samples and coefficients work on its pointer; it lives as long as its owner does.
final class JPEGStorage<Element: BitwiseCopyable & FixedWidthInteger> {
  let start: UnsafeMutablePointer<Element>
  let count: Int

  init(count: Int) {
    precondition(count >= 0)
    self.count = count
    start = .allocate(capacity: max(count, 1))
    start.initialize(repeating: 0, count: max(count, 1))
  }

  deinit { start.deallocate() }
}
