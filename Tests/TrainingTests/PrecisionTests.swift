import Compute
import Foundation
import Images
import Ranks
import Testing
import Training

private let hasBfloat16 = (try? Compute(instructionSet: nil, threads: 1).with(.bf16)) != nil

/// Training whose products round their operands to bfloat16.
@Suite struct PrecisionTests {
  private static let settings: TrainingSettings = {
    var settings = SmallRun.elaborate
    settings.precision = .bf16
    return settings
  }()

  @Test func isASettingThatEarlierRunsDidNotHave() throws {
    let encoder = JSONEncoder()
    // In this order others follow, so that a comma does.
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(Self.settings), as: UTF8.self)
    #expect(text.contains(#""precision":"bf16""#))
    let read = try JSONDecoder().decode(TrainingSettings.self, from: Data(text.utf8))
    #expect(read == Self.settings)
    let earlier = text.replacing(#""precision":"bf16","#, with: "")
    let former = try JSONDecoder().decode(TrainingSettings.self, from: Data(earlier.utf8))
    #expect(former.precision == .float32)
  }

  @Test func isRefusedWithoutMachineCode() throws {
    #expect(throws: PrecisionError.self) {
      _ = try PreparedTraining(
        Self.settings, images: SmallRun.images(30, seed: 1),
        compute: Compute(instructionSet: "baseline", threads: 1))
    }
  }

  @Test(.enabled(if: hasBfloat16, "needs AVX512_BF16"))
  func goesOnToTheSameBits() throws {
    let whole = try SmallRun(Self.settings)
    let broken = try SmallRun(Self.settings)
    defer {
      whole.remove()
      broken.remove()
    }
    #expect(try whole.run.run(shouldStop: { false }, report: { _ in }))
    let trainer = broken.run.trainer
    #expect(try !broken.run.run(shouldStop: { trainer.progress.steps == 3 }, report: { _ in }))
    // Not in another precision.
    var exact = Self.settings
    exact.precision = .float32
    let other = try SmallRun(exact, directory: broken.directory.path)
    #expect {
      try other.run.resume()
    } throws: {
      "\($0)".contains("precision was bf16, now it is float32")
    }
    let resumed = try SmallRun(Self.settings, directory: broken.directory.path, threads: 3)
    try resumed.run.resume()
    #expect(try resumed.run.run(shouldStop: { false }, report: { _ in }))
    #expect(resumed.weights.map(\.bitPattern) == whole.weights.map(\.bitPattern))
    #expect(!resumed.weights.contains { !$0.isFinite })
    // And it is not float32 under another name.
    let float32 = try SmallRun(exact)
    defer { float32.remove() }
    #expect(try float32.run.run(shouldStop: { false }, report: { _ in }))
    #expect(float32.weights != whole.weights)
  }

  @Test(.enabled(if: hasBfloat16, "needs AVX512_BF16"))
  func anyNumberOfRanksComesToTheSameBits() throws {
    let alone = try RankTests.bits(Self.settings, micro: 8, SingleRank(), steps: 1)
    let shared = ThreadRanks.World(2).run {
      try? RankTests.bits(Self.settings, micro: 8, $0, steps: 1)
    }
    for bits in shared { #expect(bits == alone) }
  }

  @Test(.enabled(if: hasBfloat16, "needs AVX512_BF16"))
  func learnsLevelsApart() throws {
    var settings = SmallRun.settings
    settings.precision = .bf16
    settings.epochs = 12
    settings.augmentation = "flip"
    let small = try SmallRun(settings)
    defer { small.remove() }
    _ = try small.run.run(shouldStop: { false }, report: { _ in })
    let last = try #require(small.run.metrics.last)
    #expect(last.trainingLoss < small.run.metrics[0].trainingLoss)
    #expect(last.testAccuracy == 1)
  }
}
