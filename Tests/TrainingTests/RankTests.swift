import Architectures
import Compute
import Datasets
import Foundation
import Images
import Models
import NeuralNetwork
import Ranks
import Testing
import Training

/// Training on several ranks.
@Suite struct RankTests {
  private static func settings(
    _ beginning: TrainingSettings = SmallRun.elaborate, micro: Int?
  ) -> TrainingSettings {
    var settings = beginning
    settings.validation = 0
    settings.batchSize = 22
    settings.microBatch = micro
    return settings
  }

  /// Weights, running statistics and momentum after some steps.
  static func bits(
    _ beginning: TrainingSettings = SmallRun.elaborate, micro: Int?, _ ranks: any Ranks,
    steps: Int = 3, side: Int = 8
  ) throws -> [UInt32] {
    let prepared = try PreparedTraining(
      settings(beginning, micro: micro), images: SmallRun.images(40, seed: 1, side: side),
      compute: Compute(instructionSet: nil, threads: 1), ranks: ranks)
    let trainer = prepared.trainer
    for _ in 0..<steps { try trainer.step() }
    let blocks = [
      trainer.model.parameters.values, trainer.optimizer.velocity, trainer.result.parameters.values,
    ]
    return blocks.flatMap { $0.elements.map(\.bitPattern) }
  }

  /// 22 images in pieces of 4 are five pieces and one of two; the epoch's second batch has 18.
  @Test(arguments: [2, 3, 4, 7])
  func anyNumberOfRanksComesToTheSameBits(count: Int) throws {
    let alone = try Self.bits(micro: 4, SingleRank())
    let shared = ThreadRanks.World(count).run { try? Self.bits(micro: 4, $0) }
    #expect(shared.count == count)
    for bits in shared { #expect(bits == alone) }
  }

  /// With filters that are made from the images, and weights that are set back.
  @Test func theFastRecipeComesToTheSameBits() throws {
    let alone = try Self.bits(SmallRun.fast, micro: 8, SingleRank(), side: 9)
    let shared = ThreadRanks.World(3).run { try? Self.bits(SmallRun.fast, micro: 8, $0, side: 9) }
    for bits in shared { #expect(bits == alone) }
  }

  @Test func onePieceIsTheWholeBatch() throws {
    #expect(try Self.bits(micro: 22, SingleRank()) == Self.bits(micro: nil, SingleRank()))
  }

  /// Batch statistics are those of a piece, so pieces change what is computed.
  @Test func piecesAreNotTheWholeBatch() throws {
    #expect(try Self.bits(micro: 4, SingleRank()) != Self.bits(micro: nil, SingleRank()))
  }

  @Test func ranksThatBeginOtherwiseAreRefused() {
    let told = ThreadRanks.World(3).run { ranks in
      do {
        try ranks.agree(on: ranks.rank == 2 ? 7 : UInt64.max, what: "weights")
        return "none"
      } catch {
        return "\(error)"
      }
    }
    #expect(told == Array(repeating: "\(RanksError.disagreement("weights"))", count: 3))
  }
}
