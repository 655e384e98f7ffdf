import Architectures
import Compute
import Images
import Models
import NeuralNetwork
import Testing

/// Several models that answer as one.
@Suite struct EnsembleTests {
  private func model(seed: UInt64, mean: [Float], deviation: [Float]) throws -> Model {
    let model = try Model(
      architecture: try #require(Architecture.named("resnet20")), input: Shape(16, 16, 3),
      classes: 10, normalization: Normalization(mean: mean, deviation: deviation), classNames: [])
    model.parameters.initialize(seed: seed)
    return model
  }

  @Test(
    arguments: [
      [[0.5, 0.5, 0.5], [0.25, 0.25, 0.25]], [[0.4, 0.45, 0.5], [0.2, 0.25, 0.3]],
    ] as [[[Float]]])
  func logitsAndGradientsAreMeans(normalization: [[Float]]) throws {
    let compute = try Compute(instructionSet: nil, threads: 2)
    let first = try model(seed: 1, mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25])
    let second = try model(seed: 2, mean: normalization[0], deviation: normalization[1])
    var stream = RandomStream(5)
    let bytes = ByteImages(
      count: 3, height: 16, width: 16,
      pixels: (0..<3 * 768).map { _ in UInt8(stream.integer(in: 0..<256)) })
    let models = [first, second]
    let scorers = models.map { Scorer($0, batch: 3, compute: compute) }
    let inputs = models.map { $0.normalization.apply(to: bytes, range: 0..<3) }
    let ensemble = Scorer(first, with: [second], batch: 3, compute: compute)
    #expect(ensemble.modelCount == 2)
    let seeds = (0..<30).map { Float($0 % 7) - 3 }
    let own = zip(scorers, inputs).map { $0.gradients(of: $1, count: 3) { _ in seeds } }
    let both = ensemble.gradients(of: inputs[0], count: 3) { logits in
      for (place, logit) in logits.enumerated() {
        let mean = (own[0].logits[place] + own[1].logits[place]) / 2
        #expect(abs(logit - mean) < 1e-3)
      }
      return seeds
    }
    for (place, logit) in ensemble.logits(of: inputs[0], count: 3).enumerated() {
      #expect(abs(logit - both.logits[place]) < 1e-3)
    }
    // A gradient with respect to the first model's input.
    let scale = zip([Float](repeating: 0.25, count: 3), second.normalization.deviation).map(/)
    let largest = both.gradients.map { abs($0) }.max() ?? 0
    for (place, gradient) in both.gradients.enumerated() {
      let mean = (own[0].gradients[place] + own[1].gradients[place] * scale[place % 3]) / 2
      #expect(abs(gradient - mean) < 2e-3 * largest)
    }
  }
}
