import Images
import Testing

import Explanations

@Suite struct SweepTests {
  private let classifier = LinearClassifier.random(classes: 3, height: 6, width: 6, seed: 3)
  private let images = randomImages(40, height: 6, width: 6, seed: 4)

  private func grid(draws: Int = 1) throws -> SweepGrid {
    SweepGrid(
      methods: [GradientSaliency(), RandomMaps(seed: 1)],
      recipes: try [0.1, 0.3].flatMap { share in
        try [Fill.zero, .blur].map { fill in
          SweepGrid.Recipe(
            selection: try AnchorSelection(fraction: share),
            placement: BoxPlacement(BoxShape(height: 1, width: 1)), fill: fill)
        }
      }, controlDraws: draws, seed: 9)
  }

  private func explained() throws -> ImagesToExplain {
    try ImagesToExplain(images: images, labels: (0..<40).map { $0 % 3 })
  }

  private func scores(
    blocks: [Range<Int>], threads: Int = 2, grid: SweepGrid? = nil
  ) throws -> SweepScores {
    let (grid, images) = (try grid ?? self.grid(), try explained())
    let run = try SweepRun(
      classifier: classifier, images: images, grid: grid, workers: Workers(threads: threads))
    return SweepScores(
      grid: grid, images: images, untouched: try blocks.map { try run.untouched($0) },
      erased: try grid.methods.indices.map { method in
        try blocks.map { try run.erased($0, method: method) }
      })
  }

  /// A policy of one erasure on all images does what the experiment does.
  @Test func agreesWithTheExperiment() throws {
    let scores = try scores(blocks: [0..<40])
    let all = [Bool](repeating: true, count: 40)
    for (recipe, fill) in [(0, Fill.zero), (1, .blur)] {
      let policy = SweepPolicy(
        source: .erasure(method: 0, recipe: recipe, draw: 0), averaging: .alone, leastSure: 1)
      let effect = scores.effect(of: policy, on: all)
      let totals = try TreatedImages(
        ErasureExperiment(
          classifier: classifier, images: explained(),
          options: .init(
            selection: AnchorSelection(fraction: 0.1), box: BoxShape(height: 1, width: 1),
            fill: fill, seed: 9),
          workers: Workers(threads: 1))
      ).summary
      #expect(effect.effect.fixed == totals.treatment.fixed)
      #expect(effect.effect.broken == totals.treatment.newlyBroken)
      #expect(abs(effect.area - (totals.treatment.meanErasedFraction ?? -1)) < 1e-12)
      let control = scores.effect(
        of: SweepPolicy(
          source: .erasure(method: 0, recipe: recipe, draw: 1), averaging: .alone, leastSure: 1),
        on: all)
      #expect(control.effect.fixed == totals.controls[0].fixed)
      #expect(control.effect.broken == totals.controls[0].newlyBroken)
    }
  }

  @Test func blocksAndThreadsChangeNothing() throws {
    let one = try scores(blocks: [0..<40])
    let many = try scores(blocks: [0..<7, 7..<30, 30..<40], threads: 1)
    let shares = [1, 0.25]
    let names = ["gradient", "random"]
    let (first, second) = (
      SweepReport(one, leastSure: shares, names: names),
      SweepReport(many, leastSure: shares, names: names)
    )
    #expect(first.lines.map(\.choosing) == second.lines.map(\.choosing))
    #expect(first.lines.map(\.reporting) == second.lines.map(\.reporting))
    #expect(first.choosingImages + first.reportingImages == 40)
    // 2 draws x 2 methods x (4 recipes + 2 families) x 2 averagings + the mirror, for each share.
    #expect(first.lines.count == 2 * (2 * 2 * 6 * 2 + 1))
  }

