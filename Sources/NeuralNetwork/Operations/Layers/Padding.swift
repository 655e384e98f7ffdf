/// Pixels of zeros (or of nothing, for pooling) around an image.
package struct Padding: Equatable, Sendable {
  package var top: Int
  package var left: Int
  package var bottom: Int
  package var right: Int

  package init(top: Int, left: Int, bottom: Int, right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  /// The same above as below, and left as right.
  package init(_ extent: Extent) {
    self.init(top: extent.height, left: extent.width, bottom: extent.height, right: extent.width)
  }

  func check(_ range: ClosedRange<Int>, at place: LayerPlace) throws(NetworkError) {
    let sides = [("top", top), ("left", left), ("bottom", bottom), ("right", right)]
    for (name, value) in sides { try place.check(value, range, name + " padding") }
  }
}

/// Windows of a kernel over a padded image: what convolution and pooling have in common.
struct WindowGrid {
  var kernel: Extent
  var stride: Extent
  var padding: Padding
  var dilation = Extent(1)
  /// Rounds the number of windows up, as PyTorch's `ceil_mode`.
  var roundsUp = false

  /// Height and width of the output.
  func size(over shape: Shape, at place: LayerPlace) throws(NetworkError) -> Extent {
    let range = 1...LayerPlace.largestSide
    try place.check(kernel, range, "kernel")
    try place.check(stride, range, "stride")
    try place.check(dilation, range, "dilation")
    try padding.check(0...LayerPlace.largestSide, at: place)
    guard
      let height = windows(
        shape.height, kernel.height, stride.height, dilation.height, padding.top, padding.bottom),
      let width = windows(
        shape.width, kernel.width, stride.width, dilation.width, padding.left, padding.right)
    else {
      throw .inputTooSmall(
        network: place.network, layer: place.layer, shape: shape,
        kernel: Extent(
          (kernel.height - 1) * dilation.height + 1, (kernel.width - 1) * dilation.width + 1))
    }
    return Extent(height, width)
  }

  private func windows(
    _ side: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ before: Int, _ after: Int
  ) -> Int? {
    let room = side + before + after - (kernel - 1) * dilation - 1
    guard room >= 0 else { return nil }
    var count = (roundsUp ? room + stride - 1 : room) / stride + 1
    // PyTorch: with rounding up, the last window must begin inside the input or the padding before
    // it.
    if roundsUp, (count - 1) * stride >= side + before { count -= 1 }
    return count
  }
}

extension Extent {
  /// As listings show it.
  var text: String { "\(height)x\(width)" }

  /// ", stride 2x2", or nothing for 1.
  func suffix(_ name: String) -> String { self == Extent(1) ? "" : ", \(name) \(text)" }
}
