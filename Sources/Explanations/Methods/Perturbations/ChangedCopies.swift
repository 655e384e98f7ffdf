/// Changed copies of the images of a batch, the same number of each, evaluated in batches that the
/// classifier can take.
struct ChangedCopies {
  let batch: ExplanationBatch
  let copiesPerImage: Int
  /// Changes the pixels (H x W x 3, initially the image itself) into those of one copy.
  let change: (_ image: Int, _ copy: Int, _ pixels: UnsafeMutableBufferPointer<Float>) -> Void

  /// The score of every copy, N x copies.
  ///
  /// - Parameter score: what is asked of the copies of each image.
  func scores(_ score: ChosenScore, by classifier: any Classifier) throws -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(batch.count * copiesPerImage)
    for range in classifier.batches(of: batch.count * copiesPerImage) {
      let answer = try classifier.checkedLogits(of: pixels(range), indices: range.map(index))
      for place in 0..<range.count {
        values.append(score.value(answer, place, image: image(range.lowerBound + place)))
      }
    }
    return values
  }

  /// Calls `body` with the gradient of each copy's score, H x W x 3.
  func forEachGradient(
    _ score: ChosenScore, by classifier: any Classifier,
    _ body: (_ image: Int, _ copy: Int, _ gradient: ArraySlice<Float>) -> Void
  ) throws {
    for range in classifier.batches(of: batch.count * copiesPerImage) {
      let pixels = pixels(range)
      let answer = try classifier.gradients(of: pixels, count: range.count) { _ in
        range.flatMap { score.weights(of: image($0)) }
      }
      try classifier.check(answer, pixels: pixels.count, indices: range.map(index))
      for place in 0..<range.count {
        let (image, copy) = (range.lowerBound + place).quotientAndRemainder(
          dividingBy: copiesPerImage)
        body(
          image, copy,
          answer.gradients[place * batch.imageSize..<(place + 1) * batch.imageSize])
      }
    }
  }

  private func image(_ number: Int) -> Int { number / copiesPerImage }

  /// The index of a copy's image in its data set.
  private func index(_ number: Int) -> Int { batch.indices[image(number)] }

  private func pixels(_ range: Range<Int>) -> [Float] {
    let size = batch.imageSize
    return [Float](unsafeUninitializedCapacity: range.count * size) { output, initialized in
      batch.pixels.withUnsafeBufferPointer { source in
        for (place, number) in range.enumerated() {
          let copy = UnsafeMutableBufferPointer(
            rebasing: output[place * size..<(place + 1) * size])
          let start = image(number) * size
          _ = copy.initialize(from: source[start..<start + size])
          change(image(number), number % copiesPerImage, copy)
        }
      }
      initialized = range.count * size
    }
  }
}

/// The score that a target selects for each image of a batch. The class is chosen for the unchanged
/// images and stays the same when they are changed.
struct ChosenScore {
  /// N x classes.
  let seeds: [Float]
  let classCount: Int
  let kind: ScoreKind
  /// The score of the unchanged images, N.
  let values: [Float]

  init(
    _ target: ScoreTarget, _ kind: ScoreKind, of batch: ExplanationBatch,
    by classifier: any Classifier
  ) throws {
    try target.check(classCount: classifier.classCount)
    let answer = try classifier.checkedLogits(of: batch.pixels, indices: batch.indices)
    seeds = target.seeds(logits: answer.logits, labels: batch.labels)
    classCount = classifier.classCount
    self.kind = kind
    var values: [Float] = []
    for image in 0..<batch.count {
      values.append(
        answer.weighted(
          image, by: seeds[image * classCount..<(image + 1) * classCount], kind: kind))
    }
    self.values = values
  }

  func weights(of image: Int) -> ArraySlice<Float> {
    seeds[image * classCount..<(image + 1) * classCount]
  }

  /// The score of a changed copy, the answer's number `place`, of one of the images.
  func value(_ answer: CheckedLogits, _ place: Int, image: Int) -> Float {
    answer.weighted(place, by: weights(of: image), kind: kind)
  }
}

extension CheckedLogits {
  /// The weighted sum of an image's logits or probabilities; classes without a weight are skipped.
  func weighted(_ image: Int, by weights: ArraySlice<Float>, kind: ScoreKind) -> Float {
    var sum = 0.0
    for (label, weight) in weights.enumerated() where weight != 0 {
      let value =
        kind == .logit
        ? Double(self[image][image * classCount + label])
        : score(image, of: label).probability
      sum += Double(weight) * value
    }
    return Float(sum)
  }
}
