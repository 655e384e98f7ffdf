package import Images

/// What a network makes of images before it decides: the values that its last layer reads.
package struct ImageFeatures: Sendable {
  /// Numbers of one image.
  package let size: Int
  package let count: Int
  /// N x size, each image's of length 1; all zero where the network makes nothing of an image.
  let values: [Float]

  init(values: [Float], size: Int) {
    self.values = values
    self.size = size
    count = size > 0 ? values.count / size : 0
  }

  /// Asks for the features of all images.
  ///
  /// - Parameters:
  ///   - classifier: lets its layers be looked at.
  ///   - progress: called with the number of images done; may throw to stop.
  /// - Throws: `ExplanationError` where no layer can be looked at, or the images are of another
  ///   size.
  package init(
    of images: ImagesToExplain, by classifier: any Classifier, workers: Workers,
    progress: (Int) throws -> Void = { _ in }
  ) throws {
    try images.check(against: classifier)
    let place = try Self.layer(of: classifier)
    let copies = classifier.copies(workers.threads)
    let askers = copies.count == workers.threads ? copies : [classifier]
    var values: [Float] = []
    var size = 0
    try workers.inRounds(
      askers[0].batches(of: images.count), askers: askers,
      { range, asker in
        try Self.features(images.batch(range, for: asker), place, by: asker)
      },
      receive: { range, answer in
        size = answer.count / range.count
        values += answer
        try progress(range.upperBound)
      })
    self.init(values: values, size: size)
  }

  /// The last layer but that of the scores.
  private static func layer(of classifier: any Classifier) throws -> Int {
    guard let layered = classifier as? any LayeredClassifier else {
      throw ExplanationError.noLayers(method: "features")
    }
    let layers = layered.layers
    // The scores themselves, and what may only follow them.
    let scores = layers.firstIndex {
      $0.height * $0.width * $0.channels == layered.classCount
        && $0.name == layers.last?.name
    }
    guard let place = (scores ?? layers.count) > 0 ? (scores ?? layers.count) - 1 : nil else {
      throw ExplanationError.noLayers(method: "features")
    }
    return place
  }

  private static func features(
    _ batch: ExplanationBatch, _ place: Int, by classifier: any Classifier
  ) throws -> [Float] {
    guard let layered = classifier as? any LayeredClassifier else {
      throw ExplanationError.noLayers(method: "features")
    }
    let layer = layered.layers[place]
    let answer = try layered.inside(place, of: batch.pixels, count: batch.count) {
      [Float](repeating: 0, count: $0.count)
    }
    let area = layer.height * layer.width
    guard answer.values.count == batch.count * area * layer.channels else {
      throw ExplanationError.classifierAnswer(
        what: "activations of \(layer.name)", expected: batch.count * area * layer.channels,
        found: answer.values.count)
    }
    return (0..<batch.count).flatMap { image in
      normalized(
        answer.values[image * area * layer.channels..<(image + 1) * area * layer.channels],
        channels: layer.channels)
    }
  }

  /// The mean over all places, made as long as 1.
  private static func normalized(_ values: ArraySlice<Float>, channels: Int) -> [Float] {
    var sums = [Double](repeating: 0, count: channels)
    for (place, value) in values.enumerated() { sums[place % channels] += Double(value) }
    let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 && length.isFinite
      ? sums.map { Float($0 / length) } : [Float](repeating: 0, count: channels)
  }

  subscript(image: Int) -> ArraySlice<Float> { values[image * size..<(image + 1) * size] }

  /// Cosine of the angle between two images' features.
  func similarity(_ image: Int, to other: ArraySlice<Float>) -> Float {
    values.withUnsafeBufferPointer { own in
      other.withUnsafeBufferPointer { other in
        var sum: Float = 0
        let start = image * size
        for number in 0..<size { sum += own[start + number] * other[number] }
        return sum
      }
    }
  }
}
