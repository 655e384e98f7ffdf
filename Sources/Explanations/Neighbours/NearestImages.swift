package import Images

/// An image of another set that a network takes for much the same.
package struct NeighbouringImage: Sendable, Equatable, Codable {
  /// Place in the other set.
  package let index: Int
  package let label: Int
  /// Cosine of the angle between the features.
  package let similarity: Double
  /// Pearson's correlation of the pixels, all channels together.
  package let pixelCorrelation: Double
  /// Whether it is nearly the same picture, by its pixels.
  package let isDuplicate: Bool
}

/// The images of a training set that lie nearest to one image, by a network's features.
package struct NearestImages: Sendable, Equatable, Codable {
  /// The nearest first, of the class that the image is labelled.
  package let ofLabel: [NeighbouringImage]
  /// Of the class that it was taken for.
  package let ofPredicted: [NeighbouringImage]
  /// Nearly the same pictures of any class.
  package let duplicates: [NeighbouringImage]

  /// Duplicates that are labelled otherwise than the image.
  package func contradictions(label: Int) -> [NeighbouringImage] {
    duplicates.filter { $0.label != label }
  }
}

/// A training set in which neighbours are looked for.
package struct NeighbourSearch: Sendable {
  let features: ImageFeatures
  let images: ByteImages
  let labels: [Int]
  /// Neighbours of each class.
  package var count = 3

  /// Pixels that go together as closely as this are those of one picture, up to compression, a
  /// slight crop or brightness. Barz & Denzler 2020 found CIFAR's duplicates by features and eye;
  /// different pictures of one class seldom reach 0.8.
  package static let duplicateCorrelation = 0.9
  /// How many of the nearest of all classes are compared by pixels.
  private static let compared = 10

  /// - Precondition: features and labels of all the images.
  package init(features: ImageFeatures, images: ByteImages, labels: [Int]) {
    precondition(features.count == images.count && labels.count == images.count)
    self.features = features
    self.images = images
    self.labels = labels
  }

  /// The neighbours of each of some images.
  ///
  /// - Parameters:
  ///   - queries: of the same network.
  ///   - predicted: what each was taken for.
  package func neighbours(
    of queries: ImageFeatures, _ subjects: ImagesToExplain, predicted: [Int], workers: Workers
  ) -> [NearestImages] {
    precondition(queries.count == subjects.count && predicted.count == subjects.count)
    precondition(queries.size == features.size || queries.count == 0 || features.count == 0)
    return workers.map(count: queries.count) { query in
      nearest(
        queries[query], subjects.images, query, label: subjects.labels[query],
        predicted: predicted[query])
    }
  }

  private func nearest(
    _ query: ArraySlice<Float>, _ pictures: ByteImages, _ picture: Int, label: Int, predicted: Int
  ) -> NearestImages {
    let similarities = (0..<features.count).map { features.similarity($0, to: query) }
    func neighbour(_ place: Int) -> NeighbouringImage {
      let correlation = Self.correlation(images, place, pictures, picture)
      return NeighbouringImage(
        index: place, label: labels[place], similarity: Double(similarities[place]),
        pixelCorrelation: correlation, isDuplicate: correlation >= Self.duplicateCorrelation)
    }
    func nearest(_ most: Int, _ isWanted: (Int) -> Bool) -> [NeighbouringImage] {
      Self.largest(similarities, most, where: isWanted).map(neighbour)
    }
    return NearestImages(
      ofLabel: nearest(count) { labels[$0] == label },
      ofPredicted: nearest(count) { labels[$0] == predicted },
      duplicates: nearest(Self.compared) { _ in true }.filter(\.isDuplicate))
  }

  /// Places of the largest values, largest first; of equal ones the first.
  static func largest(_ values: [Float], _ most: Int, where isWanted: (Int) -> Bool) -> [Int] {
    var best: [Int] = []
    for place in values.indices {
      if best.count == most, let last = best.last, values[place] <= values[last] { continue }
      guard isWanted(place) else { continue }
      let position = best.firstIndex { values[$0] < values[place] } ?? best.count
      best.insert(place, at: position)
      if best.count > most { best.removeLast() }
    }
    return best
  }

  /// Zero where one of the images has a single colour, or they are of other sizes.
  static func correlation(
    _ first: ByteImages, _ one: Int, _ second: ByteImages, _ other: Int
  ) -> Double {
    let size = first.bytesPerImage
    guard size == second.bytesPerImage, size > 0 else { return 0 }
    var (x, y, xx, yy, xy) = (0, 0, 0, 0, 0)
    for place in 0..<size {
      let (a, b) = (Int(first.pixels[one * size + place]), Int(second.pixels[other * size + place]))
      x += a
      y += b
      xx += a * a
      yy += b * b
      xy += a * b
    }
    // Exact sums: of whole numbers.
    let (spread, otherSpread) = (Double(size * xx - x * x), Double(size * yy - y * y))
    guard spread > 0, otherSpread > 0 else { return 0 }
    return Double(size * xy - x * y) / (spread.squareRoot() * otherSpread.squareRoot())
  }
}
