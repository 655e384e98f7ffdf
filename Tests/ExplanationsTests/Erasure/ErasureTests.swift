import Foundation
import Images
import Testing

import Explanations

@Suite struct ErasureTests {
  /// Class 0 is what shows in the object's pixel (2, 2), class 1 is what shows in the background,
  /// the block of four pixels in the far corner, each pixel of it counting half as much.
  private static let background = [20, 21, 26, 27]
  private static let object = 2 * 6 + 2

  private let classifier: LinearClassifier = {
    var weights = [[Float]](repeating: [Float](repeating: 0, count: 36 * 3), count: 2)
    for channel in 0..<3 {
      weights[0][object * 3 + channel] = 1
      for pixel in background { weights[1][pixel * 3 + channel] = 0.5 }
    }
    return LinearClassifier(weights: weights, bias: [0.1, 0], inputHeight: 6, inputWidth: 6)
  }()

  /// Four images: object alone; background alone; both, labelled 0, hence wrong; nothing,
  /// labelled 1, wrong and without a cause to erase.
  private let images: ImagesToExplain? = {
    var pixels = [UInt8](repeating: 0, count: 4 * 36 * 3)
    func paint(_ image: Int, _ pixel: Int) {
      for channel in 0..<3 { pixels[(image * 36 + pixel) * 3 + channel] = 255 }
    }
    paint(0, object)
    paint(2, object)
    for pixel in background {
      paint(1, pixel)
      paint(2, pixel)
    }
    return try? ImagesToExplain(
      images: ByteImages(count: 4, height: 6, width: 6, pixels: pixels), labels: [0, 1, 0, 1],
      indices: [10, 11, 12, 13])
  }()

