/// Brings pictures of one size to another, and cuts a window out of the result.
///
/// The values are Pillow's, with its filters against aliasing: first across, then down, rounded to
/// bytes in between; the other way round, as from its version 13 on, where the height shrinks by more
/// than twice as many pixels as the width. The weights of both directions are computed once, for any
/// number of pictures; pixels outside the window are not computed.
package struct PictureResizer: Sendable {
  private let width: Int
  private let height: Int
  /// The size of the result.
  package let newWidth: Int
  package let newHeight: Int
  /// Where the window's part of the resized picture begins in the result; the rest is black.
  private let (left, top): (Int, Int)
  private let columns: ResizeDirection
  private let rows: ResizeDirection

  private let isDownFirst: Bool

  /// - Parameters:
  ///   - size: of the pictures that will come, in pixels.
  ///   - newSize: to which they are brought.
  ///   - window: in the middle, of the resized picture; nil for all of it. Where it is larger, the
  ///     rest is black.
  package init(
    from size: (width: Int, height: Int), to newSize: (width: Int, height: Int),
    window: (width: Int, height: Int)? = nil, filter: ResizeFilter
  ) {
    precondition(min(size.width, size.height, newSize.width, newSize.height) > 0)
    (width, height) = size
    (newWidth, newHeight) = window ?? newSize
    precondition(newWidth > 0 && newHeight > 0)
    func axis(_ old: Int, _ new: Int, _ window: Int) -> (start: Int, axis: ResizeDirection) {
      let start = CentreCrop.start(of: window, in: new)
      let range = max(start, 0)..<min(start + window, new)
      return (max(-start, 0), ResizeDirection(from: old, to: new, range: range, filter: filter))
    }
    (left, columns) = axis(size.width, newSize.width, newWidth)
    (top, rows) = axis(size.height, newSize.height, newHeight)
    let fewerRows = size.height - newSize.height
    isDownFirst = fewerRows > 0 && fewerRows > 2 * (size.width - newSize.width)
  }

  /// The shorter side is brought to `side`, and a square of `crop` pixels is cut out of the middle,
  /// as torchvision's `Resize` and `CenterCrop` do.
  package init(
    from size: (width: Int, height: Int), shorterSide side: Int, crop: Int, filter: ResizeFilter
  ) {
    self.init(
      from: size,
      to: CentreCrop.size(shorterSide: side, width: size.width, height: size.height),
      window: (crop, crop), filter: filter)
  }

  /// The resized picture: newHeight x newWidth x 3.
  ///
  /// - Parameter pixels: height x width x 3.
  package func resize(_ pixels: [UInt8]) -> [UInt8] {
    precondition(pixels.count == width * height * 3)
    let whole = PicturePart(pixels: pixels, rows: 0..<height, columns: 0..<width)
    let resized =
      isDownFirst
      ? whole.resizedDown(rows, columns: columns.needed).resizedAcross(columns, rows: 0..<rows.count)
      : whole.resizedAcross(columns, rows: rows.needed).resizedDown(
        rows, columns: 0..<columns.count)
    return padded(resized.pixels)
  }

  /// All images of a set.
  package func resize(_ images: ByteImages) -> ByteImages {
    precondition(images.width == width && images.height == height)
    var resized: [UInt8] = []
    resized.reserveCapacity(images.count * newWidth * newHeight * 3)
    for index in 0..<images.count {
      let size = images.bytesPerImage
      resized += resize(Array(images.pixels[index * size..<(index + 1) * size]))
    }
    return ByteImages(
      count: images.count, height: newHeight, width: newWidth, pixels: resized)
  }

  private func padded(_ pixels: [UInt8]) -> [UInt8] {
    let rowSize = columns.count * 3
    if columns.count == newWidth, rows.count == newHeight { return pixels }
    var result = [UInt8](repeating: 0, count: newWidth * newHeight * 3)
    for row in 0..<rows.count {
      let start = ((top + row) * newWidth + left) * 3
      result.replaceSubrange(
        start..<start + rowSize, with: pixels[row * rowSize..<(row + 1) * rowSize])
    }
    return result
  }
}
