import Datasets
import Figures
import Images
import Statistics
import Testing

@testable import Explanations
@testable import Results

/// What is left of the papers' claims, of numbers that are made up.
@Suite struct PaperVerdictTests {
  private func verdict(_ report: PaperReport, _ words: String) throws -> PaperReport.Verdict {
    try #require(report.claims.first { $0.claim.contains(words) }, "\(words)").verdict
  }

  private func images(_ count: Int) -> ImageSet {
    ImageSet(
      images: ByteImages(
        count: count, height: 4, width: 4, pixels: [UInt8](repeating: 90, count: count * 48)),
      labels: (0..<count).map { $0 % 2 }, classNames: ["cat", "dog"])
  }

  // MARK: Undesirable pixels

  /// A mask that removes the left half with some noise, or with `turned` the right half.
  private func mask(
    _ index: Int, trial: Int, turned: Bool = false, isMistake: Bool = false, gain: Double
  ) -> LearnedMask {
    var stream = RandomStream(7, .noise, UInt64(index), UInt64(trial))
    let removed = (0..<16).map { pixel in
      Float((pixel % 4 < 2) != turned ? 0.7 : 0.0) + Float(stream.uniformDouble()) * 0.1
    }
    func score(_ probability: Double) -> ClassScore {
      ClassScore(logit: 0, probability: probability)
    }
    let label = index % 2
    return LearnedMask(
      index: index, label: label, predicted: isMistake ? 1 - label : label, target: label,
      cells: [1], removed: removed, before: score(0.5), after: score(0.5 + gain),
      predictedAfter: label, shuffled: score(0.5), predictedShuffled: isMistake ? 1 - label : label)
  }

  private func undesirable(gain: Double) throws -> PaperReport {
    let count = 24
    func masks(turned: Bool) -> SearchedNetwork.Masks {
      .init(
        trials: (0..<2).map { trial in
          (0..<count).map { mask($0, trial: trial, turned: turned, gain: gain) }
        },
        ofMistakes: (0..<count).map { mask($0, trial: 0, isMistake: true, gain: gain) })
    }
    // Without the regularizer the second beginning finds the other half.
    var plain = masks(turned: false)
    plain.trials[1] = plain.trials[1].map { mask($0.index, trial: 1, turned: true, gain: gain) }
    let network = SearchedNetwork(
      name: "vgg11", tested: 100, errors: 30,
      masks: [
        .plain: plain, .targetFactors: masks(turned: false), .otherFactors: masks(turned: true),
        .deletion: .init(
          trials: [(0..<count).map { mask($0, trial: 0, turned: true, gain: -gain) }],
          ofMistakes: []),
      ])
    return try UndesirableFindings(
      data: "made", test: images(count), networks: [network],
      options: Dictionary(
        uniqueKeysWithValues: MaskObjective.Kind.allCases.map {
          ($0, .published($0, side: 4))
        }),
      // The object is the right half: what is removed of mistakes lies beside it.
      objects: ObjectMasks(
        count: count, height: 4, width: 4,
        pixels: (0..<count * 16).map { $0 % 4 >= 2 }), objectsAreGuessed: false, seed: 1,
      loop: .serial
    ).report()
  }

