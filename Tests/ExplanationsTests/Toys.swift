import Images
import Synchronization

import Explanations

/// Logits that are weighted sums of the normalised pixels: every gradient is known in closed form.
struct LinearClassifier: Classifier {
  /// Classes x (H x W x 3).
  var weights: [[Float]]
  var bias: [Float]
  var inputHeight: Int
  var inputWidth: Int
  var preferredBatch = 2
  var normalization = Normalization(mean: [0, 0, 0], deviation: [1, 1, 1])

  var classCount: Int { weights.count }

  func logits(of images: [Float], count: Int) -> [Float] {
    precondition(count <= preferredBatch)
    let size = inputHeight * inputWidth * 3
    return (0..<count).flatMap { image in
      zip(weights, bias).map { row, bias in
        zip(row, images[image * size..<(image + 1) * size]).reduce(bias) { $0 + $1.0 * $1.1 }
      }
    }
  }

  func gradients(
    of images: [Float], count: Int, seeds: ([Float]) -> [Float]
  ) -> (logits: [Float], gradients: [Float]) {
    let logits = logits(of: images, count: count)
    let seeds = seeds(logits)
    let size = inputHeight * inputWidth * 3
    let gradients = (0..<count).flatMap { image in
      (0..<size).map { place in
        (0..<classCount).reduce(Float(0)) {
          $0 + seeds[image * classCount + $1] * weights[$1][place]
        }
      }
    }
    return (logits, gradients)
  }

  /// Weights uniform in -1..<1.
  static func random(classes: Int, height: Int, width: Int, seed: UInt64) -> LinearClassifier {
    var stream = RandomStream(seed)
    let weights = (0..<classes).map { _ in
      (0..<height * width * 3).map { _ in stream.uniform() * 2 - 1 }
    }
    return LinearClassifier(
      weights: weights, bias: [Float](repeating: 0, count: classes), inputHeight: height,
      inputWidth: width,
      normalization: Normalization(mean: [0.5, 0.4, 0.3], deviation: [0.2, 0.3, 0.25]))
  }
}

/// A classifier that answers as a linear one does, and may be asked by several workers at a time.
protocol AnsweringAsLinear: Classifier {
  var one: LinearClassifier { get }
}

extension AnsweringAsLinear {
  var classCount: Int { one.classCount }
  var inputHeight: Int { one.inputHeight }
  var inputWidth: Int { one.inputWidth }
  var normalization: Normalization { one.normalization }

  func copies(_ count: Int) -> [any Classifier] { Array(repeating: self, count: count) }

  func logits(of images: [Float], count: Int) -> [Float] { one.logits(of: images, count: count) }

  func gradients(
    of images: [Float], count: Int, seeds: ([Float]) -> [Float]
  ) -> (logits: [Float], gradients: [Float]) {
    one.gradients(of: images, count: count, seeds: seeds)
  }
}

/// One that is asked for one image a call.
struct CopiedClassifier: AnsweringAsLinear {
  var one: LinearClassifier
  var preferredBatch: Int { 1 }
}

/// How many images' gradients were asked for.
final class CallCounter: Sendable {
  private let count = Mutex(0)
  var gradients: Int { count.withLock { $0 } }
  func add(_ images: Int) { count.withLock { $0 += images } }
}

/// Counts what it is asked.
struct CountingClassifier: Classifier {
  var one: LinearClassifier
  let counter: CallCounter

  var classCount: Int { one.classCount }
  var inputHeight: Int { one.inputHeight }
  var inputWidth: Int { one.inputWidth }
  var preferredBatch: Int { one.preferredBatch }
  var normalization: Normalization { one.normalization }

  func logits(of images: [Float], count: Int) -> [Float] { one.logits(of: images, count: count) }

  func gradients(
    of images: [Float], count: Int, seeds: ([Float]) -> [Float]
  ) -> (logits: [Float], gradients: [Float]) {
    counter.add(count)
    return one.gradients(of: images, count: count, seeds: seeds)
  }
}

/// Gives what it is told, right or wrong.
struct StubbornClassifier: Classifier {
  var classCount = 2
  var inputHeight = 2
  var inputWidth = 2
  var preferredBatch = 4
  var normalization = Normalization(mean: [0, 0, 0], deviation: [1, 1, 1])
  var answer: [Float]
  var gradient: [Float] = []

  func logits(of images: [Float], count: Int) -> [Float] { answer }

  func gradients(
    of images: [Float], count: Int, seeds: ([Float]) -> [Float]
  ) -> (logits: [Float], gradients: [Float]) {
    (answer, gradient)
  }
}

/// Maps somebody made by hand, by index.
struct GivenMaps: ExplanationMethod {
  let name = "given"
  let maps: [Int: [Float]]

  func maps(of batch: ExplanationBatch, by classifier: any Classifier) -> [Float] {
    batch.indices.flatMap { maps[$0] ?? [] }
  }
}

func randomImages(_ count: Int, height: Int, width: Int, seed: UInt64) -> ByteImages {
  var stream = RandomStream(seed)
  return ByteImages(
    count: count, height: height, width: width,
    pixels: (0..<count * height * width * 3).map { _ in UInt8(stream.integer(in: 0..<256)) })
}

/// A mask that is true with the given chance.
func randomMask(_ count: Int, chance: Float, stream: inout RandomStream) -> [Bool] {
  (0..<count).map { _ in stream.uniform() < chance }
}