  private func run(
    fraction: Double, box: String = "1x1", sparing: Sparing? = nil, draws: Int = 1,
    seed: UInt64 = 0, threads: Int = 2, keeping: Set<Int> = [], copied: Bool = false
  ) throws -> TreatedImages {
    let options = ErasureExperiment.Options(
      selection: try AnchorSelection(fraction: fraction), box: try BoxShape(parsing: box),
      sparing: sparing, seed: seed, controlDraws: draws)
    return try TreatedImages(
      ErasureExperiment(
        classifier: copied ? CopiedClassifier(one: classifier) : classifier,
        images: try #require(images), options: options, workers: Workers(threads: threads)),
      keeping: keeping)
  }

  @Test func erasingTheBackgroundMendsTheMistakeItMade() throws {
    // Four of 36 pixels: exactly the background for class 1; for class 0 the object alone, as the
    // map is zero elsewhere.
    let result = try run(fraction: 4.0 / 36, keeping: [12])
    #expect(result.rows.map(\.index) == [10, 11, 12, 13])
    #expect(result.rows.map(\.predicted) == [0, 1, 1, 0])
    #expect(result.rows.map(\.treatment.predicted) == [0, 0, 0, 0])
    #expect(result.rows.map(\.treatment.erasedPixels) == [1, 4, 4, 1])
    let mended = result.rows[2]
    #expect(mended.trueClassScore.logit == 3.1 && mended.predictedScore.logit == 6)
    #expect(
      mended.treatment.trueClassScore.logit == 3.1 && mended.treatment.formerClassScore.logit == 0)
    #expect(abs(mended.trueClassScore.probability - 1 / (1 + exp(2.9))) < 1e-7)
    #expect(abs(mended.treatment.trueClassScore.probability - 1 / (1 + exp(-3.1))) < 1e-7)
    let totals = result.summary.treatment
    #expect(totals.images == 4 && totals.errorsBefore == 2 && totals.rightBefore == 2)
    #expect(totals.fixed == 1 && totals.newlyBroken == 1 && totals.netChange == 0)
    #expect(totals.stillWrongSameClass == 1 && totals.changedToAnotherWrongClass == 0)
    #expect(totals.meanErasedFraction == 2.5 / 36)
    let kept = try #require(result.kept.first)
    #expect(result.kept.count == 1 && kept.index == 12 && kept.map.count == 36)
    #expect(
      kept.treatment.mask.pixels.indices.filter { kept.treatment.mask.pixels[$0] }
        == Self.background)
    #expect(kept.treatment.pixels.count { $0 == 255 } == 3)
    #expect(kept.controls.map(\.mask.count) == [4])
  }

  @Test func nothingErasedNothingChanged() throws {
    let result = try run(fraction: 0, box: "3x3")
    for row in result.rows {
      #expect(row.treatment.predicted == row.predicted && row.treatment.erasedPixels == 0)
      #expect(row.treatment.trueClassScore == row.trueClassScore)
      #expect(row.controls == [row.treatment])
    }
    #expect(result.summary.treatment.stillWrongSameClass == 2)
    #expect(result.summary.treatment.netChange == 0)
  }

  @Test func allErasedIsTheSameForAll() throws {
    let result = try TreatedImages(
      ErasureExperiment(
        classifier: classifier, images: try #require(images),
        options: ErasureExperiment.Options(
          selection: AnchorSelection(fraction: 1), box: BoxShape(height: 1, width: 1),
          method: RandomMaps(seed: 1)),
        workers: Workers(threads: 2)))
    #expect(result.rows.allSatisfy { $0.treatment.erasedPixels == 36 })
    #expect(result.rows.allSatisfy { $0.treatment == $0.controls[0] })
    #expect(result.summary.treatment.meanErasedFraction == 1)
  }

  @Test func sparingKeepsTheCause() throws {
    var pixels = [Bool](repeating: false, count: 4 * 36)
    // Each image has a mask of its own: only the third one's lies on its cause.
    for pixel in Self.background { pixels[2 * 36 + pixel] = true }
    pixels[36 + 35] = true
    let sparing = Sparing(
      masks: ObjectMasks(count: 4, height: 6, width: 6, pixels: pixels), neverTouch: true)
    let result = try run(fraction: 4.0 / 36, box: "3x3", sparing: sparing, keeping: [11, 12])
    #expect(result.rows[1].treatment.predicted == 0)
    #expect(result.rows[2].treatment.predicted == 1)
    #expect(result.rows[2].treatment.erasedPixels == 0)
    let spared = result.kept.map { ($0.treatment, $0.controls[0]) }
    #expect(Self.background.allSatisfy { spared[0].0.mask.pixels[$0] })
    #expect(!spared[0].0.mask.pixels[35] && !spared[0].1.mask.pixels[35])
  }

  @Test func theControlErasesTheSameArea() throws {
    let result = try run(fraction: 0.2, box: "3x2", draws: 5, keeping: [10, 11])
    #expect(result.kept.count == 2)
    for row in result.rows {
      #expect(row.controls.count == 5)
      #expect(row.controls.allSatisfy { $0.erasedPixels == row.treatment.erasedPixels })
    }
    for kept in result.kept {
      let masks = kept.controls.map(\.mask)
      #expect(masks.indices.allSatisfy { masks.firstIndex(of: masks[$0]) == $0 })
    }
    let summary = result.summary
    #expect(summary.controlMean?.meanErasedFraction == summary.treatment.meanErasedFraction)
    #expect(try run(fraction: 0.2, draws: 0).summary.controlMean == nil)
  }

  @Test func sameSeedSameBitsWhateverTheThreadsAndTheCompany() throws {
    let first = try run(fraction: 0.2, draws: 3, seed: 5, threads: 1, keeping: [10, 13])
    let again = try run(fraction: 0.2, draws: 3, seed: 5, threads: 3, keeping: [10, 13])
    #expect(first.rows == again.rows && first.kept == again.kept)
    let copied = try run(
      fraction: 0.2, draws: 3, seed: 5, threads: 3, keeping: [10, 13], copied: true)
    #expect(first.rows == copied.rows && first.kept == copied.kept)
    let other = try run(fraction: 0.2, draws: 3, seed: 6, threads: 1, keeping: [10, 13])
    #expect(first.kept.map(\.controls) != other.kept.map(\.controls))
    let all = try #require(images)
    let alone = try TreatedImages(
      ErasureExperiment(
        classifier: classifier,
        images: ImagesToExplain(images: all.images.selecting([2]), labels: [0], indices: [12]),
        options: ErasureExperiment.Options(
          selection: AnchorSelection(fraction: 0.2), box: BoxShape(height: 1, width: 1), seed: 5,
          controlDraws: 3),
        workers: Workers(threads: 1)))
    #expect(alone.rows == [first.rows[2]])
  }

  @Test func aMapThatSaysNothingErasesNothing() throws {
    var maps = [Int: [Float]]()
    for index in 10...13 { maps[index] = [Float](repeating: 1, count: 36) }
    maps[10] = [Float](repeating: 0, count: 36)
    maps[12]?[35] = .nan
    let result = try TreatedImages(
      ErasureExperiment(
        classifier: classifier, images: try #require(images),
        options: ErasureExperiment.Options(
          selection: AnchorSelection(fraction: 0.5), box: BoxShape(height: 1, width: 1),
          method: GivenMaps(maps: maps)),
        workers: Workers(threads: 2)))
    #expect(result.rows.map(\.mapFault) == [.allZero, nil, .notFinite, nil])
    #expect(result.rows.map(\.treatment.erasedPixels) == [0, 18, 0, 18])
    #expect(result.rows.map { $0.controls[0].erasedPixels } == [0, 18, 0, 18])
    #expect(result.summary.imagesWithoutMap == 2)
  }

  @Test func partsThatDoNotFitAreRefused() throws {
    let images = try #require(images)
    func start(_ change: (inout ErasureExperiment.Options) -> Void) throws {
      var options = ErasureExperiment.Options(
        selection: try AnchorSelection(fraction: 0.1), box: BoxShape(height: 1, width: 1))
      change(&options)
      _ = try ErasureExperiment(
        classifier: classifier, images: images, options: options, workers: Workers(threads: 1))
    }
    func sparing(_ count: Int, _ height: Int) -> Sparing {
      let pixels = [Bool](repeating: false, count: count * height * 6)
      return Sparing(masks: ObjectMasks(count: count, height: height, width: 6, pixels: pixels))
    }
    let box = BoxShape(height: 7, width: 1)
    #expect(throws: ExplanationError.boxTooLarge(box, height: 6, width: 6)) {
      try start { $0.placement = BoxPlacement(box) }
    }
    #expect(throws: ExplanationError.controlDraws(-1)) { try start { $0.controlDraws = -1 } }
    #expect(throws: ExplanationError.count(of: "object masks", expected: 4, found: 3)) {
      try start { $0.sparing = sparing(3, 6) }
    }
    let size = ExplanationError.maskSize(
      height: 5, width: 6, expectedHeight: 6, expectedWidth: 6)
    #expect(throws: size) { try start { $0.sparing = sparing(4, 5) } }
    try start { $0.sparing = sparing(4, 6) }
  }

  @Test func noImages() throws {
    let none = try ImagesToExplain(
      images: ByteImages(count: 0, height: 6, width: 6, pixels: []), labels: [])
    let options = ErasureExperiment.Options(
      selection: try AnchorSelection(fraction: 0.1), box: BoxShape(height: 1, width: 1))
    let result = try TreatedImages(
      ErasureExperiment(
        classifier: classifier, images: none, options: options, workers: Workers(threads: 2)))
    #expect(result.rows.isEmpty)
    #expect(result.summary.treatment.meanErasedFraction == nil)
    #expect(result.summary.controlMean == nil)
  }
}
