import Images
import Testing

@testable import Explanations

/// Neighbours against a search that compares everything with everything.
@Suite struct NearestImagesTests {
  private static func images(_ count: Int, seed: UInt64) -> ByteImages {
    var stream = RandomStream(seed)
    return ByteImages(
      count: count, height: 6, width: 5,
      pixels: (0..<count * 90).map { _ in UInt8(stream.integer(in: 0..<256)) })
  }

  private static func features(_ count: Int, seed: UInt64) -> ImageFeatures {
    var stream = RandomStream(seed)
    let values = (0..<count).flatMap { _ -> [Float] in
      let row = (0..<8).map { _ in stream.normal() }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return row.map { $0 / length }
    }
    return ImageFeatures(values: values, size: 8)
  }

  private static func correlation(_ first: [UInt8], _ second: [UInt8]) -> Double {
    let (x, y) = (first.map(Double.init), second.map(Double.init))
    let (mx, my) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    let product = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
    let (sx, sy) = (
      x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }, y.reduce(0) { $0 + ($1 - my) * ($1 - my) }
    )
    return product / (sx * sy).squareRoot()
  }

  @Test func theNearestAreThoseOfAFullSearch() throws {
    let training = Self.images(50, seed: 1)
    let labels = (0..<50).map { $0 % 3 }
    let features = Self.features(50, seed: 2)
    let queries = Self.features(4, seed: 3)
    let pictures = Self.images(4, seed: 4)
    let subjects = try ImagesToExplain(images: pictures, labels: [0, 1, 2, 0])
    let search = NeighbourSearch(
      features: features, images: StoredImages(training), labels: labels)
    let found = try search.neighbours(
      of: queries, subjects, predicted: [1, 0, 0, 2], workers: Workers(threads: 2))
    for (query, nearest) in found.enumerated() {
      let similarities = (0..<50).map { place in
        zip(features[place], queries[query]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
      }
      func expected(_ label: Int) -> [Int] {
        Array(
          (0..<50).filter { labels[$0] == label }.sorted { similarities[$0] > similarities[$1] }
            .prefix(3))
      }
      #expect(nearest.ofLabel.map(\.index) == expected(subjects.labels[query]))
      #expect(nearest.ofPredicted.map(\.index) == expected([1, 0, 0, 2][query]))
      #expect(nearest.duplicates.isEmpty)
      for one in nearest.ofLabel {
        let other = Self.correlation(
          Array(training.pixels[one.index * 90..<(one.index + 1) * 90]),
          Array(pictures.pixels[query * 90..<(query + 1) * 90]))
        #expect((one.pixelCorrelation - other).magnitude < 1e-12)
      }
    }
  }

  @Test func aBrighterCopyWithAnotherLabelContradicts() throws {
    var training = Self.images(12, seed: 5)
    for place in training.pixels.indices { training.pixels[place] /= 2 }
    var copy = training.selecting([7])
    for place in copy.pixels.indices { copy.pixels[place] += 40 }
    let features = Self.features(12, seed: 6)
    let own = ImageFeatures(values: Array(features[7]), size: 8)
    let subjects = try ImagesToExplain(images: copy, labels: [1])
    let search = NeighbourSearch(
      features: features, images: StoredImages(training),
      labels: (0..<12).map { $0 % 2 == 0 ? 1 : 0 })
    let nearest = try search.neighbours(
      of: own, subjects, predicted: [0], workers: Workers(threads: 1))[0]
    #expect(nearest.duplicates.map(\.index) == [7])
    #expect(nearest.contradictions(label: 1).map(\.index) == [7])
    #expect(nearest.contradictions(label: 0).isEmpty)
    #expect(nearest.ofPredicted.first?.isDuplicate == true)
  }

  @Test func classifiersWithoutLayersAreRefused() throws {
    let classifier = LinearClassifier.random(classes: 3, height: 6, width: 5, seed: 1)
    let subjects = try ImagesToExplain(images: Self.images(2, seed: 1), labels: [0, 1])
    #expect(throws: ExplanationError.noLayers(method: "features")) {
      try ImageFeatures(of: subjects, by: classifier, workers: Workers(threads: 1))
    }
  }
}
