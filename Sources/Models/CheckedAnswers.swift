package import Architectures
import Compute
import Foundation
package import Images
package import Interchange
package import NeuralNetwork

/// Some images and another program's scores for them, by which a network shows that it is the one
/// that the weights come from: strides, pooling and activations stand in no tensor.
package struct CheckedAnswers: Equatable, Sendable {
  /// Of the images: height, width and channels.
  package let input: Shape
  package let count: Int
  package let classes: Int
  /// Normalised, N x H x W x 3.
  private let images: [Float]
  private let scores: [Float]
  /// How far a network's scores may be from these, as a share of their own size.
  private let tolerance: Double

  /// Names of the tensors in a weights file: images N x 3 x H x W as the network reads them, scores
  /// N x classes.
  private static let names = (images: "misclass_check.images", scores: "misclass_check.logits")

  /// A handful is enough, and costs little whenever a file is read.
  private static let most = 64

  /// What scores of a file's own precision may be apart.
  private static func tolerance(_ isHalf: Bool) -> Double { isHalf ? 0.05 : 1e-3 }

  /// Takes the answers out of a file's tensors.
  ///
  /// - Returns: nil where the file holds none.
  package init?(takenFrom file: inout SafetensorsFile, path: String) throws(ModelError) {
    let (images, scores) = (file[Self.names.images], file[Self.names.scores])
    guard images != nil || scores != nil else { return nil }
    guard let images, let scores else {
      throw .unusableCheck(
        path: path, problem: "holds one of \(Self.names.images) and \(Self.names.scores) alone")
    }
    file.tensors.removeAll { [Self.names.images, Self.names.scores].contains($0.name) }
    let isHalf = file.tensors.contains { [.float16, .bfloat16].contains($0.elementType) }
    try self.init(
      (images.shape, images.values), (scores.shape, scores.values), isHalf: isHalf,
      path: "\(path): \(Self.names.images)")
  }

  /// - Parameters:
  ///   - images: floats N x 3 x H x W or N x H x W x 3, normalised; or bytes N x H x W x 3, pixels.
  ///   - normalization: of pixels; nil where none is known.
  /// - Throws: `ModelError` for arrays of other shapes.
  package init(
    images: NumpyArray, scores: NumpyArray, normalization: Normalization?, path: String
  ) throws(ModelError) {
    var (shape, values) = (images.shape, images.floats)
    let areChannelsLast = shape.count == 4 && shape[3] == ByteImages.channels
    if areChannelsLast { shape = [shape[0], shape[3], shape[1], shape[2]] }
    if case .bytes = images.elements {
      guard areChannelsLast else {
        throw .unusableCheck(
          path: path,
          problem: "expected bytes N x H x W x 3 or floats N x 3 x H x W, found bytes of shape "
            + "\(images.shape)")
      }
      guard let normalization else { throw .unknownNormalization(path: path) }
      for place in values.indices {
        let channel = place % ByteImages.channels
        values[place] =
          (values[place] / 255 - normalization.mean[channel]) / normalization.deviation[channel]
      }
    }
    try self.init(
      (shape, values), (scores.shape, scores.floats), isHalf: false,
      areChannelsLast: areChannelsLast, path: path)
  }

  private init(
    _ images: (shape: [Int], values: [Float]), _ scores: (shape: [Int], values: [Float]),
    isHalf: Bool, areChannelsLast: Bool = false, path: String
  ) throws(ModelError) {
    let shape = images.shape
    guard shape.count == 4, shape[1] == ByteImages.channels, (1...Self.most).contains(shape[0]),
      shape[2] > 0, shape[3] > 0, scores.shape.count == 2, scores.shape[0] == shape[0],
      scores.shape[1] > 1
    else {
      throw .unusableCheck(
        path: path,
        problem: "expected 1 to \(Self.most) images N x 3 x H x W and scores N x classes, found "
          + "shapes \(shape) and \(scores.shape)")
    }
    guard (images.values + scores.values).allSatisfy(\.isFinite) else {
      throw .unusableCheck(path: path, problem: "expected finite numbers, found others")
    }
    (count, classes) = (shape[0], scores.shape[1])
    input = Shape(shape[2], shape[3], ByteImages.channels)
    self.images =
      areChannelsLast ? images.values : Self.channelsLast(images.values, count, input)
    self.scores = scores.values
    tolerance = Self.tolerance(isHalf)
  }

  private static func channelsLast(_ values: [Float], _ count: Int, _ shape: Shape) -> [Float] {
    let (pixels, channels) = (shape.height * shape.width, shape.channels)
    return (0..<count * pixels).flatMap { place in
      let (image, pixel) = (place / pixels, place % pixels)
      return (0..<channels).map { values[(image * channels + $0) * pixels + pixel] }
    }
  }

  /// As a weights file holds them.
  var tensors: [NamedTensor] {
    let (pixels, channels) = (input.height * input.width, input.channels)
    let values = (0..<count * channels).flatMap { place in
      let (image, channel) = (place / channels, place % channels)
      return (0..<pixels).map { images[(image * pixels + $0) * channels + channel] }
    }
    return [
      NamedTensor(
        name: Self.names.images, shape: [count, channels, input.height, input.width],
        values: values),
      NamedTensor(name: Self.names.scores, shape: [count, classes], values: scores),
    ]
  }

  /// Where a network's scores differ most, and by how much they all do.
  package struct Difference: Equatable, Sendable, CustomStringConvertible {
    let image: Int
    let score: Int
    let expected: Float
    let found: Float
    /// The length of the difference by that of the scores' own differences.
    let share: Double

    package var description: String {
      "for the stored images its scores are off by \(Self.text(100 * share)) %; score \(score) of "
        + "image \(image) is \(found), expected \(expected)"
    }

    private static func text(_ value: Double) -> String {
      value < 1e6 ? "\((value * 10).rounded() / 10)" : "\(value)"
    }
  }

  /// - Parameter graph: for images of `input`.
  /// - Returns: nil where the network gives the scores.
  func difference(
    of graph: Graph, _ parameters: Parameters, asProbabilities: Bool = false
  ) throws -> Difference? {
    let compute = try Compute(instructionSet: nil, threads: 1)
    let program = Program(
      graph, parameters: parameters, mode: .inference, capacity: count, compute: compute)
    program.input.update(from: images, count: images.count)
    program.forward(images: count)
    var found = Array(UnsafeBufferPointer(start: program.logits, count: count * classes))
    if asProbabilities { found = probabilities(found) }
    // What all scores of an image have in common changes nothing, and may be large.
    let means = stride(from: 0, to: scores.count, by: classes).map { first in
      scores[first..<first + classes].reduce(0.0) { $0 + Double($1) } / Double(classes)
    }
    var (size, error) = (0.0, 0.0)
    for place in scores.indices {
      let own = Double(scores[place]) - means[place / classes]
      let difference = Double(found[place]) - Double(scores[place])
      size += own * own
      error += difference * difference
    }
    let share = (error / max(size, 1e-30)).squareRoot()
    if share <= tolerance { return nil }
    let worst =
      scores.indices.max { abs(found[$0] - scores[$0]) < abs(found[$1] - scores[$1]) } ?? 0
    return Difference(
      image: worst / classes, score: worst % classes, expected: scores[worst],
      found: found[worst], share: share)
  }

  private func probabilities(_ scores: [Float]) -> [Float] {
    stride(from: 0, to: scores.count, by: classes).flatMap { first in
      let own = scores[first..<first + classes]
      let most = own.max() ?? 0
      let powers = own.map { exp($0 - most) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }

  /// - Throws: `ModelError` where the network does not give these answers.
  package func verify(
    _ architecture: Architecture, classes: Int, _ parameters: Parameters, path: String
  ) throws {
    try verify(
      try architecture.graph(input: input, classes: classes), parameters,
      name: architecture.name, path: path)
  }

  /// The same for a network of any kind.
  ///
  /// - Parameter asProbabilities: whether the answers are what Softmax makes of the scores.
  func verify(
    _ graph: Graph, _ parameters: Parameters, name: String, path: String,
    asProbabilities: Bool = false
  ) throws {
    guard graph.classes == classes else {
      throw ModelError.unusableCheck(
        path: path,
        problem:
          "expected \(graph.classes) scores for each image to check it with, found \(classes)"
      )
    }
    guard graph.inputShape == input else {
      throw ModelError.inputDiffers(path: path, model: graph.inputShape, data: input)
    }
    if let difference = try difference(
      of: graph, parameters, asProbabilities: asProbabilities)
    {
      throw ModelError.computesOtherwise(path: path, network: name, difference)
    }
  }
}
