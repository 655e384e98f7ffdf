/// The windows of a pooling layer.
package struct PoolWindow: Equatable, Sendable {
  package var kernel: Extent
  package var stride: Extent
  package var padding: Padding
  package var dilation: Extent
  /// Rounds the output size up, as PyTorch's `ceil_mode`.
  package var roundsUp: Bool

  package init(
    kernel: Extent, stride: Extent, padding: Padding, dilation: Extent = Extent(1),
    roundsUp: Bool = false
  ) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.roundsUp = roundsUp
  }

  var text: String { kernel.text + stride.suffix("stride") + dilation.suffix("dilation") }

  /// The output's shape. Less padding than kernel is allowed, so that every window sees the image.
  func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    let input = try place.only(inputs)
    let grid = WindowGrid(
      kernel: kernel, stride: stride, padding: padding, dilation: dilation, roundsUp: roundsUp)
    let size = try grid.size(over: input, at: place)
    guard max(padding.top, padding.bottom) < kernel.height,
      max(padding.left, padding.right) < kernel.width
    else {
      throw place.error(
        expected: "less padding than the kernel of \(kernel.text)",
        found: "\(padding.top), \(padding.left), \(padding.bottom), \(padding.right)")
    }
    // Steps as wide as the image could pass over all of it.
    guard dilation.height == 1 || dilation.height <= input.height,
      dilation.width == 1 || dilation.width <= input.width
    else {
      throw place.error(
        expected: "a dilation of at most the image's \(input)", found: dilation.text)
    }
    return Shape(size.height, size.width, input.channels)
  }
}
