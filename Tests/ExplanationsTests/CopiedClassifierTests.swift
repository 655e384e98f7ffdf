import Images
import Testing

import Explanations

/// What copies of a classifier find side by side is what one finds alone, to the last bit.
@Suite struct CopiedClassifierTests {
  private let alone = LinearClassifier.random(classes: 3, height: 6, width: 6, seed: 3)
  private let methods: [any ExplanationMethod] = [GradientSaliency(), RandomMaps(seed: 1)]

  private func images() throws -> ImagesToExplain {
    try ImagesToExplain(
      images: randomImages(40, height: 6, width: 6, seed: 4), labels: (0..<40).map { $0 % 3 },
      indices: (0..<40).map { 2 * $0 })
  }

  private var masks: ObjectMasks {
    var stream = RandomStream(7)
    return ObjectMasks(
      count: 40, height: 6, width: 6, pixels: randomMask(40 * 36, chance: 0.4, stream: &stream))
  }

  private func classifier(_ threads: Int) -> any Classifier {
    threads == 1 ? alone : CopiedClassifier(one: alone)
  }

  @Test(arguments: [2, 3]) func sweepsAgree(threads: Int) throws {
    func run(_ threads: Int) throws -> [SweepBlock] {
      let recipes = try [Fill.blur, .noise].map { fill in
        SweepGrid.Recipe(
          selection: try AnchorSelection(fraction: 0.2),
          placement: BoxPlacement(BoxShape(height: 1, width: 2)), fill: fill)
      }
      let sweep = try SweepRun(
        classifier: classifier(threads), images: images(),
        grid: SweepGrid(methods: methods, recipes: recipes, controlDraws: 2, seed: 9),
        workers: Workers(threads: threads))
      return try methods.indices.map { try sweep.erased(3..<37, method: $0) }
    }
    let blocks = try run(1)
    // Two recipes, each with itself and two draws.
    #expect(blocks.allSatisfy { $0.areas.count == 6 * 34 && $0.logits.count == 6 * 34 * 3 })
    #expect(try run(threads) == blocks)
  }

  @Test(arguments: [2, 3]) func smallestErasuresAgree(threads: Int) throws {
    func run(_ threads: Int) throws -> (rows: [MinimalErasure.Row], kept: [KeptErasure]) {
      try MinimalErasure(
        classifier: classifier(threads), images: images(), method: methods[0],
        placement: BoxPlacement(BoxShape(height: 1, width: 1)), fill: .noise, goal: .other,
        mostBoxes: 20, seed: 5, workers: Workers(threads: threads)
      ).run(keeping: [4, 20, 78])
    }
    let (one, several) = (try run(1), try run(threads))
    #expect(one.rows.contains { ($0.boxes ?? 0) > 1 } && one.rows.contains { $0.boxes == nil })
    #expect(several.rows == one.rows)
    #expect(several.kept.map(\.index) == one.kept.map(\.index) && !one.kept.isEmpty)
    #expect(several.kept.map(\.treatment.pixels) == one.kept.map(\.treatment.pixels))
  }

  @Test(arguments: [2, 3]) func evaluationsAgree(threads: Int) throws {
    func run(_ threads: Int) throws -> [[ExplanationEvaluation.Row]] {
      let images = try images()
      let evaluation = ExplanationEvaluation(
        classifier: classifier(threads),
        randomized: threads == 1
          ? LinearClassifier.random(classes: 3, height: 6, width: 6, seed: 8)
          : CopiedClassifier(one: .random(classes: 3, height: 6, width: 6, seed: 8)),
        curves: try RevealCurves(pixelsPerStep: 5), masks: masks, seed: 2,
        workers: Workers(threads: threads))
      let random = try evaluation.randomCurves(of: images)
      return try methods.map { try evaluation.rows(of: images, method: $0, beside: random) }
    }
    let rows = try run(1)
    #expect(rows.allSatisfy { $0.map(\.index) == (0..<40).map { 2 * $0 } })
    #expect(rows[0].map(\.randomCurves) == rows[1].map(\.randomCurves))
    #expect(try run(threads) == rows)
  }

  @Test(arguments: [2, 3], [true, false]) func alignmentsAgree(
    threads: Int, onlyRight: Bool
  ) throws {
    func run(_ threads: Int) throws -> (rows: [AlignedImage], done: [Int]) {
      var done: [Int] = []
      let rows = try AlignmentMeasurement(
        classifier: classifier(threads), images: images(), masks: masks, method: methods[0],
        workers: Workers(threads: threads)
      ).run(onlyRight: onlyRight) { done.append($0) }
      return (rows, done)
    }
    let (one, several) = (try run(1), try run(threads))
    #expect(onlyRight ? (1..<40).contains(one.rows.count) : one.rows.count == 40)
    #expect(several.rows == one.rows)
    #expect(one.done.last == 40 && several.done == several.done.sorted())
  }
}
