import Images
import Testing

import Explanations

@Suite struct SaliencyTests {
  private let classifier = LinearClassifier.random(classes: 4, height: 3, width: 5, seed: 1)
  private let images = randomImages(5, height: 3, width: 5, seed: 2)

  /// The weights of the score, in closed form.
  private func weights(
    _ target: ScoreTarget, label: Int, predicted: Int, second: Int
  ) -> [Float] {
    func difference(_ other: Int) -> [Float] {
      zip(classifier.weights[predicted], classifier.weights[other]).map { $0 - $1 }
    }
    return switch target {
    case .predicted: classifier.weights[predicted]
    case .trueClass: classifier.weights[label]
    case .label(let label): classifier.weights[label]
    case .predictedMinusTrue: difference(label)
    case .predictedMinusSecond: difference(second)
    }
  }

  @Test(
    arguments: [
      ScoreTarget.predicted, .trueClass, .label(2), .predictedMinusTrue, .predictedMinusSecond,
    ],
    ChannelReduction.allCases)
  func mapsAreTheReducedWeights(target: ScoreTarget, reduction: ChannelReduction) throws {
    let labels = [0, 1, 2, 3, 0]
    var steps: [Int] = []
    let maps = try ExplanationMaps(
      of: ImagesToExplain(images: images, labels: labels), by: classifier,
      method: GradientSaliency(target: target, reduction: reduction)
    ) { steps.append($0) }
    #expect(steps == [2, 4, 5])
    #expect(maps.values.count == 5 * 15)
    let pixels = classifier.normalization.apply(to: images, range: 0..<5)
    for (image, label) in labels.enumerated() {
      let own = Array(pixels[image * 45..<(image + 1) * 45])
      let logits = classifier.logits(of: own, count: 1)
      let order = logits.indices.sorted { logits[$0] > logits[$1] }
      let weights = weights(target, label: label, predicted: order[0], second: order[1]).map(abs)
      let expected = stride(from: 0, to: 45, by: 3).map { start -> Float in
        let channels = weights[start..<start + 3]
        let sum = channels[start] + channels[start + 1] + channels[start + 2]
        return switch reduction {
        case .max: channels.max() ?? 0
        case .sum: sum
        case .mean: sum / 3
        case .l2: channels.reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
      }
      #expect(Array(maps.values[image * 15..<(image + 1) * 15]) == expected)
    }
  }

  @Test func aRightImageHasNoDifferenceToExplain() throws {
    let pixels = classifier.normalization.apply(to: images, range: 0..<1)
    let logits = classifier.logits(of: pixels, count: 1)
    let predicted = try #require(logits.firstIndex(of: logits.max() ?? 0))
    let maps = try ExplanationMaps(
      of: ImagesToExplain(images: images.selecting([0]), labels: [predicted], indices: [7]),
      by: classifier, method: GradientSaliency(target: .predictedMinusTrue))
    #expect(maps.faults == [0: .allZero])
  }

  @Test(arguments: ChannelReduction.allCases)
  func channelsReduceByTheirAbsoluteValues(reduction: ChannelReduction) {
    let expected: [ChannelReduction: [Float]] = [
      .max: [4, 2], .sum: [7, 6], .mean: [7.0 / 3, 2], .l2: [5, Float(12).squareRoot()],
    ]
    #expect(reduction.reduce([0, -4, 3, 2, -2, -2]) == expected[reduction])
    for place in 0..<3 {
      var values: [Float] = [1, 2, 3]
      values[place] = .nan
      #expect(reduction.reduce(values)[0].isNaN)
    }
  }

  @Test func mapsThatSayNothingAreReported() throws {
    let given = GivenMaps(maps: [
      3: [0, 0, -0.0, 0], 5: [0, 1, 0, 0], 6: [0, .nan, 1, 2], 9: [.infinity, 0, 0, 0],
    ])
    let maps = try ExplanationMaps(
      of: ImagesToExplain(
        images: randomImages(4, height: 2, width: 2, seed: 0), labels: [0, 0, 1, 1],
        indices: [3, 5, 6, 9]),
      by: LinearClassifier.random(classes: 2, height: 2, width: 2, seed: 0), method: given)
    #expect(maps.faults == [0: .allZero, 2: .notFinite, 3: .notFinite])
  }

  @Test func randomMapsHangOnSeedAndImageAlone() throws {
    func maps(_ seed: UInt64, _ indices: [Int]) throws -> [[Float]] {
      let images = try ImagesToExplain(
        images: images.selecting(indices), labels: indices.map { _ in 0 }, indices: indices)
      let maps = try ExplanationMaps(of: images, by: classifier, method: RandomMaps(seed: seed))
      return indices.indices.map { Array(maps.values[$0 * 15..<($0 + 1) * 15]) }
    }
    let all = try maps(1, [0, 1, 2, 3, 4])
    #expect(try maps(1, [3, 1]) == [all[3], all[1]])
    #expect(all[0] != all[1])
    #expect(try maps(2, [0])[0] != all[0])
    #expect(all.joined().allSatisfy { (0..<1).contains($0) })
  }

  @Test func targetsByNameAndNumber() throws {
    let names = ["cat", "dog", "1"]
    #expect(try ScoreTarget(parsing: "predicted", classNames: names) == .predicted)
    #expect(try ScoreTarget(parsing: "true", classNames: names) == .trueClass)
    #expect(try ScoreTarget(parsing: "predicted-true", classNames: names) == .predictedMinusTrue)
    #expect(
      try ScoreTarget(parsing: "predicted-second", classNames: names) == .predictedMinusSecond)
    for word in ScoreTarget.words {
      #expect(try ScoreTarget(parsing: word, classNames: names).description == word)
    }
    #expect(try ScoreTarget(parsing: "dog", classNames: names) == .label(1))
    #expect(try ScoreTarget(parsing: "0", classNames: names) == .label(0))
    #expect(try ScoreTarget(parsing: "1", classNames: names) == .label(2))
    for wrong in ["3", "-1", "cow", ""] {
      #expect(throws: ExplanationError.unknownTarget(wrong, classNames: names)) {
        try ScoreTarget(parsing: wrong, classNames: names)
      }
    }
  }

  @Test func aTieGoesToTheFirstClass() {
    let seeds = ScoreTarget.predicted.seeds(logits: [1, 3, 3, -1, -1, -1], labels: [0, 0])
    #expect(seeds == [0, 1, 0, 1, 0, 0])
    let difference = ScoreTarget.predictedMinusTrue
    #expect(difference.seeds(logits: [1, 3, 3, 2, 1, 1], labels: [0, 0]) == [-1, 1, 0, 0, 0, 0])
    #expect(ScoreTarget.predicted.seeds(logits: [], labels: []).isEmpty)
    // Whatever the label: the two largest, of equal ones the first.
    let second = ScoreTarget.predictedMinusSecond
    #expect(second.seeds(logits: [1, 3, 3, 2, 1, 1], labels: [1, 2]) == [0, 1, -1, 1, -1, 0])
    #expect(second.seeds(logits: [-2, -1, -3], labels: [2]) == [-1, 1, 0])
    #expect(second.seeds(logits: [5], labels: [0]) == [1])
    #expect(!second.usesLabel && difference.usesLabel)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let gradient = GradientSaliency()
    func maps(
      _ classifier: any Classifier, labels: [Int] = [0, 1], method: any ExplanationMethod
    ) throws -> ExplanationMaps {
      let images = randomImages(2, height: 2, width: 2, seed: 0)
      return try ExplanationMaps(
        of: ImagesToExplain(images: images, labels: labels, indices: [4, 8]), by: classifier,
        method: method)
    }
    let fine: [Float] = [0, 1, 2, 3]
    #expect(throws: ExplanationError.count(of: "labels", expected: 2, found: 1)) {
      try maps(StubbornClassifier(answer: fine), labels: [0], method: gradient)
    }
    #expect(throws: ExplanationError.label(2, image: 8, classCount: 2)) {
      try maps(StubbornClassifier(answer: fine), labels: [0, 2], method: gradient)
    }
    let size = ExplanationError.imageSize(
      height: 2, width: 2, expectedHeight: 2, expectedWidth: 3)
    #expect(throws: size) {
      try maps(StubbornClassifier(inputWidth: 3, answer: fine), method: gradient)
    }
    #expect(throws: ExplanationError.noSuchClass(2, classCount: 2)) {
      try maps(StubbornClassifier(answer: fine), method: GradientSaliency(target: .label(2)))
    }
    #expect(throws: ExplanationError.classifierAnswer(what: "logits", expected: 4, found: 3)) {
      try maps(StubbornClassifier(answer: [0, 1, 2]), method: gradient)
    }
    #expect(throws: ExplanationError.classifierAnswer(what: "gradients", expected: 24, found: 0)) {
      try maps(StubbornClassifier(answer: fine), method: gradient)
    }
    #expect(throws: ExplanationError.scoreNotFinite(image: 8, score: .infinity)) {
      try maps(StubbornClassifier(answer: [0, 1, .infinity, 0]), method: gradient)
    }
    #expect(
      throws: ExplanationError.classifierAnswer(what: "maps by given", expected: 8, found: 0)
    ) {
      try maps(StubbornClassifier(answer: fine), method: GivenMaps(maps: [:]))
    }
  }

  @Test func errorsTellWhereTheirCauseLies() {
    #expect(ExplanationError.fraction(2).cause == .options)
    #expect(ExplanationError.label(2, image: 8, classCount: 2).cause == .data)
    #expect(ExplanationError.scoreNotFinite(image: 8, score: .nan).cause == .classifier)
    let text = "image 8: expected a label from 0 to 1, found 2"
    #expect("\(ExplanationError.label(2, image: 8, classCount: 2))" == text)
  }

  @Test func workStopsWhereProgressThrows() {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try ExplanationMaps(
        of: ImagesToExplain(images: images, labels: [0, 0, 0, 0, 0]), by: classifier,
        method: GradientSaliency()
      ) { if $0 == 4 { throw Stop() } }
    }
  }
}
