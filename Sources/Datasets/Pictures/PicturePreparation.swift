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
  package var filter: ResizingFilter

  package init(
    resize: Size? = nil, crop: Sides? = nil, filter: ResizingFilter = .bilinear
  ) {
    self.resize = resize
    self.crop = crop
    self.filter = filter
  }

  /// As the networks of torchvision and most others for ImageNet see pictures: the shorter side 256,
  /// of that the middle 224 x 224.
  package static let imageNet = PicturePreparation(
    resize: .shorterSide(256), crop: Sides(height: 224, width: 224))

  /// A picture as the network sees it.
  ///
  /// - Parameter filter: another one than the pictures', as masks need it.
  package func apply(to picture: ByteImages, filter: ResizingFilter? = nil) -> ByteImages {
    var result = picture
    switch resize {
    case .shorterSide(let length):
      result = result.resized(shorterSide: length, filter: filter ?? self.filter)
    case .exactly(let sides):
      result = result.resized(height: sides.height, width: sides.width, filter: filter ?? self.filter)
    case nil: break
    }
    if let crop { result = result.croppedInTheMiddle(height: crop.height, width: crop.width) }
    return result
  }

  /// The same for each of many images of one size.
  func apply(toAll images: ByteImages, workers: Workers) -> ByteImages {
    let prepared = workers.map(count: images.count) { apply(to: images.selecting([$0])) }
    guard let first = prepared.first else { return images }
    return ByteImages(
      count: images.count, height: first.height, width: first.width,
      pixels: prepared.flatMap(\.pixels))
  }
}
