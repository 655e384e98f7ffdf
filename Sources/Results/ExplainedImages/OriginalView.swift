package import Datasets
package import Images

/// Pictures as they are in their files, with what a network saw of them carried back onto them.
///
/// The network sees a picture resized and cropped; here every pixel of the original, itself brought
/// to a size that can be shown, is given what belongs to the network's pixel over it. Pictures of
/// different shapes lie in the middle of one square.
package struct OriginalView {
  /// Longest side that is shown.
  private static let longest = 384

  /// The pictures, square; black where a picture does not reach.
  package let pictures: ByteImages
  /// For each picture, the network's pixel over each pixel that is shown; -1 where there is none.
  private let sources: [[Int32]]

  /// - Parameter places: of the pictures in the set.
  package init(of set: ImageSet, _ places: [Int]) throws {
    let originals = try set.images.originals(places)
    let sides =
      originals.flatMap { [$0.width, $0.height] } + [set.images.height, set.images.width]
    let side = min(sides.max() ?? 1, max(Self.longest, set.images.height, set.images.width))
    let network = (width: set.images.width, height: set.images.height)
    var pixels: [UInt8] = []
    var sources: [[Int32]] = []
    for original in originals {
      let size = (width: original.width, height: original.height)
      let shown = Self.fitted(size, in: side)
      let resizer = PictureResizer(
        from: size, to: shown, window: (side, side), filter: .bilinear)
      pixels += resizer.resize(original.pixels)
      let resized = try set.preparation?.resizedSize(of: size) ?? size
      sources.append(
        (0..<side * side).map { pixel in
          let x = Self.place(pixel % side, side, shown.width, resized.width, network.width)
          let y = Self.place(pixel / side, side, shown.height, resized.height, network.height)
          return x.flatMap { x in y.map { Int32($0 * network.width + x) } } ?? -1
        })
    }
    pictures = ByteImages(count: places.count, height: side, width: side, pixels: pixels)
    self.sources = sources
  }

  /// The largest size of a shape whose longer side is `side`.
  private static func fitted(
    _ size: (width: Int, height: Int), in side: Int
  ) -> (width: Int, height: Int) {
    let longer = max(size.width, size.height)
    return (max(size.width * side / longer, 1), max(size.height * side / longer, 1))
  }

  /// The network's row or column over one that is shown; nil outside the picture or the crop.
  private static func place(
    _ shown: Int, _ side: Int, _ fitted: Int, _ resized: Int, _ network: Int
  ) -> Int? {
    let inside = shown - (side - fitted) / 2
    guard (0..<fitted).contains(inside) else { return nil }
    let place =
      (2 * inside + 1) * resized / (2 * fitted) - CentreCrop.start(of: network, in: resized)
    return (0..<network).contains(place) ? place : nil
  }

  /// A map of the network's pixels over the picture; 0 where the network saw nothing.
  package func map(_ map: [Float], of picture: Int) -> [Float] {
    sources[picture].map { $0 < 0 ? 0 : map[Int($0)] }
  }

  /// Flags of the network's pixels over the picture.
  package func mask(_ mask: [Bool], of picture: Int) -> [Bool] {
    sources[picture].map { $0 >= 0 && mask[Int($0)] }
  }

  /// The picture, with the network's pixels where a mask flags them.
  ///
  /// - Parameters:
  ///   - pixels: what the network was shown, H x W x 3.
  ///   - mask: H x W.
  package func replaced(_ pixels: [UInt8], where mask: [Bool], of picture: Int) -> [UInt8] {
    var result = Array(pictures[picture])
    for (place, source) in sources[picture].enumerated() where source >= 0 && mask[Int(source)] {
      for channel in 0..<ByteImages.channels {
        result[place * ByteImages.channels + channel] =
          pixels[Int(source) * ByteImages.channels + channel]
      }
    }
    return result
  }
}