  @Test func undesirablePixelsThatWorkHold() throws {
    let report = try undesirable(gain: 0.3)
    for words in [
      "makes the class less probable", "are others than those it needs",
      "Masks of F-TC agree", "Masks of F-NTC agree", "find different pixels",
      "turns mistakes into the right answer", "of F-TC makes", "of F-NTC makes",
      "lies beside the object",
    ] { #expect(try verdict(report, words) == .holds, "\(words)") }
    // Half of the pixels, and not one in 25.
    #expect(try verdict(report, "Less than 4 %") == .doesNotHold)
    let table = try #require(report.parts.first { $0.name == "table-1" }?.tables.first)
    #expect(table.rows[1].prefix(4) == ["vgg11", "F-TC", "24", "60.0"])
  }

  @Test func aClassThatBecomesLessProbableDoesNotHold() throws {
    #expect(try verdict(undesirable(gain: -0.2), "of F-TC makes") == .doesNotHold)
  }

  // MARK: Explanations on the object

  private func aligned(_ score: Double, isRight: Bool = true, count: Int = 40) -> [AlignedImage] {
    (0..<count).map { index in
      var stream = RandomStream(5, .noise, UInt64(index))
      return AlignedImage(
        index: index, label: 0, predicted: isRight ? 0 : 1,
        score: score + 0.02 * stream.uniformDouble(), area: 0.25)
    }
  }

  private func stage(
    _ kind: AlignedNetwork.Kind, _ score: Double, right: Int, random: Double? = nil
  ) -> AlignedNetwork.Stage {
    func rows(_ score: Double) -> [String: [AlignedImage]] {
      Dictionary(uniqueKeysWithValues: AlignedNetwork.methods.map { ($0, aligned(score)) })
    }
    return .init(
      kind: kind, metrics: [], isRight: (0..<400).map { $0 < right }, rows: rows(score),
      random: random.map(rows) ?? [:],
      maps: [[Float]](repeating: [Float](repeating: 1, count: 16), count: 4))
  }

  private func alignment(masked: Bool) throws -> PaperReport {
    let network = AlignedNetwork(
      name: "vgg16",
      stages: [
        stage(.head, 0.40, right: 300), stage(.dense, 0.40, right: 300),
        stage(.lastTwoBlocks, 0.50, right: 300, random: 0.25),
        stage(.firstThreeBlocks, 0.40, right: 300), stage(.all, 0.60, right: 300),
      ] + (masked ? [stage(.masked, 0.55, right: 240)] : []))
    return try AlignmentFindings(
      data: "made", test: images(40), networks: [network], probed: 50, masksAreGuessed: false,
      seed: 1, loop: .serial
    ).report()
  }

  @Test func strategiesAreToldApart() throws {
    let report = try alignment(masked: true)
    for words in [
      "Accuracy stays the same", "than the dense layers do", "the longer the last two",
      "map that knows nothing", "costs accuracy", "Fifty images", "what a network has learned",
    ] { #expect(try verdict(report, words) == .holds, "\(words)") }
    // (d) is 0.1 above (b), and masked images score below.
    #expect(try verdict(report, "comes to the same") == .doesNotHold)
    #expect(try verdict(report, "masked images puts more") == .doesNotHold)
  }

  @Test func withoutMaskedTrainingItCannotBeTold() throws {
    let report = try alignment(masked: false)
    for words in ["costs accuracy", "masked images puts more"] {
      #expect(try verdict(report, words) == .cannotBeTold)
    }
    #expect(!report.parts.contains { $0.name == "figure-4" })
  }

  // MARK: Overinterpretation

  private func measures(_ size: (Int) -> Int?) -> [SubsetMeasure] {
    (0..<60).map { index in
      SubsetMeasure(
        isRight: index % 3 > 0, size: size(index), values: [1, 0.95, 0.5], step: 8, onKept: 0.9)
    }
  }

  private func subsets(chosen: Int, shape: Int) throws -> PaperReport {
    func reduced(_ name: String, same: Int) -> OverinterpretedNetwork.Reduced {
      .init(
        name: name,
        images: (0..<200).map {
          ReducedImage(
            pixels: 1, probability: 0.5, isSamePrediction: $0 < same, isRight: $0 < same)
        })
    }
    func flags(_ right: Int) -> [Bool] { (0..<200).map { $0 < right } }
    let network = OverinterpretedNetwork(
      name: "net", pixels: 16, kept: 4,
      right: [
        (.whole, flags(160)), (.chosen, flags(chosen)), (.random, flags(90)),
        (.shape, flags(shape)),
      ],
      reduced: [
        reduced("pixels", same: 150), reduced("dilated", same: 60), reduced("random", same: 20),
      ],
      sizes: [
        ("net", measures { $0 % 3 > 0 ? 3 : 1 + $0 % 2 }),
        ("net-ensemble", measures { $0 % 3 > 0 ? 6 : 5 }),
      ], examples: [])
    return try OverinterpretationFindings(
      data: "made", test: images(200), networks: [network], threshold: 0.99, trainingImages: 10,
      seed: 1, loop: .serial
    ).report()
  }

  @Test func fewPixelsAreWeighedAgainstTheirControls() throws {
    let report = try subsets(chosen: 158, shape: 140)
    for words in [
      "Five per cent", "keep its prediction", "nearly as good", "teach more than as many",
      "An ensemble needs more",
    ] { #expect(try verdict(report, words) == .holds, "\(words)") }
    #expect(try verdict(report, "not the places") == .doesNotHold)
    #expect(try verdict(report, "beside it are shown") == .doesNotHold)
    // In the network itself mistakes hang on fewer; in the ensemble too.
    #expect(try verdict(report, "Mistakes hang on fewer") == .holds)
    #expect(try verdict(report, "input dropout") == .cannotBeTold)
    #expect(try verdict(report, "People see nothing") == .cannotBeTold)
  }

  @Test func aLossOfAccuracyDoesNotHold() throws {
    let report = try subsets(chosen: 100, shape: 20)
    #expect(try verdict(report, "nearly as good") == .doesNotHold)
    #expect(try verdict(report, "not the places") == .holds)
  }
}
