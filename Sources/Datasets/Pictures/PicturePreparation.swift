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

  /// As the networks of torchvision and most others for ImageNet see pictures: the shorter side 256,
  /// of that the middle 224 x 224.
  package static let imageNet = PicturePreparation(
    resize: .shorterSide(256), crop: Sides(height: 224, width: 224))

  /// Pixels that one picture may become.
  private static let mostPixels = 1 << 26

  /// Pictures of one size as the network sees them.
  ///
  /// - Parameter filter: another one than the pictures', as masks need it.
  /// - Throws: `DatasetError.unusable` for pictures so long and narrow that they would grow beyond
  ///   all bounds.
  package func apply(
    to pictures: ByteImages, filter: ResizeFilter? = nil
  ) throws(DatasetError) -> ByteImages {
    let size = (width: pictures.width, height: pictures.height)
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
    return PictureResizer(from: size, to: resized, window: result, filter: filter ?? self.filter)
      .resize(pictures)
  }

  /// The same for each of many images of one size.
  func apply(toAll images: ByteImages, workers: Workers) throws -> ByteImages {
    let prepared = workers.map(count: images.count) { place in
      Result { try apply(to: images.selecting([place])) }
    }
    let pictures = try prepared.map { try $0.get() }
    guard let first = pictures.first else { return images }
    return ByteImages(
      count: images.count, height: first.height, width: first.width,
      pixels: pictures.flatMap(\.pixels))
  }
}