  @Test func theBestIsChosenOnItsHalfAlone() throws {
    let scores = try scores(blocks: [0..<40])
    let report = SweepReport(scores, leastSure: [1], names: ["gradient", "random"])
    let best = try #require(report.best)
    let candidates = report.lines.filter {
      !$0.policy.isControl && $0.policy.source != .mirror
    }
    #expect(candidates.allSatisfy { $0.choosing.effect.net <= best.choosing.effect.net })
    // Along the front more is erased and more is won.
    let front = report.lines.filter(\.isOnFront).sorted { $0.choosing.area < $1.choosing.area }
    #expect(!front.isEmpty)
    for (a, b) in zip(front, front.dropFirst()) {
      #expect(a.choosing.effect.net < b.choosing.effect.net && a.choosing.area < b.choosing.area)
    }
    for line in candidates {
      #expect(
        front.contains {
          $0.choosing.area <= line.choosing.area
            && $0.choosing.effect.net >= line.choosing.effect.net
        })
    }
  }

  /// A difference to the true class leaves right images alone, so it wins wherever it may compete.
  @Test func whatUsesTheLabelIsNotTheBest() throws {
    let plain = try grid()
    let oracle = SweepGrid(
      methods: [
        GradientSaliency(), GradientSaliency(target: .predictedMinusTrue, reduction: .max),
      ],
      recipes: plain.recipes, controlDraws: 1, seed: 9)
    let report = SweepReport(
      try scores(blocks: [0..<40], grid: oracle), leastSure: [1], names: ["honest", "oracle"])
    for line in report.lines {
      #expect(line.usesLabel == line.name.contains("oracle"))
      #expect(!(line.usesLabel && line.isOnFront))
    }
    let (best, other) = (try #require(report.best), try #require(report.bestWithLabel))
    #expect(best.name.contains("honest") && other.name.contains("oracle"))
    #expect(other.choosing.effect.net > best.choosing.effect.net)
    #expect(try #require(report.bestControl).name.contains("as by honest"))
    let alone = SweepReport(
      try scores(blocks: [0..<40]), leastSure: [1], names: ["gradient", "random"])
    #expect(alone.bestWithLabel == nil)
  }

  @Test func marginsTakeTheLeastSure() throws {
    let scores = try scores(blocks: [0..<40])
    let all = [Bool](repeating: true, count: 40)
    var acted = 0.0
    for share in [0, 0.25, 0.5, 1] {
      let effect = scores.effect(
        of: SweepPolicy(
          source: .erasure(method: 1, recipe: 2, draw: 0), averaging: .withOriginal,
          leastSure: share), on: all)
      #expect(effect.acted >= acted)
      acted = effect.acted
      if share == 0 { #expect(effect.acted == 0 && effect.effect.net == 0 && effect.area == 0) }
    }
    #expect(acted == 1)
  }

  @Test func netEffects() {
    let effect = NetEffect(images: 100, fixed: 9, broken: 1)
    #expect(effect.net == 8 && effect.share == 0.08)
    // scipy.stats.binomtest(1, 10).pvalue
    #expect(abs(effect.p - 0.021484375) < 1e-12)
    #expect((effect.lower ?? 0) < 0.08 && (effect.upper ?? 0) > 0.08)
    #expect(NetEffect(images: 0, fixed: 0, broken: 0).lower == nil)
    #expect(NetEffect(images: 5, fixed: 0, broken: 0).p == 1)
  }
}

@Suite struct MinimalErasureTests {
  /// Class 1 is what shows in pixels 7 and 8, class 0 a constant: both must go.
  @Test func findsThePixelsThatDoIt() throws {
    var weights = [[Float]](repeating: [Float](repeating: 0, count: 16 * 3), count: 2)
    for channel in 0..<3 { for pixel in [7, 8] { weights[1][pixel * 3 + channel] = 1 } }
    let classifier = LinearClassifier(
      weights: weights, bias: [0.5, 0], inputHeight: 4, inputWidth: 4)
    let images = try ImagesToExplain(
      images: ByteImages(
        count: 2, height: 4, width: 4, pixels: [UInt8](repeating: 255, count: 96)),
      labels: [0, 0], indices: [3, 6])
    // The map finds pixel 2, which does nothing, more salient than the two.
    let maps = (0..<16).map { pixel -> Float in [2: 9, 7: 5, 8: 4][pixel] ?? 0.1 }
    func run(_ map: [Float], mostBoxes: Int = 16) throws -> (
      rows: [MinimalErasure.Row], kept: [KeptErasure]
    ) {
      try MinimalErasure(
        classifier: classifier, images: images, method: GivenMaps(maps: [3: map, 6: map]),
        placement: BoxPlacement(BoxShape(height: 1, width: 1)), fill: .zero, goal: .right,
        mostBoxes: mostBoxes, seed: 0, workers: Workers(threads: 2)
      ).run(keeping: [6])
    }
    let found = try run(maps)
    for row in found.rows {
      #expect(row.before == 1 && row.after == 0)
      #expect(row.boxesAdded == 3 && row.boxes == 2 && row.pixels == 2)
    }
    #expect(found.kept.map(\.index) == [6])
    let mask = try #require(found.kept.first).treatment.mask
    #expect(mask.pixels.indices.filter { mask.pixels[$0] } == [7, 8])
    #expect(try run(maps, mostBoxes: 2).rows.allSatisfy { $0.pixels == nil && $0.after == nil })
    let none = try run([Float](repeating: 0, count: 16))
    #expect(none.rows.allSatisfy { $0.pixels == nil } && none.kept.isEmpty)
    let sizes = ErasureSizes(of: found.rows + none.rows)
    #expect(sizes.turned == 2 && sizes.mistakes == 4)
    #expect(sizes.pixels(quantile: 0.5) == 2 && sizes.pixels(quantile: 0.75) == nil)
    #expect(sizes.share(within: 1) == 0 && sizes.share(within: 2) == 0.5)
  }
}
