import Explanations
import Images
import Testing

/// What learning a mask comes to, where that is known.
@Suite struct LearnedMaskTests {
  /// A linear classifier of two classes: the first is spoken for by the left half and against by
  /// the right half.
  private var halves: (LinearClassifier, ImagesToExplain) {
    get throws {
      let side = 8
      let row = (0..<side * side * 3).map { $0 / 3 % side < side / 2 ? Float(0.02) : -0.02 }
      let classifier = LinearClassifier(
        weights: [row, row.map { -$0 }], bias: [0, 0], inputHeight: side, inputWidth: side,
        normalization: Normalization(mean: [0, 0, 0], deviation: [1, 1, 1]))
      // Stripes: the blur lowers their mean where edges are dark, and any blur changes every pixel.
      let bytes = (0..<side * side * 3).map { UInt8($0 / 3 / side % 2 == 0 ? 255 : 40) }
      return (
        classifier,
        try ImagesToExplain(
          images: ByteImages(count: 1, height: side, width: side, pixels: bytes), labels: [0])
      )
    }
  }

  private func options(_ kind: MaskObjective.Kind, removal: Double = 0) -> LearnedMaskOptions {
    LearnedMaskOptions(
      objective: MaskObjective(kind: kind, weight: 0),
      penalty: MaskPenalty(
        variationWeight: 0, removalWeight: removal, form: .root, exponent: 2, isMean: true),
      rows: 2, columns: 2, scaling: .nearest,
      // Nothing lies beyond: the blurred image is darker, so removing takes evidence away.
      blur: GaussianBlur(deviation: 50, size: 15, edge: .zero), iterations: 100, start: .half)
  }

  @Test func whatSpeaksAgainstIsRemovedAndWhatSpeaksForIsKept() throws {
    let (classifier, images) = try halves
    func cells(_ kind: MaskObjective.Kind) throws -> [Double] {
      let search = try LearnedMaskSearch(
        classifier: classifier, images: images, target: .label(0), options: options(kind),
        workers: Workers(threads: 1))
      return try search.masks(in: 0..<1)[0].cells
    }
    for kind in [MaskObjective.Kind.plain, .targetFactors, .otherFactors] {
      #expect(try cells(kind) == [1, 0, 1, 0])
    }
    #expect(try cells(.deletion) == [0, 1, 0, 1])
  }

  @Test func aHighPriceKeepsEverything() throws {
    let (classifier, images) = try halves
    let search = try LearnedMaskSearch(
      classifier: classifier, images: images, target: .label(0),
      options: options(.plain, removal: 100), workers: Workers(threads: 1))
    let mask = try search.masks(in: 0..<1)[0]
    #expect(mask.cells == [1, 1, 1, 1] && mask.removed.allSatisfy { $0 == 0 })
    #expect(mask.after == mask.before && mask.gain == 0)
  }

  @Test func masksDependOnTheImageAloneAndNotOnThreads() throws {
    let classifier = LinearClassifier.random(classes: 3, height: 9, width: 8, seed: 3)
    let bytes = randomImages(4, height: 9, width: 8, seed: 7)
    func masks(_ places: [Int], threads: Int, seed: UInt64) throws -> [LearnedMask] {
      var options = LearnedMaskOptions.published(.targetFactors, side: 9)
      options.iterations = 8
      options.jitter = 2
      options.seed = seed
      let images = try ImagesToExplain(
        images: bytes.selecting(places), labels: places.map { _ in 1 }, indices: places)
      let search = try LearnedMaskSearch(
        classifier: classifier, images: images, target: .trueClass, options: options,
        workers: Workers(threads: threads))
      return try search.pieces.flatMap { try search.masks(in: $0) }
    }
    let all = try masks([0, 1, 2, 3], threads: 3, seed: 1)
    #expect(try all == masks([0, 1, 2, 3], threads: 1, seed: 1))
    #expect(try all[2] == masks([2], threads: 1, seed: 1)[0])
    #expect(try all[2].cells != masks([2], threads: 1, seed: 2)[0].cells)
    for mask in all { #expect(mask.cells.allSatisfy { (0...1).contains($0) }) }
  }

  @Test(arguments: LearnedMaskOptions.Start.allCases)
  func everyBeginningIsAMask(start: LearnedMaskOptions.Start) throws {
    let classifier = LinearClassifier.random(classes: 3, height: 16, width: 16, seed: 3)
    var options = LearnedMaskOptions.published(.deletion, side: 16)
    options.start = start
    options.iterations = 0
    let images = try ImagesToExplain(
      images: randomImages(2, height: 16, width: 16, seed: 7), labels: [0, 1])
    let search = try LearnedMaskSearch(
      classifier: classifier, images: images, target: .predicted, options: options,
      workers: Workers(threads: 1))
    for mask in try search.masks(in: 0..<2) {
      #expect(mask.cells.count == 64 && mask.cells.allSatisfy { (0...1).contains($0) })
      if start == .disc {
        // A disc in the middle: the corners are the last to go.
        #expect(mask.cells[0] >= mask.cells[27] && mask.cells[0] == mask.cells[63])
      }
    }
  }

  @Test func moreCellsThanPixelsAreRefused() throws {
    let (classifier, images) = try halves
    var options = options(.plain)
    options.rows = 9
    #expect(throws: ExplanationError.cells(rows: 9, columns: 2, height: 8, width: 8)) {
      try LearnedMaskSearch(
        classifier: classifier, images: images, target: .predicted, options: options,
        workers: Workers(threads: 1))
    }
  }

  @Test func theSummaryCountsWhatHappened() {
    func mask(
      _ label: Int, _ predicted: Int, _ after: Int, _ shuffled: Int, gain: Double, removed: [Float]
    ) -> LearnedMask {
      let before = ClassScore(logit: 0, probability: 0.2)
      return LearnedMask(
        index: 0, label: label, predicted: predicted, target: label, cells: [], removed: removed,
        before: before, after: ClassScore(logit: 0, probability: 0.2 + 0.8 * gain),
        predictedAfter: after, shuffled: before, predictedShuffled: shuffled)
    }
    let summary = LearnedMaskSummary(
      of: [
        mask(0, 1, 0, 1, gain: 0.5, removed: [1, 0, 0, 0]),
        mask(0, 1, 1, 0, gain: 0, removed: [0.5, 0, 0, 0.5]),
        mask(1, 1, 1, 0, gain: 0.25, removed: [0, 0, 0, 0]),
      ],
      objects: ObjectMasks(
        count: 3, height: 2, width: 2,
        pixels: [true, false, false, false, true, false, false, false, true, true, true, true]))
    #expect(summary.errors == 2 && summary.fixed == 1 && summary.fixedByShuffled == 1)
    #expect(summary.right == 1 && summary.broken == 0 && summary.brokenByShuffled == 1)
    #expect(abs((summary.gain?.mean ?? 0) - 25) < 1e-9)
    #expect(abs((summary.area?.mean ?? 0) - 0.25 / 3) < 1e-9)
    // The third removes nothing and has no place to be.
    #expect(summary.onObject?.mean == 0.75 && summary.objectArea?.mean == 0.25)
  }
}
