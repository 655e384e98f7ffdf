import Images
import Statistics

/// Batched Gradient SIS: backward selection led by gradients, many pixels a round, many images at
/// once.
///
/// Of an image with mask M, x̃ = (1 − M) x + M b, the derivative of the class's probability with
/// respect to the mask of pixel p is Σ_c (b − x)_{c,p} ∂f/∂x̃_{c,p}; the pixels where it is largest
/// are masked next. Carter et al. 2021, section 3.2 and their code.
package struct GradientSelection: Sendable, Equatable, Codable {
  /// Pixels masked in a round, above zero.
  package var perRound: Int
  /// Variance of the normal noise that is added to the derivatives against ties, as the published
  /// code does (1e-12); 0 for none: then of equal pixels the first is masked. Where the network is
  /// very sure of its class, its derivatives are smaller than that noise.
  package var noiseVariance: Double
  /// Of the noise.
  package var seed: UInt64

  package init(perRound: Int = 8, noiseVariance: Double = 0, seed: UInt64 = 0) {
    precondition(perRound > 0 && noiseVariance >= 0)
    self.perRound = perRound
    self.noiseVariance = noiseVariance
    self.seed = seed
  }

  /// Masks all pixels of each image that are not masked already.
  ///
  /// - Parameters:
  ///   - batch: no more images than the classifier takes at once.
  ///   - labels: the class of each image whose probability is followed.
  ///   - baselines: what a masked pixel becomes, normalised, one colour per image.
  ///   - masked: what is masked from the beginning, H x W per image, as many in each.
  /// - Returns: one path per image.
  func paths(
    of batch: ExplanationBatch, labels: [Int], baselines: [[Float]], masking masked: [[Bool]],
    by classifier: any Classifier, workers: Workers, progress: (Int) throws -> Void
  ) throws -> [SelectionPath] {
    let area = batch.height * batch.width
    var states = (0..<batch.count).map { place in
      State(
        original: Array(batch.pixels[place * area * 3..<(place + 1) * area * 3]),
        baseline: baselines[place], masked: masked[place],
        stream: RandomStream(
          seed, .ties, UInt64(bitPattern: Int64(batch.indices[place]))))
    }
    var confidences = [[Double]](repeating: [], count: batch.count)
    let rounds = (states.map(\.left.count).max() ?? 0).dividedRoundingUp(by: perRound)
    for round in 0..<rounds {
      let current = states.flatMap(\.current)
      let answer = try classifier.gradients(of: current, count: batch.count) { logits in
        Self.seeds(logits, labels)
      }
      let checked = try CheckedLogits(
        answer.logits, classCount: classifier.classCount, indices: batch.indices)
      guard answer.gradients.count == current.count else {
        throw ExplanationError.classifierAnswer(
          what: "gradients", expected: current.count, found: answer.gradients.count)
      }
      for place in labels.indices {
        confidences[place].append(checked.score(place, of: labels[place]).probability)
      }
      let spread = noiseVariance.squareRoot()
      let steepness = confidences.map { ($0.last ?? 0) * (1 - ($0.last ?? 0)) }
      states.withUnsafeMutableBufferPointer { states in
        // Piece k changes the state of image k and no other.
        workers.forEach(pieces: batch.count) { place in
          states[place].maskNext(
            perRound, gradients: answer.gradients[place * area * 3..<(place + 1) * area * 3],
            noise: spread == 0 ? nil : (spread, steepness[place]))
        }
      }
      try progress(min((round + 1) * perRound, area))
    }
    let end = try classifier.checkedLogits(of: states.flatMap(\.current), indices: batch.indices)
    return states.indices.map { place in
      let all = confidences[place] + [end.score(place, of: labels[place]).probability]
      // An image that had fewer pixels left was done before the others.
      let steps = states[place].order.count.dividedRoundingUp(by: perRound)
      return SelectionPath(
        start: all[0], order: states[place].order, step: perRound,
        values: Array(all.dropFirst().prefix(steps)))
    }
  }

  /// The gradient of each class's probability with respect to the logits, divided by p (1 − p): the
  /// order of the pixels is the same, and nothing is lost where p is within rounding of 1.
  static func seeds(_ logits: [Float], _ labels: [Int]) -> [Float] {
    guard !labels.isEmpty else { return [] }
    let classCount = logits.count / labels.count
    return labels.indices.flatMap { place in
      var others = Array(logits[place * classCount..<(place + 1) * classCount])
      others.remove(at: labels[place])
      var seeds = Softmax(others[...]).probabilities.map { Float(-$0) }
      seeds.insert(1, at: labels[place])
      return seeds
    }
  }

  /// One image on its way.
  private struct State {
    let original: [Float]
    let baseline: [Float]
    var current: [Float]
    /// Pixels that are not masked, ascending.
    var left: [Int]
    var order: [Int] = []
    var stream: RandomStream

    init(original: [Float], baseline: [Float], masked: [Bool], stream: RandomStream) {
      self.original = original
      self.baseline = baseline
      self.stream = stream
      current = original
      left = []
      for pixel in masked.indices {
        if masked[pixel] {
          current.replace(pixel: pixel, by: baseline)
        } else {
          left.append(pixel)
        }
      }
    }

    /// Masks the pixels whose mask raises the score most.
    ///
    /// - Parameter noise: standard deviation, and what the gradients must be multiplied by first.
    mutating func maskNext(
      _ count: Int, gradients: ArraySlice<Float>, noise: (spread: Double, scale: Double)?
    ) {
      var gains = left.map { pixel in
        let place = pixel * 3
        let gradient = gradients.startIndex + place
        return (0..<3).reduce(Float(0)) {
          $0 + (baseline[$1] - original[place + $1]) * gradients[gradient + $1]
        }
      }
      if let noise {
        for place in gains.indices {
          gains[place] = Float(
            Double(gains[place]) * noise.scale + noise.spread * Double(stream.normal()))
        }
      }
      let ranked = gains.indices.sorted { a, b in
        let (x, y) = (gains[a], gains[b])
        // What is not a number comes last, so that the order is one all the same.
        if x.isNaN || y.isNaN { return x.isNaN == y.isNaN ? a < b : y.isNaN }
        return x != y ? x > y : a < b
      }
      for place in ranked.prefix(count) {
        order.append(left[place])
        current.replace(pixel: left[place], by: baseline)
      }
      let gone = Set(ranked.prefix(count))
      left = left.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
    }
  }
}

extension Int {
  /// The least number of pieces of at most `size` that this many fill.
  func dividedRoundingUp(by size: Int) -> Int { (self + size - 1) / size }
}
