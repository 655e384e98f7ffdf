package import Images

/// How pictures of any size become images of one size, before they are normalised.
///
/// The steps are torchvision's `Resize` and `CenterCrop`, computed as Pillow does (antialiased, on
/// bytes).
package struct PicturePreparation: Sendable, Equatable, Codable {
  package enum Size: Sendable, Equatable, Codable {
    /// The shorter side becomes so long, the longer one in proportion.
    case shorterSide(Int)
    case exactly(Sides)
  }

  /// Pixels, at least 1 each.
  package struct Sides: Sendable, Equatable, Codable {
    package let height: Int
    package let width: Int

    package init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  /// Nil leaves the size as it is.
  package var resize: Size?
  /// The part kept from the middle; nil keeps all.
  package var crop: Sides?
  package var filter: ResizeFilter

  package init(
    resize: Size? = nil, crop: Sides? = nil, filter: ResizeFilter = .bilinear
  ) {
    self.resize = resize
    self.crop = crop
    self.filter = filter
  }

  /// As the networks of torchvision and most others for ImageNet see pictures: the shorter side
  /// 256, of that the middle 224 x 224.
  package static let imageNet = PicturePreparation(
    resize: .shorterSide(256), crop: Sides(height: 224, width: 224))

  /// Pixels that one picture may become.
  private static let mostPixels = 1 << 26

  /// The size that every picture gets, whatever its own; nil where that depends on its own.
  var knownSize: Sides? {
    if let crop { return crop }
    if case .exactly(let sides) = resize { return sides }
    return nil
  }

  /// The size of a picture before the crop, and after it.
  ///
  /// - Throws: `DatasetError.unusable` for pictures so long and narrow that they would grow beyond
  ///   all bounds.
  func sizes(
    from size: (width: Int, height: Int)
  ) throws(DatasetError) -> (resized: (width: Int, height: Int), result: (width: Int, height: Int))
  {
    let resized =
      switch resize {
      case .shorterSide(let side):
        CentreCrop.size(shorterSide: side, width: size.width, height: size.height)
      case .exactly(let sides): (width: sides.width, height: sides.height)
      case nil: size
      }
    let result = crop.map { (width: $0.width, height: $0.height) } ?? resized
    guard max(resized.width, resized.height) <= Self.mostPixels,
      result.width * result.height <= Self.mostPixels
    else {
      throw .unusable(
        reason: "\(size.width) x \(size.height) pixels would become \(resized.width) x "
          + "\(resized.height), more than \(Self.mostPixels)")
    }
    return (resized, result)
  }

  /// The size of a picture before the crop.
  package func resizedSize(
    of size: (width: Int, height: Int)
  ) throws(DatasetError) -> (width: Int, height: Int) {
    try sizes(from: size).resized
  }

  /// Pictures of one size as the network sees them.
  ///
  /// - Parameter filter: another one than the pictures', as masks need it.
  /// - Throws: as ``sizes(from:)``.
  package func apply(
    to pictures: ByteImages, filter: ResizeFilter? = nil
  ) throws(DatasetError) -> ByteImages {
    let size = (width: pictures.width, height: pictures.height)
    let (resized, result) = try sizes(from: size)
    return PictureResizer(from: size, to: resized, window: result, filter: filter ?? self.filter)
      .resize(pictures)
  }

  /// The same for images that are prepared as they are read.
  func applied(to images: StoredImages) throws(DatasetError) -> StoredImages {
    StoredImages(try PreparedPixels(images, self))
  }
}

/// Images of one size, prepared as they are read.
private struct PreparedPixels: PixelSource {
  private let images: StoredImages
  private let resizer: PictureResizer

  init(_ images: StoredImages, _ preparation: PicturePreparation) throws(DatasetError) {
    self.images = images
    let size = (width: images.width, height: images.height)
    let (resized, result) = try preparation.sizes(from: size)
    resizer = PictureResizer(from: size, to: resized, window: result, filter: preparation.filter)
  }

  var count: Int { images.count }
  var height: Int { resizer.newHeight }
  var width: Int { resizer.newWidth }

  func pixels(of places: [Int]) throws -> [UInt8] {
    try resizer.resize(images.load(places)).pixels
  }

  func made(
    from places: [Int], _ make: (_ number: Int, _ original: ByteImages) throws -> ByteImages
  ) throws -> [ByteImages] {
    try images.originals(places, made: make)
  }

  func identity(of places: [Int]) throws -> [UInt8] { try pixels(of: places) }
}
