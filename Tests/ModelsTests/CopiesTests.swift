import Architectures
import Compute
import Datasets
import Images
import Models
import NeuralNetwork
import Testing

/// Copies of a small network, each asked by a worker of its own, answer as the network does.
@Suite struct CopiesTests {
  private func scorer(_ name: String, threads: Int, batch: Int) throws -> Scorer {
    let model = try Model(
      architecture: try #require(Architecture.named(name)), input: Shape(32, 32, 3), classes: 10,
      normalization: Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25]),
      classNames: [])
    model.parameters.initialize(seed: 4)
    return Scorer(model, batch: batch, compute: try Compute(instructionSet: nil, threads: threads))
  }

  private var set: ImageSet {
    var stream = RandomStream(8)
    return ImageSet(
      images: ByteImages(
        count: 75, height: 32, width: 32,
        pixels: (0..<75 * 3072).map { _ in UInt8(stream.integer(in: 0..<256)) }),
      labels: (0..<75).map { $0 % 10 }, classNames: (0..<10).map { "\($0)" })
  }

  @Test(arguments: [2, 3], [5, 64])
  func sameBitsAsOne(threads: Int, batch: Int) throws {
    let set = set
    let alone = try scorer("resnet20", threads: 1, batch: 64)
    let several = try scorer("resnet20", threads: threads, batch: batch)
    #expect(several.copiesForWorkers().count == threads)
    var done: [Int] = []
    let logits = try several.logits(of: set) { done.append($0) }
    #expect(logits == (try alone.logits(of: set)))
    #expect(done.last == 75 && done == done.sorted())
    // New parameters reach the copies.
    several.model.parameters.initialize(seed: 5)
    several.parametersChanged()
    alone.model.parameters.initialize(seed: 5)
    alone.parametersChanged()
    #expect(try several.logits(of: set) == alone.logits(of: set))
    #expect(try several.logits(of: set) != logits)
  }

  /// Large weights would be packed and read once for each copy.
  @Test func largeNetworksAreNotCopied() throws {
    #expect(try scorer("mobilenet_v2", threads: 2, batch: 4).copiesForWorkers().count == 1)
    #expect(try scorer("resnet20", threads: 1, batch: 4).copiesForWorkers().count == 1)
  }
}
