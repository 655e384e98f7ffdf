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
  let images: StoredImages
  let labels: [Int]
  /// Neighbours of each class.
  package var count = 3

  /// Pixels that go together as closely as this are those of one picture, up to compression, a
  /// slight crop or brightness. Barz & Denzler 2020 found CIFAR's duplicates by features and eye.
  /// Of pairs of CIFAR-10's airplanes, cats and ships (2,000 of each) at most 0.14 % reach 0.8, and
  /// at most 0.003 % reach 0.9.
  package static let duplicateCorrelation = 0.9
  /// How many of the nearest of all classes are compared by pixels.
  private static let compared = 10

  /// - Precondition: features and labels of all the images.
  package init(features: ImageFeatures, images: StoredImages, labels: [Int]) {
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
  ) throws -> [NearestImages] {
    precondition(queries.count == subjects.count && predicted.count == subjects.count)
    precondition(queries.size == features.size || queries.count == 0 || features.count == 0)
    let candidates = workers.map(count: queries.count) { query in
      self.candidates(queries[query], label: subjects.labels[query], predicted: predicted[query])
    }
    return try candidates.enumerated().map { query, candidates in
      try withPixels(candidates, of: try subjects.images.load([query]))
    }
  }

  /// Places of neighbours with their similarities, before their pixels are looked at.
  private struct Candidates {
    typealias Found = [(place: Int, similarity: Float)]
    let ofLabel: Found
    let ofPredicted: Found
    let nearest: Found
  }

  private func candidates(
    _ query: ArraySlice<Float>, label: Int, predicted: Int
  ) -> Candidates {
    let similarities = (0..<features.count).map { features.similarity($0, to: query) }
    func nearest(_ most: Int, _ isWanted: (Int) -> Bool) -> Candidates.Found {
      Self.largest(similarities, most, where: isWanted).map { ($0, similarities[$0]) }
    }
    return Candidates(
      ofLabel: nearest(count) { labels[$0] == label },
      ofPredicted: nearest(count) { labels[$0] == predicted },
      nearest: nearest(Self.compared) { _ in true })
  }

  private func withPixels(
    _ candidates: Candidates, of picture: ByteImages
  ) throws -> NearestImages {
    func neighbours(_ found: Candidates.Found) throws -> [NeighbouringImage] {
      let pictures = try images.load(found.map(\.place))
      return found.enumerated().map { number, found in
        let correlation = Self.correlation(pictures, number, picture, 0)
        return NeighbouringImage(
          index: found.place, label: labels[found.place], similarity: Double(found.similarity),
          pixelCorrelation: correlation, isDuplicate: correlation >= Self.duplicateCorrelation)
      }
    }
    return NearestImages(
      ofLabel: try neighbours(candidates.ofLabel),
      ofPredicted: try neighbours(candidates.ofPredicted),
      duplicates: try neighbours(candidates.nearest).filter(\.isDuplicate))
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
