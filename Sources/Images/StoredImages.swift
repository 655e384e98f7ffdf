/// Images of one size, wherever their pixels are.
///
/// Choosing some of them moves no pixel: pixels are read for those images that are asked for, so
/// that what is held in memory is decided by whoever asks, batch by batch.
package struct StoredImages: Sendable {
  private let source: any PixelSource
  /// Those of the source's images that are meant; nil for all of them.
  private let places: [Int]?

  package init(_ source: any PixelSource) {
    self.source = source
    places = nil
  }

  private init(_ source: any PixelSource, places: [Int]) {
    self.source = source
    self.places = places
  }

  package var count: Int { places?.count ?? source.count }
  package var height: Int { source.height }
  package var width: Int { source.width }
  /// Bytes of one image: H x W x 3.
  package var bytesPerImage: Int { height * width * ByteImages.channels }

  /// The chosen images, in the order given; an index may be repeated.
  package func selecting(_ indices: some Collection<Int>) -> StoredImages {
    StoredImages(source, places: sourcePlaces(indices))
  }

  /// Reads some of the images, in the order given.
  package func load(_ indices: some Collection<Int>) throws -> ByteImages {
    ByteImages(
      count: indices.count, height: height, width: width,
      pixels: try source.pixels(of: sourcePlaces(indices)))
  }

  /// Reads some of the images as they are before they are brought to one size, in the order given.
  ///
  /// - Parameter make: what is wanted of each; is given its number among `indices`, and is called
  ///   from several threads at once.
  package func originals(
    _ indices: some Collection<Int>,
    made make: (_ number: Int, _ original: ByteImages) throws -> ByteImages = { $1 }
  ) throws -> [ByteImages] {
    try source.made(from: sourcePlaces(indices), make)
  }

  /// Reads all of the images.
  package func loaded() throws -> ByteImages { try load(0..<count) }

  /// Reads all of the images, a few at a time.
  package func forEachBatch(
    _ body: (_ range: Range<Int>, _ batch: ByteImages) throws -> Void
  ) throws {
    try forEachRange { try body($0, load($0)) }
  }

  /// What tells the images from others, a few at a time: see ``PixelSource/identity(of:)``.
  package func forEachIdentity(_ body: (_ bytes: [UInt8]) throws -> Void) throws {
    try forEachRange { try body(source.identity(of: sourcePlaces($0))) }
  }

  /// The same images, each changed as it is read.
  ///
  /// - Parameter change: is given an image's place and its pixels, H x W x 3; the same every time
  ///   for a place.
  package func changed(
    by change: @escaping @Sendable (_ place: Int, _ pixels: inout ArraySlice<UInt8>) -> Void
  ) -> StoredImages {
    StoredImages(ChangedPixels(images: self, change: change))
  }

  private func sourcePlaces(_ indices: some Collection<Int>) -> [Int] {
    guard let places else {
      precondition(indices.allSatisfy { (0..<source.count).contains($0) })
      return Array(indices)
    }
    return indices.map { places[$0] }
  }

  /// Runs of about 16 MiB.
  private func forEachRange(_ body: (Range<Int>) throws -> Void) throws {
    let length = min(max((1 << 24) / max(bytesPerImage, 1), 1), 1024)
    for first in stride(from: 0, to: count, by: length) {
      try body(first..<min(first + length, count))
    }
  }
}

/// Images that are changed as they are read.
private struct ChangedPixels: PixelSource {
  let images: StoredImages
  let change: @Sendable (_ place: Int, _ pixels: inout ArraySlice<UInt8>) -> Void

  var count: Int { images.count }
  var height: Int { images.height }
  var width: Int { images.width }

  func pixels(of places: [Int]) throws -> [UInt8] {
    var pixels = try images.load(places).pixels[...]
    let size = images.bytesPerImage
    for (number, place) in places.enumerated() {
      change(place, &pixels[number * size..<(number + 1) * size])
    }
    return Array(pixels)
  }
}
