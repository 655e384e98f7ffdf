/// Where the pixels of images of one size are: in memory, or in files that are read when they are
/// asked for.
package protocol PixelSource: Sendable {
  var count: Int { get }
  var height: Int { get }
  var width: Int { get }

  /// The pixels of some images in the order given, each H x W x 3.
  ///
  /// May be asked from several threads at once, and for a place more than once.
  /// - Parameter places: each in 0..<count.
  func pixels(of places: [Int]) throws -> [UInt8]

  /// What is made of some images as they are before they are brought to one size, in the order
  /// given.
  ///
  /// - Parameter make: is given the number of a place among `places`, and the one image there;
  ///   called from several threads at once.
  func made(
    from places: [Int], _ make: (_ number: Int, _ original: ByteImages) throws -> ByteImages
  ) throws -> [ByteImages]

  /// What tells these images from others, as bytes: their pixels, or what these come from.
  ///
  /// The identities of a run of images, one after the other, are that of the run.
  func identity(of places: [Int]) throws -> [UInt8]
}

extension PixelSource {
  package func made(
    from places: [Int], _ make: (_ number: Int, _ original: ByteImages) throws -> ByteImages
  ) throws -> [ByteImages] {
    let size = height * width * ByteImages.channels
    let pixels = try pixels(of: places)
    return try places.indices.map { number in
      try make(
        number,
        ByteImages(
          count: 1, height: height, width: width,
          pixels: Array(pixels[number * size..<(number + 1) * size])))
    }
  }

  package func identity(of places: [Int]) throws -> [UInt8] { try pixels(of: places) }
}

extension ByteImages: PixelSource {
  package func pixels(of places: [Int]) -> [UInt8] {
    var chosen: [UInt8] = []
    chosen.reserveCapacity(places.count * bytesPerImage)
    for place in places {
      chosen += pixels[place * bytesPerImage..<(place + 1) * bytesPerImage]
    }
    return chosen
  }
}
