/// Stretches of memory that are worked on next: a kernel fetches them into the caches line by line
/// while it computes, the first before the second, where the processor can. That changes the time
/// alone.
package struct Ahead {
  package var first: UnsafeBufferPointer<Float>
  package var second: UnsafeBufferPointer<Float>

  package init(
    _ first: UnsafeBufferPointer<Float> = .init(start: nil, count: 0),
    _ second: UnsafeBufferPointer<Float> = .init(start: nil, count: 0)
  ) {
    self.first = first
    self.second = second
  }
}
