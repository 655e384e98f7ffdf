import Architectures
import Compute
import Datasets
import Images
import Interchange
import NeuralNetwork
import Testing
import Training

@Suite struct SettingsTests {
  @Test func recipesHoldThePapersNumbers() throws {
    let paper = try #require(Recipe.named("paper"))
    #expect(paper.batchSize == 256 && paper.learningRate == 0.01 && paper.epochs == 100)
    #expect(paper.optimizer == SGD.Settings(momentum: 0.9, nesterov: true, weightDecay: 0.01))
    let factors = [29.9, 30, 60, 90].map { paper.schedule.factor(at: $0, of: 100) }
    for (factor, expected) in zip(factors, [1, 0.1, 0.01, 0.001]) {
      #expect(abs(factor - expected) < 1e-15)
    }
    #expect(Set(Recipe.all.map(\.name)).count == Recipe.all.count)
    #expect(Recipe.named("slow") == nil)
  }

  /// Every network that a recipe names is there, with what it has stand still after some epochs.
  @Test func recipesFitTheirNetworks() throws {
    for recipe in Recipe.all {
      let graph = try #require(Architecture.named(recipe.architecture)).graph(
        input: Shape(32, 32, 3), classes: 10)
      #expect(TrainedParameters(until: recipe.until).unknown(in: graph).isEmpty)
    }
  }

  @Test func whatStandsStillAfterSomeEpochs() throws {
    let trained = TrainedParameters(frozen: ["a"], until: ["b.c": 2])
    #expect(
      [0, 1, 2, 3].map { trained.isFrozen("b.c.weight", inEpoch: $0) } == [
        false, false, true, true,
      ])
    #expect(trained.isFrozen("a.weight", inEpoch: 0) && !trained.isFrozen("b.c.weight"))
    #expect(!trained.isFrozen("b.d", inEpoch: 9))
  }

  @Test func everythingIsKeptInTheConfiguration() throws {
    var settings = SmallRun.settings
    settings.recipe = "quick"
    settings.precision = .bf16
    settings.cutout = 8
    settings.inputDropout = 0.2
    settings.averageDecay = 0.999
    settings.validation = 5
    settings.initialWeights = "weights"
    settings.keepsNormalization = true
    settings.normalization = ChannelNormalization(
      Normalization(mean: [0.1, 0.2, 0.3], deviation: [0.4, 0.5, 0.6]))
    settings.trained = TrainedParameters(frozen: ["a"], only: ["b"])
    settings.optimizer.clipNorm = 1
    settings.optimizer.decaysVectors = false
    settings.optimizer.shiftRate = 64
    settings.schedule.cycle = [0.2, 0.23, 0.07]
    settings.trained.until = ["c": 3]
    settings.cropPadding = 2
    settings.cropBorder = .reflect
    settings.alternatesFlips = true
    settings.lookahead = Lookahead.Settings(interval: 5, decay: 0.7)
    let run = try SmallRun()
    defer { run.remove() }
    try run.directory.writeConfiguration(settings)
    #expect(try run.directory.readConfiguration() == settings)
  }

  @Test(arguments: [
    ("\"epochs\" : 2", "\"epochs\" : 0", "epochs"),
    ("\"batchSize\" : 8", "\"batchSize\" : -1", "batchSize"),
    ("\"cutout\" : 0", "\"cutout\" : -4", "cutout"),
    ("\"inputDropout\" : 0", "\"inputDropout\" : 1", "inputDropout"),
    ("\"validation\" : 0", "\"validation\" : -1", "validation"),
    ("\"learningRate\" : 0.05", "\"learningRate\" : 0", "learningRate"),
    ("\"seed\" : 7", "\"seed\" : 7, \"averageDecay\" : 1", "averageDecay"),
    ("\"seed\" : 7", "\"seed\" : 7, \"limit\" : 0", "limit"),
    ("\"seed\" : 7", "\"seed\" : -7", "range"), ("\"epochs\" : 2,", "", "epochs"),
    ("\"seed\" : 7", "\"seed\" 7", "byte"), ("\"resnet20\"", "\"resnet21\"", "architecture"),
    ("\"factor\" : 0.1", "\"factor\" : 2", "schedule.factor"),
    ("\"every\" : 30", "\"every\" : 0", "schedule.every"),
    ("\"warmup\" : 0", "\"warmup\" : -1", "schedule.warmup"),
    ("\"warmup\" : 0", "\"warmup\" : 0, \"cycle\" : [0, 1, 0]", "schedule.cycle"),
    (
      "\"seed\" : 7", "\"seed\" : 7, \"lookahead\" : {\"interval\" : 0, \"decay\" : 1}",
      "lookahead.interval"
    ),
    ("\"seed\" : 7", "\"seed\" : 7, \"cropPadding\" : 0", "cropPadding"),
    (
      "\"seed\" : 7", "\"seed\" : 7, \"normalization\": {\"mean\": [0], \"deviation\": [1]}",
      "normalization"
    ),
  ])
  func aConfigurationThatSomebodySpoiltIsRefused(old: String, new: String, word: String) throws {
    let run = try SmallRun()
    defer { run.remove() }
    try run.directory.writeConfiguration(SmallRun.settings)
    #expect(try run.directory.readConfiguration() == SmallRun.settings)
    let path = run.directory.configuration
    let text = String(decoding: try FileReader.bytes(of: path), as: UTF8.self)
    #expect(text.contains(old))
    try AtomicFile.write(text.replacing(old, with: new), to: path)
    let error = #expect(throws: InterchangeError.self) {
      try run.directory.readConfiguration()
    }
    #expect(error?.description.contains(word) == true)
    #expect(error?.description.hasPrefix(path) == true)
  }

  @Test func prefixesCoverWholePartsOfNames() throws {
    let graph = try #require(Architecture.named("vgg16")).graph(input: Shape(32, 32, 3), classes: 3)
    let trained = TrainedParameters(frozen: ["features.1", "classifier"])
    #expect(trained.isFrozen("features.1.weight") && trained.isFrozen("classifier.6.bias"))
    #expect(!trained.isFrozen("features.10.weight") && !trained.isFrozen("features.0.weight"))
    #expect(trained.unknown(in: graph) == [])
    let only = TrainedParameters(only: ["classifier.6.bias", "feature"])
    #expect(only.isFrozen("classifier.6.weight") && !only.isFrozen("classifier.6.bias"))
    #expect(only.unknown(in: graph) == ["feature"])
    #expect(only.movingCount(in: graph) == 3)
    let prefixes = TrainedParameters.prefixes(of: graph)
    #expect(prefixes.first == "features" && prefixes.contains("features.0"))
    #expect(Set(prefixes).count == prefixes.count)
  }

  private func set(_ counts: [Int]) -> ImageSet {
    // Classes mixed up, and pixels that tell which image it is.
    let all = counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    var stream = RandomStream(8)
    let labels = stream.permutation(of: all.count).map { all[$0] }
    return ImageSet(
      images: ByteImages(
        count: all.count, height: 1, width: 1,
        pixels: all.indices.flatMap { [UInt8($0 % 256), UInt8($0 / 256), 0] }),
      labels: labels, classNames: counts.indices.map { "\($0)" })
  }

  @Test(arguments: [
    ([10, 20, 30], 6, [1, 2, 3]), ([10, 10, 10], 4, [2, 1, 1]), ([5, 1, 994], 10, [0, 0, 10]),
    ([7, 0, 3], 5, [4, 0, 1]), ([3, 4], 7, [3, 4]), ([3, 4], 0, [0, 0]),
  ])
  func aSplitHoldsEveryClassInItsShare(counts: [Int], count: Int, expected: [Int]) throws {
    let whole = set(counts)
    let parts = whole.splittingOff(count, seed: 3)
    #expect(parts.split.countPerClass == expected)
    #expect(parts.rest.count + parts.split.count == whole.count)
    func identities(_ set: ImageSet) throws -> [Int] {
      let pixels = try set.images.loaded().pixels
      return stride(from: 0, to: pixels.count, by: 3).map {
        Int(pixels[$0]) + 256 * Int(pixels[$0 + 1])
      }
    }
    let rest = try identities(parts.rest)
    let split = try identities(parts.split)
    #expect(rest == rest.sorted() && split == split.sorted())
    #expect(Set(rest).union(split) == Set(0..<whole.count))
    #expect(try identities(whole.splittingOff(count, seed: 3).split) == split)
  }

  @Test func anotherSeedSplitsOtherImagesOff() throws {
    let whole = set([300, 300])
    let (one, other) = (whole.splittingOff(60, seed: 1), whole.splittingOff(60, seed: 2))
    #expect(try one.split.images.loaded() != other.split.images.loaded())
  }
}
