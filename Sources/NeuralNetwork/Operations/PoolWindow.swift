/// The windows of a pooling layer.
package struct PoolWindow: Equatable, Sendable {
  package var kernel: Extent
  package var stride: Extent
  package var padding: Padding
  /// Rounds the output size up, as PyTorch's `ceil_mode`.
  package var roundsUp: Bool

  package init(kernel: Extent, stride: Extent, padding: Padding, roundsUp: Bool = false) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.roundsUp = roundsUp
  }

  var text: String { kernel.text + stride.suffix("stride") }

  /// The output's shape. Less padding than kernel is allowed, so that every window sees the image.
  func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    let input = try place.only(inputs)
    let grid = WindowGrid(kernel: kernel, stride: stride, padding: padding, roundsUp: roundsUp)
    let size = try grid.size(over: input, at: place)
    guard max(padding.top, padding.bottom) < kernel.height,
      max(padding.left, padding.right) < kernel.width
    else {
      throw place.error(
        expected: "less padding than the kernel of \(kernel.text)",
        found: "\(padding.top), \(padding.left), \(padding.bottom), \(padding.right)")
    }
    return Shape(size.height, size.width, input.channels)
  }
}
